from odoo import fields, models
from odoo.tools import SQL

NATURES = [
    ("sale", "Sale"),
    ("refund", "Given back to a customer"),
    ("change", "Change"),
    ("in", "Put into the drawer"),
    ("out", "Taken from the drawer"),
]

_PAYMENTS = SQL(
    "SELECT 2 * r.id::int8 AS id, r.payment_date AS date, COALESCE(o.pos_reference, o.name)"
    " AS voucher, CASE WHEN r.is_change THEN 'change' WHEN r.amount < 0 THEN 'refund'"
    " ELSE 'sale' END AS nature, NULL::varchar AS reason, o.session_id, w.journal_id,"
    " o.partner_id, o.user_id, o.company_id,"
    " r.amount / COALESCE(NULLIF(o.currency_rate, 0), 1) AS amount, o.id AS pos_order_id,"
    " NULL::int4 AS statement_line_id FROM pos_payment r JOIN pos_order o ON o.id = r.pos_order_id"
    " JOIN pos_payment_method w ON w.id = r.payment_method_id AND w.journal_id IS NOT NULL"
    " WHERE o.state IN ('paid', 'done')"
)
_MOVES = SQL(
    "SELECT 2 * r.id::int8 + 1, r.create_date, m.name,"
    " CASE WHEN r.amount < 0 THEN 'out' ELSE 'in' END,"
    " r.payment_ref, r.pos_session_id, m.journal_id, r.partner_id, r.create_uid,"
    " m.company_id, ABS(m.amount_total_signed) * SIGN(r.amount), NULL, r.id"
    " FROM account_bank_statement_line r JOIN account_move m ON m.id = r.move_id"
    " WHERE r.pos_session_id IS NOT NULL AND r.kms_till_sales IS NOT TRUE"
)


class KmsCashJournal(models.Model):
    """Cash journal of the tills (domain.md, register 12): each movement of money, by session.

    The closing writes the cash of a session down once more: those lines are left out. Amounts are
    in the company's currency.
    """

    _name = "kms.cash.journal"
    _description = "Line of the cash journal"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "voucher"
    _depends = {
        "account.bank.statement.line": [
            "amount",
            "kms_till_sales",
            "payment_ref",
            "pos_session_id",
        ],
        "pos.order": ["currency_rate", "partner_id", "pos_reference", "state", "user_id"],
        "pos.payment": ["amount", "is_change", "payment_date", "payment_method_id", "session_id"],
        "pos.payment.method": ["journal_id"],
        "pos.session": ["config_id", "name"],
    }

    date = fields.Datetime(readonly=True)
    voucher = fields.Char(readonly=True)
    nature = fields.Selection(NATURES, readonly=True)
    reason = fields.Char(readonly=True)
    session_id = fields.Many2one("pos.session", readonly=True)
    journal_id = fields.Many2one("account.journal", string="Payment mode", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_in = fields.Monetary(string="In", readonly=True)
    amount_out = fields.Monetary(string="Out", readonly=True)
    amount = fields.Monetary(string="Balance", readonly=True, help="In less out.")
    pos_order_id = fields.Many2one("pos.order", string="Ticket", readonly=True)
    statement_line_id = fields.Many2one("account.bank.statement.line", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            "SELECT u.*, GREATEST(u.amount, 0) AS amount_in, GREATEST(-u.amount, 0) AS amount_out"
            " FROM (%s UNION ALL %s) u",
            _PAYMENTS,
            _MOVES,
        )

    def action_open(self):
        """Open the ticket, or what was put into the drawer or taken from it.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return (self.pos_order_id or self.statement_line_id)._get_records_action()
