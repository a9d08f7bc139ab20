from odoo import fields, models
from odoo.tools import SQL

AGES = [
    ("future", "Not due yet"),
    ("days_30", "1 to 30 days late"),
    ("days_60", "31 to 60 days late"),
    ("days_90", "61 to 90 days late"),
    ("older", "More than 90 days late"),
    ("credit", "Paid too much"),
]


class KmsFeeDue(models.Model):
    """What students owe, by instalment and age: the open receivable lines of their entries.

    The sum is the balance due of the enrolments, and that of the ledger.
    """

    _name = "kms.fee.due"
    _description = "Fee due"
    _auto = False
    _order = "date_maturity, id"
    _rec_name = "enrollment_id"
    _depends = {
        "account.move": ["company_id", "kms_enrollment_id"],
        "account.move.line": [
            "account_id",
            "amount_residual",
            "date",
            "date_maturity",
            "move_id",
            "parent_state",
        ],
        "kms.enrollment": ["course_id", "partner_id", "session_id", "user_id"],
    }

    enrollment_id = fields.Many2one("kms.enrollment", string="Enrolment", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Student", readonly=True)
    phone = fields.Char(related="partner_id.phone")
    course_id = fields.Many2one("kms.course", readonly=True)
    session_id = fields.Many2one("kms.course.session", readonly=True)
    user_id = fields.Many2one("res.users", string="Enrolled by", readonly=True)
    move_id = fields.Many2one("account.move", string="Entry", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kms_channel = fields.Char(string="Channel", readonly=True)
    date_maturity = fields.Date(string="Due on", readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="max")
    age = fields.Selection(AGES, readonly=True)
    is_late = fields.Boolean(string="Late", readonly=True)
    amount = fields.Monetary(string="Balance due", readonly=True)

    @property
    def _table_query(self):
        companies = self.env["res.company"]._kms_every()
        companies.fetch(["kms_timezone"])
        days = SQL(", ").join(
            SQL("(%s, %s::date)", company.id, company._kms_today()) for company in companies
        )
        return SQL(
            """
            SELECT line.id, move.kms_enrollment_id AS enrollment_id, enrollment.partner_id,
                   enrollment.course_id, enrollment.session_id, enrollment.user_id,
                   move.id AS move_id, move.company_id, 'training' AS kms_channel,
                   due.date AS date_maturity, line.amount_residual AS amount,
                   GREATEST(0, day.today - due.date) AS days_late,
                   line.amount_residual > 0 AND due.date < day.today AS is_late,
                   CASE WHEN line.amount_residual < 0 THEN 'credit'
                        WHEN due.date >= day.today THEN 'future'
                        WHEN day.today - due.date <= 30 THEN 'days_30'
                        WHEN day.today - due.date <= 60 THEN 'days_60'
                        WHEN day.today - due.date <= 90 THEN 'days_90'
                        ELSE 'older' END AS age
              FROM account_move move
              JOIN kms_enrollment enrollment ON enrollment.id = move.kms_enrollment_id
              JOIN account_move_line line ON line.move_id = move.id
              JOIN account_account account
                ON account.id = line.account_id AND account.account_type = 'asset_receivable'
              JOIN (VALUES %s) day (company_id, today) ON day.company_id = move.company_id
        CROSS JOIN LATERAL (SELECT COALESCE(line.date_maturity, line.date) AS date) due
             WHERE line.parent_state = 'posted' AND line.amount_residual != 0
            """,
            days,
        )
