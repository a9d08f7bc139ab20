from odoo.tests import tagged

from .common import TillCommon


@tagged("post_install", "-at_install")
class TestSettle(TillCommon):
    """An order settled at the till: paid once, moved once, invoiced once."""

    def setUp(self):
        super().setUp()
        self.goods = self.create_product("Kitchen hood", self.categ_basic, 100, 50)
        self.adjust_inventory([self.goods], [10])
        self.sale = (
            self.env["sale.order"]
            .sudo()
            .create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [
                        (
                            0,
                            0,
                            {"product_id": self.goods.id, "product_uom_qty": 3, "tax_ids": False},
                        )
                    ],
                }
            )
        )

    def _settle(self, quantity=3, **vals):
        line = {
            "product": self.goods,
            "quantity": quantity,
            "sale_order_origin_id": self.sale.id,
            "sale_order_line_id": self.sale.order_line.id,
        }
        return self._sell(
            "MP",
            amount=100 * quantity,
            lines=[line],
            partner_id=self.customer.id,
            **vals,
        )

    def _deliver(self):
        picking = self.sale.picking_ids
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        picking._action_done()
        return picking

    def test_paid_then_delivered(self):
        self.sale.action_confirm()
        order = self._settle()
        self.assertEqual(order.state, "paid")
        self.assertFalse(order.picking_ids, "the till moves nothing")
        self.assertEqual(self.goods.qty_available, 10)
        self.assertEqual(self.sale.order_line.qty_delivered, 0)
        self.assertEqual(self.sale.order_line.qty_invoiced, 3)
        self.assertEqual(self.sale.invoice_status, "invoiced")
        picking = self._deliver()
        self.assertEqual(picking.state, "done")
        self.assertEqual(self.goods.qty_available, 7)
        self.assertEqual(self.sale.order_line.qty_delivered, 3)

    def test_delivered_then_paid(self):
        if "kms_delivery_paid" in self.env.company._fields:
            self.env.company["kms_delivery_paid"] = False  # a rule of kms_coordination
        self.sale.action_confirm()
        self._deliver()
        order = self._settle()
        self.assertFalse(order.picking_ids)
        self.assertEqual(self.goods.qty_available, 7)
        self.assertEqual(self.sale.order_line.qty_delivered, 3)
        self.assertEqual(self.sale.invoice_status, "invoiced")

    def test_quotation_is_handed_over_at_the_till(self):
        order = self._settle()
        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(self.goods.qty_available, 7)
        self.assertEqual(self.sale.state, "sale")
        self.assertEqual(self.sale.order_line.qty_delivered, 3)
        open_pickings = self.sale.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        self.assertFalse(open_pickings)

    def test_a_delivery_made_and_done_at_once_has_nothing_to_tell(self):
        self.env = self.env(context={})  # tests write no notes otherwise
        order = self._settle()
        self.assertTrue(order.picking_ids)
        self.assertFalse(order.picking_ids.message_ids)

    def test_settled_beside_goods_of_the_shelf(self):
        self.sale.action_confirm()
        settled = {
            "product": self.goods,
            "quantity": 3,
            "sale_order_origin_id": self.sale.id,
            "sale_order_line_id": self.sale.order_line.id,
        }
        lines = [settled, {"product": self.goods, "quantity": 1}]
        order = self._sell("MP", amount=400, lines=lines, partner_id=self.customer.id)
        self.assertEqual(order.picking_ids.move_ids.quantity, 1)
        self.assertEqual(self.goods.qty_available, 9)
        self._deliver()
        self.assertEqual(self.goods.qty_available, 6)
        self.assertEqual(self.sale.order_line.qty_delivered, 3)

    def test_invoice(self):
        self.sale.action_confirm()
        order = self._settle(to_invoice=True)
        self.assertEqual(order.account_move.state, "posted")
        self.assertEqual(order.account_move.payment_state, "paid")
        self.assertEqual(order.account_move.amount_total, 300)
        self.assertEqual(order.account_move.team_id, self.sale.team_id)

    def test_settled_goods_come_back(self):
        self.sale.action_confirm()
        order = self._settle()
        self._deliver()
        refund = order.refund()
        refund = self.env["pos.order"].browse(refund["res_id"])
        self.env["pos.make.payment"].with_context(active_id=refund.id).create(
            {"amount": -300, "payment_method_id": self.cash_pm1.id}
        ).check()
        self.assertEqual(self.goods.qty_available, 10)
