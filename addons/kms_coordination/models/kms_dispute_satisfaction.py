from odoo import api, fields, models


class KmsDispute(models.Model):
    """What the customer thinks of the answer: asked by link or on the tablet, or told by phone."""

    _name = "kms.dispute"
    _inherit = ["kms.dispute", "kms.satisfaction.mixin"]

    satisfaction = fields.Selection(compute="_compute_satisfaction", store=True, readonly=False)

    @api.depends("kms_satisfaction_ids.rating")
    def _compute_satisfaction(self):
        for dispute in self:
            # sudo: whoever reads the dispute reads the rating, not the survey's link.
            answered = dispute.sudo().kms_satisfaction_ids.filtered("rating")[:1]
            dispute.satisfaction = str(answered.rating) if answered else dispute.satisfaction

    def _prepare_kms_satisfaction_values(self):
        return super()._prepare_kms_satisfaction_values() | {"service": "dispute"}

    def _kms_satisfaction_refusal(self):
        """Only an answer that was given is rated."""
        self.ensure_one()
        if self.state == "resolved":
            return ""
        return self.env._(
            "Resolve %(dispute)s first, then ask what its customer thinks of it.",
            dispute=self.name,
        )

    @api.model
    def _kms_satisfaction_today_domain(self, start, end):
        return [
            ("resolved_date", ">=", start),
            ("resolved_date", "<", end),
            ("company_id", "=", self.env.company.id),
        ]
