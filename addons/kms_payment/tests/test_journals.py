from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import PaymentCommon


@tagged("post_install", "-at_install")
class TestJournals(PaymentCommon):
    def test_four_doors_and_no_fifth(self):
        journals = self.cash + self.mtn + self.orange + self.bank
        self.assertEqual(self.company._kms_setup_payment_journals(), journals)
        self.assertEqual(journals.mapped("type"), ["cash", "bank", "bank", "bank"])
        self.assertEqual(journals.mapped("kms_mobile_operator"), [False, "mtn", "orange", False])

    def test_mobile_money_sits_on_its_own_account_of_electronic_money(self):
        accounts = self.mtn.default_account_id + self.orange.default_account_id
        self.assertEqual(len(accounts), 2)
        self.assertTrue(all(code.startswith("5521") for code in accounts.mapped("code")))
        self.assertEqual(set(accounts.mapped("account_type")), {"asset_cash"})

    def test_chart_without_electronic_money(self):
        company = self.setup_other_company(name="Elsewhere")["company"]
        journals = company._kms_setup_payment_journals()
        self.assertEqual(len(journals.default_account_id), 4)
        self.assertEqual(journals.company_id, company)

    def test_money_lands_in_the_journals_account(self):
        for journal, ref in (
            (self.cash, False),
            (self.mtn, "100"),
            (self.orange, "100"),
            (self.bank, False),
        ):
            with self.subTest(journal=journal.name):
                invoice = self._invoice(50_000)
                payment = self._pay(invoice, journal, ref)
                self.assertEqual(payment.state, "paid")
                self.assertEqual(invoice.payment_state, "paid")
                self.assertRecordValues(
                    payment.move_id.line_ids.sorted("debit", reverse=True),
                    [
                        {"account_id": journal.default_account_id.id, "balance": 50_000},
                        {
                            "account_id": self.partner_a.property_account_receivable_id.id,
                            "balance": -50_000,
                        },
                    ],
                )

    def test_operator_only_on_a_money_journal(self):
        with self.assertRaisesRegex(ValidationError, "bank or cash journal"):
            self.company_data["default_journal_sale"].kms_mobile_operator = "mtn"
