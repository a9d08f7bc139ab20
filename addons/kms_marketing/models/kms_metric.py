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
        """Add the targets that were set for exactly these days, of one company.

        With one salesperson chosen they are that person's, with one channel chosen the channel's.
        """
        result = super()._kms_targets(metrics, scope)
        known = [metric for metric in metrics if metric.code in TARGETS]
        chosen = _chosen(scope.filters)
        if not known or chosen is None or len(scope.companies) > 1:
            return result
        # sudo: whoever reads a figure, of everybody or their own, may know what it should reach.
        targets = (
            self.env["kms.sales.target"]
            .sudo()
            .search(
                [
                    ("company_id", "=", scope.companies.id),
                    ("date_from", "=", scope.period.first),
                    ("date_to", "=", scope.period.last),
                    ("team_id", "=", False),
                    ("user_id", "=", chosen["user_id"]),
                ]
            )
        )
        values = {(target.metric, target.kms_channel): target.target_value for target in targets}
        for metric in known:
            if value := _target(values, *TARGETS[metric.code], chosen):
                result[metric] = value
        return result


def _chosen(filters):
    """The one person and the one channel that are chosen, False for all.

    :return: None when something else is chosen too, for which there are no targets
    """
    if set(filters) - {"user_id", "kms_channel"} or any(len(ids) != 1 for ids in filters.values()):
        return None
    return {name: filters.get(name, [False])[0] for name in ("user_id", "kms_channel")}


def _target(values, metric, channel, chosen):
    """The target of a figure; that of a person may be set without a channel."""
    if channel and chosen["kms_channel"] not in (False, channel):
        return None
    wanted = values.get((metric, channel or chosen["kms_channel"]))
    if not wanted and chosen["user_id"] and not chosen["kms_channel"]:
        return values.get((metric, False))
    return wanted
