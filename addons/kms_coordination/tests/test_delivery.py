import base64
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, TransactionCase, new_test_user, tagged

SIGNATURE = base64.b64encode(
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0\x00"
    b"\x00\x00\x00IEND\xaeB`\x82"
)


class DeliveryCase(TransactionCase):
    """A warehouse with five panels, a storekeeper and a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.kms_delivery_paid = False  # a rule of its own, with tests of its own
        cls.storekeeper = new_test_user(
            cls.env, login="test_storekeeper", groups="base.group_user,kms_base.role_storekeeper"
        )
        cls.customer = cls.env["res.partner"].create({"name": "Test customer"})
        cls.panel = cls.env["product.product"].create(
            {"name": "Test panel", "is_storable": True, "list_price": 29500}
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls._put_in_stock(5)

    @classmethod
    def _put_in_stock(cls, quantity, product=None):
        cls.env["stock.quant"]._update_available_quantity(
            product or cls.panel, cls.warehouse.lot_stock_id, quantity
        )

    def _on_hand(self):
        return self.panel.with_context(location=self.warehouse.lot_stock_id.id).qty_available


@tagged("post_install", "-at_install")
class TestDelivery(DeliveryCase):
    def _deliver(self, quantity, channel=False):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    fields.Command.create(
                        {"product_id": self.panel.id, "product_uom_qty": quantity}
                    )
                ],
            }
        )
        if channel:
            order.team_id = self.env["crm.team"]._kms_get_channel_team(channel, order.company_id)
        order.action_confirm()
        return order.picking_ids.with_user(self.storekeeper)

    def test_unsigned_goods_do_not_leave(self):
        delivery = self._deliver(2)
        with self.assertRaisesRegex(UserError, "not signed"):
            delivery.button_validate()
        self.assertEqual(self._on_hand(), 5)
        delivery.signature = SIGNATURE
        delivery.button_validate()
        self.assertEqual(delivery.state, "done")
        self.assertEqual(self._on_hand(), 3)
        self.assertTrue(delivery.kms_signed_date)

    def test_a_client_that_asks_to_skip_the_checks_is_not_believed(self):
        delivery = self._deliver(2)
        with self.assertRaisesRegex(UserError, "not signed"):
            delivery.with_context(skip_sanity_check=True, skip_backorder=True).button_validate()

    def test_signature_is_a_setting(self):
        self.env.company.kms_delivery_signature = False
        delivery = self._deliver(2)
        delivery.button_validate()
        self.assertEqual(delivery.state, "done")

    def test_stock_never_goes_below_zero(self):
        delivery = self._deliver(7)
        delivery.signature = SIGNATURE
        delivery.move_ids.quantity = 7
        with self.assertRaisesRegex(UserError, "7 .* to deliver, 5 in"):
            delivery.button_validate()
        self.assertEqual(self._on_hand(), 5)
        self._put_in_stock(2)
        delivery.button_validate()
        self.assertEqual(self._on_hand(), 0)

    def test_two_deliveries_of_one_call_share_the_stock(self):
        first, second = self._deliver(4), self._deliver(4)
        both = first | second
        for delivery in both:
            delivery.signature = SIGNATURE
            delivery.move_ids.quantity = 4
        with self.assertRaisesRegex(UserError, "8 .* to deliver, 5 in"):
            both.button_validate()
        self.assertEqual(self._on_hand(), 5)

    def test_what_is_there_leaves_and_the_rest_waits(self):
        delivery = self._deliver(7)
        delivery.signature = SIGNATURE
        self.assertEqual(delivery.move_ids.quantity, 5)
        action = delivery.button_validate()
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.storekeeper)
            .with_context(**action["context"])
        ).save()
        wizard.process()
        self.assertEqual(self._on_hand(), 0)
        self.assertEqual(delivery.backorder_ids.move_ids.product_uom_qty, 2)
        self.assertFalse(delivery.backorder_ids.signature)

    def test_receipts_and_returns_need_no_signature(self):
        receipt = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "move_ids": [
                    fields.Command.create(
                        {
                            "product_id": self.panel.id,
                            "product_uom_qty": 3,
                            "location_id": self.env.ref("stock.stock_location_suppliers").id,
                            "location_dest_id": self.warehouse.lot_stock_id.id,
                        }
                    )
                ],
            }
        )
        receipt.action_confirm()
        receipt.button_validate()
        self.assertEqual(receipt.state, "done")

    def test_late_is_past_the_promise_and_not_done(self):
        delivery = self._deliver(1)
        delivery.scheduled_date = fields.Datetime.now() + timedelta(hours=1)
        self.assertFalse(delivery.kms_is_late)
        delivery.scheduled_date = fields.Datetime.now() - timedelta(hours=1)
        self.assertTrue(delivery.kms_is_late)
        delivery.signature = SIGNATURE
        delivery.button_validate()
        self.assertFalse(delivery.kms_is_late)

    def test_channel_of_the_sale(self):
        self.assertEqual(self._deliver(1, "showroom").kms_channel, "showroom")
