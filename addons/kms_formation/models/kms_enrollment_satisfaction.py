from odoo import api, models
from odoo.fields import Domain


class KmsEnrollment(models.Model):
    """A student says what they think of the course, by a link or on the tablet at its end."""

    _name = "kms.enrollment"
    _inherit = ["kms.enrollment", "kms.satisfaction.mixin"]

    def _prepare_kms_satisfaction_values(self):
        return super()._prepare_kms_satisfaction_values() | {"service": "course"}

    def _kms_satisfaction_refusal(self):
        """Only who sat in the course rates it."""
        self.ensure_one()
        if self.state in ("enrolled", "completed") and self.hours_attended:
            return ""
        return self.env._("Only who attended the course can rate it.")

    @api.model
    def _kms_satisfaction_today_domain(self, start, end):
        return (
            Domain("state", "in", ("enrolled", "completed"))
            & Domain("session_id.date_end", ">=", start)
            & Domain("session_id.date_end", "<", end)
            & Domain("company_id", "=", self.env.company.id)
        )
