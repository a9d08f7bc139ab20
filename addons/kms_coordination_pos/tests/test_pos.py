from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.kms_pos.tests.common import TillCommon


@tagged("post_install", "-at_install")
class TestPos(TillCommon):
    """Kitchen hoods at 100 without tax, over the till."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "till_manager",
            groups="base.group_user,kms_base.role_marketing",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.references = iter(range(1000))

    def setUp(self):
        super().setUp()
        self.hood = self.create_product("Kitchen hood", self.categ_basic, 100, 50)
        self.adjust_inventory([self.hood], [10])

    def _buy(self, quantity=2, **line):
        return self._sell(
            f"MP{next(self.references):04d}ABCD",
            amount=100 * quantity,
            lines=[{"product": self.hood, "quantity": quantity, **line}],
            partner_id=self.customer.id,
        )

    def _give_back(self, order, quantity=1):
        self._buy(-quantity, refunded_orderline_id=order.lines.id)
        # the till is answered with the refunded order too
        return order.lines.refund_orderline_ids.sorted("id")[-1:].order_id

    def _dispute(self, order, solution="refund", quantity=1, **values):
        dispute = (
            self.env["kms.dispute"]
            .sudo()
            .create({"pos_order_id": order.id, "problem": "defective", "goods_back": False})
        )
        dispute.line_ids.quantity = quantity
        dispute = dispute.with_user(self.manager)
        dispute.write({"solution": solution, **values})
        return dispute

    def _report(self, sale):
        self.env.invalidate_all()
        return self.env["kms.delivery.payment.report"].sudo().search([("sale_id", "=", sale.id)])

    # ------------------------------------------------------------
    # CASHED AT THE TILL
    # ------------------------------------------------------------

    def test_what_a_till_takes_is_cashed(self):
        sale = (
            self.env["sale.order"]
            .sudo()
            .create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [
                        fields.Command.create(
                            {"product_id": self.hood.id, "product_uom_qty": 3, "tax_ids": False}
                        )
                    ],
                }
            )
        )
        sale.action_confirm()
        self.assertEqual(sale.kms_payment_state, "unpaid")
        settled = {"sale_order_origin_id": sale.id, "sale_order_line_id": sale.order_line.id}
        order = self._buy(3, **settled)
        line = self._report(sale)
        self.assertEqual(
            (line.paid_amount, line.due_amount, line.crossing), (300, 0, "paid_undelivered")
        )
        self.assertEqual(sale.kms_missing_amount, 0, "the goods may leave")
        self._give_back(order)
        line = self._report(sale)
        self.assertEqual((line.paid_amount, line.due_amount), (200, 0))
        self.assertEqual(sale.order_line.kms_compensated_qty, 1)

    # ------------------------------------------------------------
    # MONEY GOES BACK ONCE
    # ------------------------------------------------------------

    def test_refunds_at_the_till_are_counted(self):
        order = self._buy()
        refund = self._give_back(order, 2)
        self.assertEqual(order.lines.kms_compensated_qty, 2)
        self.assertFalse(refund.lines.kms_refund_review)

    def test_a_second_refund_is_kept_and_flagged(self):
        order = self._buy()
        self._give_back(order, 2)
        with self.assertRaisesRegex(UserError, "2 of them are compensated"):
            self._dispute(order).action_resolve()
        dispute_first = self._buy()
        self._dispute(dispute_first, quantity=2).action_resolve()
        refund = self._give_back(dispute_first)
        self.assertEqual(refund.state, "paid", "the money has changed hands")
        self.assertTrue(refund.lines.kms_refund_review)
        self.assertIn("Refunds to review", refund.session_id.activity_ids.mapped("summary"))

    def test_a_till_writes_no_counter(self):
        order = self._buy(2, kms_compensated_qty=2, kms_refund_review=True)
        self.assertEqual(order.lines.kms_compensated_qty, 0)
        order.lines.with_user(self.cashier).write({"kms_compensated_qty": 2})
        self.assertEqual(order.lines.kms_compensated_qty, 0)

    # ------------------------------------------------------------
    # DISPUTES
    # ------------------------------------------------------------

    def test_a_refund_credits_and_pays(self):
        cash = self.company_data["default_journal_cash"]
        dispute = self._dispute(self._buy(), journal_id=cash.id)
        self.assertEqual((dispute.partner_id, dispute.amount), (self.customer, 100))
        dispute.action_resolve()
        credit = dispute.sudo().move_ids
        self.assertEqual((credit.state, credit.amount_total), ("posted", 100))
        self.assertEqual(dispute.sudo().payment_ids.amount, 100)
        self.assertEqual(dispute.state, "resolved")

    def test_a_reversed_credit_note_gives_the_units_back(self):
        order = self._buy()
        dispute = self._dispute(order, quantity=2)
        dispute.action_resolve()
        credit = dispute.sudo().move_ids
        credit.button_draft()
        self.assertEqual(order.lines.kms_compensated_qty, 0)
        self.assertEqual(dispute.state, "in_progress")
        refund = self._give_back(order)
        self.assertFalse(refund.lines.kms_refund_review, "the till may give one back")
        with self.assertRaisesRegex(UserError, "1 of them are compensated"):
            credit.action_post()

    def test_a_replacement_moves_goods_twice(self):
        dispute = self._dispute(self._buy(), "replacement")
        dispute.action_resolve()
        codes = dispute.sudo().picking_ids.mapped("picking_type_code")
        self.assertEqual(sorted(codes), ["incoming", "outgoing"])
        self.assertEqual(dispute.state, "in_progress")

    def test_of_a_sale_or_of_a_till(self):
        order = self._buy()
        sale = self.env["sale.order"].sudo().create({"partner_id": self.customer.id})
        with self.assertRaisesRegex(ValidationError, "not both"):
            self.env["kms.dispute"].sudo().create(
                {"pos_order_id": order.id, "sale_id": sale.id, "problem": "late"}
            )
        dispute = self._dispute(order)
        with self.assertRaisesRegex(ValidationError, "not a line of the disputed order"):
            dispute.line_ids.pos_line_id = self._buy().lines
        action = order.with_user(self.cashier).action_kms_dispute()
        self.assertEqual(action["context"]["default_pos_order_id"], order.id)

    # ------------------------------------------------------------
    # STOCK-OUTS AT THE TILL
    # ------------------------------------------------------------

    def test_the_till_reads_what_to_offer(self):
        rupture = (
            self.env["kms.rupture"]
            .sudo()
            .create({"product_id": self.product.id, "company_id": self.company.id})
        )
        rupture.alternative_ids = self.hood
        session = self.basic_config.current_session_id.with_user(self.cashier)
        rows = session.load_data(["kms.rupture"])["kms.rupture"]
        [row] = [row for row in rows if row["id"] == rupture.id]
        self.assertEqual(row["_template_id"], self.product.product_tmpl_id.id)
        [offer] = row["_alternatives"]
        self.assertEqual((offer["name"], offer["price"]), (self.hood.display_name, 100))
        self.assertEqual(offer["quantity"], 10)
