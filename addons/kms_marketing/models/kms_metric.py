from odoo import api, models

# figure of a board -> metric and channel of a sales target
TARGETS = {
    "revenue": ("revenue", False),
    "sales": ("sales", False),
    "quotes": ("quotes", False),
    **{
        f"{channel}_{metric}": (metric, channel)
        for channel in ("showroom", "field", "digital")
        for metric in ("revenue", "sales", "quotes")
    },
    "showroom_visitors": ("prospects", "showroom"),
    "field_prospects": ("prospects", "field"),
    "digital_leads": ("prospects", "digital"),
}


class KmsMetric(models.Model):
    _inherit = "kms.metric"

    @api.model
    def _kms_targets(self, metrics, scope):
        """Add the targets that were set for exactly these days, of one company."""
        result = super()._kms_targets(metrics, scope)
        known = [metric for metric in metrics if metric.code in TARGETS]
        if not known or scope.filters or len(scope.companies) > 1:
            return result
        # sudo: whoever reads the figure of everybody may know what it should reach.
        targets = (
            self.env["kms.sales.target"]
            .sudo()
            .search(
                [
                    ("company_id", "=", scope.companies.id),
                    ("date_from", "=", scope.period.first),
                    ("date_to", "=", scope.period.last),
                    ("team_id", "=", False),
                    ("user_id", "=", False),
                ]
            )
        )
        values = {(target.metric, target.kms_channel): target.target_value for target in targets}
        for metric in known:
            if value := values.get(TARGETS[metric.code]):
                result[metric] = value
        return result
