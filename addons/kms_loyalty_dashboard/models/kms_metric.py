from odoo import api, models


class KmsMetric(models.Model):
    _inherit = "kms.metric"

    @api.model
    def _kms_segment_model(self):
        """Boards are filtered by the tier that the customer had."""
        return "kms.loyalty.tier"
