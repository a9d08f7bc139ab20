from odoo import api, models
from odoo.tools import SQL

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
        # Whoever reads a figure, of everybody or their own, may know what it should reach: three
        # columns, not the records.
        self.env["kms.sales.target"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT metric, kms_channel, target_value FROM kms_sales_target"
                " WHERE company_id = %s AND date_from = %s AND date_to = %s AND team_id IS NULL"
                " AND user_id IS NOT DISTINCT FROM %s ORDER BY id",
                scope.companies.id,
                scope.period.first,
                scope.period.last,
                chosen["user_id"] or None,
            )
        )
        values = {(metric, channel or False): float(value) for metric, channel, value in rows}
        for metric in known:
            if value := _target(values, *TARGETS[metric.code], chosen):
                result[metric] = value
        return result

    @api.model
    def _kms_decided_by(self, metric, name):
        """What is urgent is a matter of each company's day and its setting."""
        if (metric.model, name) != ("sale.order", "kms_followup_state"):
            return super()._kms_decided_by(metric, name)
        days = self.env["sale.order"]._kms_urgent_days()
        companies = self.env["res.company"]._kms_every()
        companies.fetch(["kms_timezone"])
        return tuple((company.id, company._kms_today(), days[company.id]) for company in companies)


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
