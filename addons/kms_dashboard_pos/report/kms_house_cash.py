from odoo import fields, models
from odoo.tools import SQL

from ..figures.cash import select_payments, select_till_payments


class KmsHouseCash(models.Model):
    """What is behind the cash in of the house: payments of customers and of tills, each once.

    Amounts are in the company's currency.
    """

    _name = "kms.house.cash"
    _description = "Money received by the house"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "reference"
    _depends = {
        "account.payment": [
            "amount_company_currency_signed",
            "date",
            "partner_type",
            "pos_session_id",
            "state",
        ],
        "pos.order": ["currency_rate", "state"],
        "pos.payment": ["amount", "payment_date", "payment_method_id", "pos_order_id"],
        "pos.payment.method": ["journal_id"],
    }

    date = fields.Date(readonly=True)
    reference = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    journal_id = fields.Many2one("account.journal", readonly=True)
    amount = fields.Monetary(readonly=True)
    payment_id = fields.Many2one("account.payment", readonly=True)
    pos_payment_id = fields.Many2one("pos.payment", string="Payment at the till", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            "SELECT u.*, COALESCE(p.name, k.pos_reference, k.name) AS reference"
            " FROM (%s UNION ALL %s) u LEFT JOIN account_payment p ON p.id = u.payment_id"
            " LEFT JOIN pos_payment t ON t.id = u.pos_payment_id"
            " LEFT JOIN pos_order k ON k.id = t.pos_order_id",
            select_payments(SQL("TRUE")),
            select_till_payments(SQL("TRUE")),
        )

    def action_open(self):
        """Open the payment, or the ticket that was paid.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return (self.payment_id or self.pos_payment_id.pos_order_id)._get_records_action()
