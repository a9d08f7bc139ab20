import ast

from odoo import models
from odoo.fields import Domain

from .kms_metric import DIMENSIONS


class KmsMetric(models.Model):
    """The records behind a figure."""

    _inherit = "kms.metric"

    def _kms_domain(self, companies, first=None, last=None, filters=None):
        """Return the records behind an additive or live figure: it is their number or sum.

        :param companies: `res.company` records
        :param datetime.date first: first day; no limit in time for a live figure
        :param datetime.date last: last day, included
        :param dict filters: lists of accepted values by dimension, see :data:`DIMENSIONS`
        :rtype: odoo.fields.Domain
        """
        self.ensure_one()
        domain = Domain(ast.literal_eval(self.domain))
        per_company = Domain.FALSE
        for company in companies:
            per_company |= self._kms_company_domain(company) & self._kms_days(company, first, last)
        domain &= per_company
        for dimension, values in (filters or {}).items():
            if self[DIMENSIONS[dimension]]:
                domain &= Domain(self[DIMENSIONS[dimension]], "in", values)
        return domain

    def _kms_company_domain(self, company):
        if not self.company_field:
            return Domain.TRUE
        ids = [company.id, False] if self.company_shared else [company.id]
        return Domain(self.company_field, "in", ids)

    def _kms_days(self, company, first, last):
        if not self.date_field or not first:
            return Domain.TRUE
        if self._kms_is_date():
            return Domain(self.date_field, ">=", first) & Domain(self.date_field, "<=", last)
        start, end = company._kms_day_bounds(first, last)
        return Domain(self.date_field, ">=", start) & Domain(self.date_field, "<", end)

    def _kms_is_date(self):
        field = model = self.env[self.model]
        for name in self.date_field.split("."):
            field = model._fields[name]
            model = self.env[field.comodel_name] if field.relational else model
        return field.type == "date"

    def _kms_measure(self, domain):
        """Count or sum up the records of a domain, as the rights of the environment allow.

        :rtype: float
        """
        self.ensure_one()
        Records = self.env[self.model].with_context(active_test=False)
        if not self.measure_field:
            return Records.search_count(domain)
        [(total,)] = Records._read_group(domain, aggregates=[f"{self.measure_field}:sum"])
        return total or 0.0

    def _kms_action(self, domain, name=None):
        """Return the action that shows records behind the figure.

        :rtype: dict
        """
        self.ensure_one()
        # sudo: actions are readable by whoever may use them; only the views are taken.
        source = self.sudo().action_id
        views = [(view_id, kind) for view_id, kind in source.views] if source else []
        return {
            "type": "ir.actions.act_window",
            "name": name or self.name,
            "res_model": self.model,
            "domain": list(domain),
            "views": views or [(False, "list"), (False, "form")],
            "search_view_id": [source.search_view_id.id, "search"],
            "context": {"active_test": False, "create": False},
            "target": "current",
        }
