from odoo import fields, models

from ..figures import parts


class KmsFeeCashed(models.Model):
    """Money of students as it came in, and went back; reversals count against."""

    _name = "kms.fee.cashed"
    _description = "Fee cashed"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "move_id"
    _depends = {
        "account.move": ["company_id", "journal_id", "kms_enrollment_id", "move_type"],
        "account.move.line": ["account_id", "balance", "date", "move_id", "parent_state"],
        "kms.enrollment": ["course_id", "partner_id", "session_id", "user_id"],
    }

    date = fields.Date(readonly=True)
    enrollment_id = fields.Many2one("kms.enrollment", string="Enrolment", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Student", readonly=True)
    course_id = fields.Many2one("kms.course", readonly=True)
    session_id = fields.Many2one("kms.course.session", readonly=True)
    user_id = fields.Many2one("res.users", string="Enrolled by", readonly=True)
    move_id = fields.Many2one("account.move", string="Entry", readonly=True)
    journal_id = fields.Many2one("account.journal", string="Method", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kms_channel = fields.Char(string="Channel", readonly=True)
    amount = fields.Monetary(readonly=True)

    @property
    def _table_query(self):
        return parts.cashed()
