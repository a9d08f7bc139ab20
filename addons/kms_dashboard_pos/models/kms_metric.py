from odoo import api, models


class KmsMetric(models.Model):
    _inherit = "kms.metric"

    @api.model
    def _kms_targets(self, metrics, scope):
        """The revenue that the house should reach is that of its tills too."""
        house = next(
            (m for m in self._kms_dictionary().values() if m.code == "house_revenue"), None
        )
        if not house or set(scope.filters) & {"user_id", "kms_channel"}:
            return super()._kms_targets(metrics, scope)
        orders = next(m for m in self._kms_dictionary().values() if m.code == "revenue")
        asked = [metric for metric in metrics if metric not in (house, orders)]
        if house in metrics:
            asked.append(orders)
        result = super()._kms_targets(asked, scope)
        target = result.pop(orders, None)
        return {**result, house: target} if target else result
