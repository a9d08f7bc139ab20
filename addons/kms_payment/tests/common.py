from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


class PaymentCommon(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        # As a chart for a country of the OHADA treaty has it.
        cls.env["account.account"].create(
            {"name": "Electronic money", "code": "552000", "account_type": "asset_current"}
        )
        # Core's test company waits for bank statements; ours has the journals of a fresh chart.
        bank = cls.company_data["default_journal_bank"] + cls.company_data["default_journal_cash"]
        bank.inbound_payment_method_line_ids.payment_account_id = False
        cls.cash, cls.mtn, cls.orange, cls.bank = cls.company._kms_setup_payment_journals()
        cls.cashier = new_test_user(
            cls.env,
            "till",
            groups="kms_base.role_cashier",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    @classmethod
    def _invoice(cls, amount=100_000, partner=None, move_type="out_invoice"):
        move = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": (partner or cls.partner_a).id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [
                    (0, 0, {"name": "MDF panel", "price_unit": amount, "tax_ids": False})
                ],
            }
        )
        move.action_post()
        return move

    @classmethod
    def _wizard(cls, invoices, journal, ref=False, **vals):
        return (
            cls.env["account.payment.register"]
            .with_user(cls.cashier)
            .with_context(active_model="account.move", active_ids=invoices.ids)
            .create({"journal_id": journal.id, "kms_transaction_ref": ref, **vals})
        )

    @classmethod
    def _pay(cls, invoices, journal, ref=False, **vals):
        return cls._wizard(invoices, journal, ref, **vals)._create_payments()
