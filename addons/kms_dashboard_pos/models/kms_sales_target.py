from odoo import models


class KmsSalesTarget(models.Model):
    _inherit = "kms.sales.target"

    def _kms_counts_tills(self):
        """Whether the target is one of the whole house: the tills help to reach it.

        What a channel, a team or a person should reach is made of their orders alone.
        """
        self.ensure_one()
        scope = any(value for _name, value in self._kms_scope())
        return self.metric == "revenue" and not scope

    def _kms_count(self):
        counts = super()._kms_count()
        sums = {}
        for target in self:
            if not (target._kms_counts_tills() and target.date_from and target.date_to):
                continue
            key = target.company_id, target.date_from, target.date_to
            if key not in sums:
                sums[key] = target._kms_till_revenue()
            counts[target]["amount"] = counts[target].get("amount", 0.0) + sums[key]
        return counts

    def _kms_till_revenue(self):
        """What the tills sold in the period, in the company's currency.

        :rtype: float
        """
        self.ensure_one()
        domain = [("pos_order_id", "!=", False), *self._kms_house_domain()]
        [(total,)] = self.env["kms.house.sale"]._read_group(domain, aggregates=["price_total:sum"])
        return total or 0.0

    def _kms_house_domain(self):
        start, end = self.company_id._kms_day_bounds(self.date_from, self.date_to)
        return [
            ("company_id", "=", self.company_id.id),
            ("date", ">=", start),
            ("date", "<", end),
        ]

    def _kms_view_documents(self, kind):
        if not self._kms_counts_tills():
            return super()._kms_view_documents(kind)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kms_dashboard_pos.kms_house_sale_action"
        )
        return {**action, "domain": self._kms_house_domain()}
