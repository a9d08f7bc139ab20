from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from .common import PaymentCommon


@tagged("post_install", "-at_install")
class TestCashier(PaymentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.product_a.write({"invoice_policy": "order", "taxes_id": False})
        cls.order = (
            cls.env["sale.order"]
            .sudo()
            .create(
                {
                    "partner_id": cls.partner_a.id,
                    "order_line": [
                        (
                            0,
                            0,
                            {
                                "product_id": cls.product_a.id,
                                "product_uom_qty": 2,
                                "price_unit": 100_000,
                                "tax_ids": False,
                            },
                        )
                    ],
                }
            )
        )

    def test_collect_from_the_list(self):
        invoice = self._invoice(75_000)
        domain = [("state", "=", "posted"), ("payment_state", "in", ("not_paid", "partial"))]
        moves = self.env["account.move"].with_user(self.cashier)
        self.assertIn(invoice, moves.search(domain))
        action = invoice.with_user(self.cashier).action_register_payment()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.cashier)
            .with_context(**action["context"])
            .create({"journal_id": self.cash.id})
        )
        report = wizard.action_kms_collect_and_print()
        self.assertEqual(report["report_name"], "account.report_payment_receipt")
        self.assertTrue(report["close_on_report_download"])
        self.assertNotIn(invoice, moves.search(domain))

    def test_order_invoiced_and_collected_once(self):
        self.order.action_confirm()
        order = self.order.with_user(self.cashier)
        action = order.action_kms_invoice_and_collect()
        again = order.action_kms_invoice_and_collect()
        self.assertEqual(action["context"]["active_ids"], again["context"]["active_ids"])
        invoice = self.order.invoice_ids
        self.assertEqual(len(invoice), 1)
        self.assertEqual(invoice.amount_total, 200_000)
        self._pay(invoice, self.orange, "OM1")
        with self.assertRaisesRegex(UserError, "Nothing is left to collect"):
            order.action_kms_invoice_and_collect()

    def test_order_not_for_everybody(self):
        reader = self.env["res.users"].create(
            {
                "login": "storekeeper-of-payments",
                "name": "Storekeeper",
                "group_ids": [(6, 0, self.env.ref("kms_base.role_storekeeper").ids)],
            }
        )
        self.order.action_confirm()
        with self.assertRaises(AccessError):
            self.order.with_user(reader).action_kms_invoice_and_collect()

    def test_receipt(self):
        self.partner_a.lang = "fr_FR"
        self.company.currency_id = self.env.ref("base.XAF")
        payment = self._pay(self._invoice(1_200_000), self.mtn, "MP1")
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "account.action_report_payment_receipt", payment.ids
        )
        text = " ".join(html2plaintext(html.decode()).split())
        self.assertIn("un million deux cent mille francs CFA", text)
        self.assertIn("MTN MoMo", text)
        self.assertIn("MP1", text)
        self.assertIn("Mode de paiement", text)

    def test_invoice_and_credit_note_in_words(self):
        self.partner_a.lang = "fr_FR"
        self.company.currency_id = self.env.ref("base.XAF")
        for move_type, formula in (
            ("out_invoice", "présente facture"),
            ("out_refund", "présent avoir"),
        ):
            move = self._invoice(80_000, move_type=move_type)
            html, _kind = self.env["ir.actions.report"]._render_qweb_html(
                "account.account_invoices", move.ids
            )
            text = html2plaintext(html.decode())
            self.assertIn(formula, text)
            self.assertIn("quatre-vingt mille francs CFA", text)
