from odoo import api, models


class CrmLead(models.Model):
    """A visitor whom reception sends to the school becomes a prospect there, with the course."""

    _inherit = "crm.lead"

    @api.model
    def _kms_handover_channels(self):
        return super()._kms_handover_channels() | {"training"}

    def _kms_prepare_handed_over(self):
        values = super()._kms_prepare_handed_over()
        if self.kms_orientation == "training" and self.kms_product_id:
            course = self.env["kms.course"].search(
                [("product_id", "=", self.kms_product_id.id)], limit=1
            )
            values["kms_course_id"] = course.id
        return values
