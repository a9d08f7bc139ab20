from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .test_delivery import DeliveryCase


class RuptureCase(DeliveryCase):
    """Panels at 29 500 without tax; five in stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._new_user("marketing")
        cls.salesperson = cls._new_user("showroom")
        cls.panel.taxes_id = False
        cls.other = cls.env["product.product"].create(
            {"name": "Other panel", "is_storable": True, "list_price": 25000, "taxes_id": False}
        )
        cls._put_in_stock(12, cls.other)

    @classmethod
    def _new_user(cls, role):
        return new_test_user(
            cls.env, login=f"test_rupture_{role}", groups=f"base.group_user,kms_base.role_{role}"
        )

    def _report(self, **values):
        return (
            self.env["kms.rupture"]
            .with_user(self.storekeeper)
            .create({"product_id": self.panel.id, **values})
        )

    def _sell(self, quantity, confirm=False, user=None):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": (user or self.salesperson).id,
                "order_line": [
                    fields.Command.create(
                        {"product_id": self.panel.id, "product_uom_qty": quantity}
                    )
                ],
            }
        )
        if confirm:
            order.action_confirm()
        return order

    def _receive(self, quantity):
        picking_type = self.warehouse.in_type_id
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": picking_type.id,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "move_ids": [
                    fields.Command.create(
                        {
                            "product_id": self.panel.id,
                            "product_uom_qty": quantity,
                            "location_id": self.env.ref("stock.stock_location_suppliers").id,
                            "location_dest_id": self.warehouse.lot_stock_id.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.write({"quantity": quantity, "picked": True})
        picking.button_validate()

    def _threshold(self, minimum):
        self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.panel.id,
                "warehouse_id": self.warehouse.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "product_min_qty": minimum,
                "product_max_qty": minimum * 2,
                "trigger": "manual",
            }
        )


@tagged("post_install", "-at_install")
class TestRupture(RuptureCase):
    # ------------------------------------------------------------
    # ONE OPEN STOCK-OUT A PRODUCT
    # ------------------------------------------------------------

    def test_it_keeps_what_was_so_then(self):
        self._threshold(8)
        rupture = self._report()
        self.assertEqual(
            (rupture.threshold, rupture.quantity_then, rupture.quantity_now), (8, 5, 5)
        )

    def test_a_product_is_out_of_stock_once(self):
        self._report()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._report()
        self.assertEqual(len(self.env["kms.rupture"]._kms_report(self.panel, self.env.company)), 1)

    def test_the_night_finds_what_is_low(self):
        self._threshold(5)
        self.env["kms.rupture"]._kms_detect(self.env.company)
        rupture = self.env["kms.rupture"].search([("product_id", "=", self.panel.id)])
        self.assertEqual((rupture.source, rupture.state), ("threshold", "reported"))
        self.env["kms.rupture"]._kms_detect(self.env.company)
        self.assertEqual(
            self.env["kms.rupture"].search_count([("product_id", "=", self.panel.id)]), 1
        )

    # ------------------------------------------------------------
    # IMPACT
    # ------------------------------------------------------------

    def test_impact_is_computed(self):
        self.env.company.kms_rupture_days = 9
        self._sell(2)  # 59 000 quoted
        self._sell(8, confirm=True)  # 236 000 ordered; the stock covers 5 of 8
        expired = self._sell(1)
        expired.validity_date = fields.Date.today() - timedelta(days=3)
        rupture = self._report()
        self.assertEqual(rupture.impact_quotes, 59_000)
        self.assertAlmostEqual(rupture.impact_demand, 236_000 * 3 / 8, 0)
        self.assertAlmostEqual(rupture.impact_sales, 236_000 / 90 * 9, 0)
        self.assertAlmostEqual(rupture.impact_amount, 59_000 + 88_500 + 23_600, delta=2)
        rupture.expected_date = self.env.company._kms_today() + timedelta(days=18)
        self.assertAlmostEqual(rupture.impact_sales, 47_200, delta=2)

    # ------------------------------------------------------------
    # WHO SELLS IS WARNED
    # ------------------------------------------------------------

    def test_salespeople_see_it_on_the_line(self):
        order = self._sell(1).with_user(self.salesperson)
        self.assertFalse(order.order_line.kms_rupture_text)
        rupture = self._report()
        rupture.alternative_ids = self.other
        order.invalidate_recordset()
        order.order_line.invalidate_recordset()
        self.assertIn("12 in stock", order.order_line.kms_rupture_text)
        self.assertIn("out of stock", order.kms_rupture_text)

    def test_alternatives_are_remembered(self):
        rupture = self._report(alternative_ids=[fields.Command.set(self.other.ids)])
        rupture.write({"alternative_ids": [fields.Command.set(self.other.ids)]})
        rupture.with_user(self.manager).action_abandon()
        self.assertEqual(self._report().alternative_ids, self.other)

    def test_lost_demand_is_noted(self):
        rupture = self._report()
        reduced, replaced, refused, cancelled = (self._sell(4) for _number in range(4))
        reduced.order_line.product_uom_qty = 1
        self.env["kms.rupture.replace"].with_user(self.salesperson).create(
            {"line_id": replaced.order_line.id, "alternative_id": self.other.id}
        ).action_apply()
        refused.order_line.unlink()
        cancelled._action_cancel()
        found = {
            demand.kind: (demand.quantity, demand.amount)
            for demand in rupture.demand_ids.filtered(lambda demand: demand.sale_id != cancelled)
        }
        self.assertEqual(found["reduced"], (3, 88_500))
        self.assertEqual(found["replaced"], (4, 118_000))
        self.assertEqual(found["refused"], (4, 118_000))
        self.assertEqual(replaced.order_line.product_id, self.other)
        self.assertEqual(
            rupture.demand_ids.filtered(lambda demand: demand.sale_id == cancelled).kind, "refused"
        )

    def test_more_is_no_loss(self):
        rupture = self._report()
        self._sell(1).order_line.product_uom_qty = 3
        self.assertFalse(rupture.demand_ids)

    # ------------------------------------------------------------
    # BACK AGAIN
    # ------------------------------------------------------------

    def test_goods_that_come_in_close_it(self):
        self._threshold(8)
        rupture = self._report()
        waiting = self._sell(2)
        self._receive(3)
        self.assertEqual(rupture.state, "reported", "8 is not above 8")
        self._receive(1)
        self.assertEqual(rupture.state, "resolved")
        self.assertTrue(rupture.resolved_date)
        demand = rupture.demand_ids
        self.assertEqual((demand.sale_id, demand.kind), (waiting, "quoted"))
        self.assertIn(self.salesperson.partner_id, rupture.message_ids.notified_partner_ids)

    def test_who_waited_is_told_once(self):
        self.customer.write(
            {"phone": "+237 699 00 11 22", "country_id": self.env.ref("base.cm").id}
        )
        rupture = self._report()
        self._sell(2)
        rupture.with_user(self.manager).action_resolve()
        demand = rupture.demand_ids.with_user(self.salesperson)
        action = demand.action_whatsapp()
        self.assertTrue(action["url"].startswith("https://wa.me/237699001122?text="))
        told = demand.told_date
        self.assertEqual(demand.told_by_id, self.salesperson)
        demand.with_user(self.manager).action_told()
        self.assertEqual((demand.told_date, demand.told_by_id), (told, self.salesperson))

    def test_no_number_gets_a_sentence(self):
        rupture = self._report()
        self._sell(2)
        rupture.with_user(self.manager).action_resolve()
        with self.assertRaisesRegex(UserError, "phone number"):
            rupture.demand_ids.with_user(self.salesperson).action_whatsapp()

    def test_a_purchase_is_proposed(self):
        rupture = self._report()
        manager = rupture.with_user(self.manager)
        manager.action_take()
        self.assertEqual(rupture.responsible_id, self.manager)
        with self.assertRaisesRegex(UserError, "vendor"):
            manager.action_replenish()

    def test_rights(self):
        rupture = self._report()
        cashier = self._new_user("cashier")
        self.assertEqual(rupture.with_user(cashier).product_id, self.panel)
        with self.assertRaises(AccessError):
            rupture.with_user(cashier).action_take()
        with self.assertRaises(AccessError):
            self.env["kms.rupture.demand"].with_user(self.storekeeper).create(
                {
                    "rupture_id": rupture.id,
                    "partner_id": self.customer.id,
                    "kind": "refused",
                    "quantity": 1,
                }
            )
