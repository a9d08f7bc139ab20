from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

NOTHING = {"total": 0, "due": 0, "overdue": 0, "next_date": None, "since": None}


class KmsEnrollment(models.Model):
    """What is paid and due: read from the receivable lines of the ledger, never kept beside it.

    Part payments, overpayments, reversed payments, credit notes and refunds are all lines of that
    account, so that no case of them needs a rule of its own.
    """

    _inherit = "kms.enrollment"

    move_ids = fields.One2many("account.move", "kms_enrollment_id", string="Entries")
    invoice_ids = fields.Many2many(
        "account.move", string="Invoices", compute="_compute_invoice_ids", compute_sudo=True
    )
    amount_total = fields.Monetary(
        string="Fee", compute="_compute_amounts", compute_sudo=True, help="Invoices less credits."
    )
    amount_paid = fields.Monetary(string="Paid", compute="_compute_amounts", compute_sudo=True)
    amount_due = fields.Monetary(
        string="Balance due",
        compute="_compute_amounts",
        compute_sudo=True,
        search="_search_amount_due",
        help="What is left to pay; less than 0 is to be refunded.",
    )
    amount_overdue = fields.Monetary(
        string="Late",
        compute="_compute_amounts",
        compute_sudo=True,
        search="_search_amount_overdue",
    )
    next_due_date = fields.Date(
        string="Next instalment", compute="_compute_amounts", compute_sudo=True
    )
    overdue_since = fields.Date(string="Late since", compute="_compute_amounts", compute_sudo=True)
    entry_refused = fields.Boolean(
        string="May not enter",
        compute="_compute_amounts",
        compute_sudo=True,
        search="_search_entry_refused",
        help="Owes an instalment for longer than the house waits, see the settings.",
    )

    @api.depends("move_ids.move_type")
    def _compute_invoice_ids(self):
        for enrollment in self:
            enrollment.invoice_ids = enrollment.move_ids.filtered(
                lambda move: move.is_sale_document() and move.state != "cancel"
            )

    @api.depends(
        "state",
        "move_ids.state",
        "move_ids.line_ids.amount_residual",
        "move_ids.line_ids.parent_state",
    )
    def _compute_amounts(self):
        balances = self._balances()
        for enrollment in self:
            found = balances.get(enrollment._origin.id, NOTHING)
            enrollment.amount_total = found["total"]
            enrollment.amount_due = found["due"]
            enrollment.amount_paid = found["total"] - found["due"]
            enrollment.amount_overdue = found["overdue"]
            enrollment.next_due_date = found["next_date"]
            late = found["overdue"] > 0 and found["since"]
            enrollment.overdue_since = late
            enrollment.entry_refused = bool(
                late and enrollment.state == "enrolled" and found["refused"]
            )

    def _balances(self):
        """Read the ledger for all of them at once.

        :return: total, due, overdue, next_date, since, refused by id of the enrolment
        :rtype: dict
        """
        if not self.ids:
            return {}
        condition = SQL("move.kms_enrollment_id IN %s", tuple(self.ids))
        rows = self.env.execute_query_dict(self._ledger_query(condition))
        return {row["id"]: row for row in rows}

    @api.model
    def _ledger_query(self, condition):
        """Return the balances of enrolments as a query.

        Money that lies there unmatched pays the late instalments first.

        :param SQL condition: which entries are looked at
        :rtype: SQL
        """
        self.env["account.move.line"].flush_model()
        self.env["account.move"].flush_model()
        self.env["kms.enrollment"].flush_model()
        days = SQL(", ").join(
            SQL("(%s, %s::date, %s)", company.id, company._kms_today(), company.kms_entry_days)
            # sudo: the day and the term of each house, whoever looks.
            for company in self.env["res.company"].sudo().search(Domain.TRUE)
        )
        return SQL(
            """
            SELECT move.kms_enrollment_id AS id,
                   SUM(CASE WHEN move.move_type LIKE 'out_%%' THEN line.balance ELSE 0 END)
                       AS total,
                   SUM(line.amount_residual) AS due,
                   GREATEST(0, SUM(line.amount_residual)
                       FILTER (WHERE line.amount_residual < 0 OR line.date_maturity < day.today))
                       AS overdue,
                   MIN(line.date_maturity) FILTER (WHERE line.amount_residual > 0) AS next_date,
                   MIN(line.date_maturity) FILTER (WHERE line.amount_residual > 0
                       AND line.date_maturity < day.today) AS since,
                   MIN(line.date_maturity) FILTER (WHERE line.amount_residual > 0)
                       < MIN(day.today) - MIN(day.waits) AS refused
              FROM account_move move
              JOIN account_move_line line ON line.move_id = move.id
              JOIN account_account account ON account.id = line.account_id
              JOIN (VALUES %(days)s) day (company_id, today, waits)
                   ON day.company_id = move.company_id
             WHERE line.parent_state = 'posted'
               AND account.account_type = 'asset_receivable'
               AND %(condition)s
             GROUP BY move.kms_enrollment_id
            """,
            days=days,
            condition=condition,
        )

    # ------------------------------------------------------------
    # SEARCH
    # ------------------------------------------------------------

    @api.model
    def _search_balance(self, column, operator, value):
        operators = {">": SQL(">"), "<": SQL("<"), ">=": SQL(">="), "<=": SQL("<=")}
        if operator not in operators or not isinstance(value, int | float):
            return NotImplemented
        ledger = self._ledger_query(SQL("move.kms_enrollment_id IS NOT NULL"))
        found = SQL(
            "(SELECT balance.id FROM (%s) balance WHERE balance.%s %s %s)",
            ledger,
            SQL.identifier(column),
            operators[operator],
            value,
        )
        domain = Domain("id", "in", found)
        # An enrolment without entries owes nothing.
        if SQL_MATCHES_ZERO[operator](value):
            every = SQL(
                "(SELECT kms_enrollment_id FROM account_move WHERE kms_enrollment_id IS NOT NULL)"
            )
            domain |= Domain("id", "not in", every)
        return domain

    @api.model
    def _search_amount_due(self, operator, value):
        return self._search_balance("due", operator, value)

    @api.model
    def _search_amount_overdue(self, operator, value):
        return self._search_balance("overdue", operator, value)

    @api.model
    def _search_entry_refused(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        ledger = self._ledger_query(SQL("move.kms_enrollment_id IS NOT NULL"))
        refused = SQL(
            "(SELECT balance.id FROM (%s) balance WHERE balance.refused AND balance.overdue > 0)",
            ledger,
        )
        return Domain("state", "=", "enrolled") & Domain("id", "in", refused)


# Whether nothing at all, that is 0, is one of the amounts asked for.
SQL_MATCHES_ZERO = {
    ">": lambda value: value < 0,
    "<": lambda value: value > 0,
    ">=": lambda value: value <= 0,
    "<=": lambda value: value >= 0,
}
