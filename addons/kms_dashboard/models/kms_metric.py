import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_amount, formatLang

from odoo.addons.kms_base.models.crm_team import CHANNELS

UNITS = [
    ("count", "Count"),
    ("money", "Money"),
    ("percent", "Percent"),
    ("days", "Days"),
    ("minutes", "Minutes"),
]
KINDS = [
    ("additive", "Sum of days"),
    ("ratio", "Ratio of two sums"),
    ("live", "As of now"),
    ("distinct", "Distinct customers of the months"),
    ("retention", "Customers who came back the month after"),
]
# field of the metric that names the column of the drill-down -> filter of a board
DIMENSIONS = {
    "kms_channel": "channel_field",
    "user_id": "user_field",
    "categ_id": "category_field",
    "campaign_id": "campaign_field",
}


class KmsMetric(models.Model):
    """One definition of a figure: card, list behind it, Excel and PDF all come from here."""

    _name = "kms.metric"
    _description = "Figure"
    _order = "sequence, id"

    code = fields.Char(required=True, index=True, help="Name of the figure in programs.")
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    unit = fields.Selection(UNITS, required=True, default="count")
    higher_is_better = fields.Boolean(default=True)
    definition = fields.Text(
        required=True, translate=True, help="What is counted, in words. Shown behind the i."
    )
    formula_source = fields.Char(
        string="Where the formula comes from", required=True, translate=True
    )
    owner_group_id = fields.Many2one("res.groups", string="Owner", ondelete="set null")
    kms_channel = fields.Selection(CHANNELS, string="Channel")
    kind = fields.Selection(KINDS, required=True, default="additive")
    source = fields.Char(index=True, help="Code of the source of its daily facts.")
    numerator_id = fields.Many2one("kms.metric", ondelete="restrict")
    denominator_id = fields.Many2one("kms.metric", ondelete="restrict")
    group_ids = fields.Many2many(
        "res.groups",
        "kms_metric_group_rel",
        string="Read by",
        help="Who reads the figure of everybody. Empty: nobody but by the groups below.",
    )
    own_group_ids = fields.Many2many(
        "res.groups",
        "kms_metric_own_group_rel",
        string="Own figure read by",
        help="Who reads this figure for their own records only.",
    )

    # What is behind the figure.
    model = fields.Char(string="Records")
    domain = fields.Char(default="[]", required=True)
    date_field = fields.Char()
    measure_field = fields.Char(help="Field that is summed up; records are counted when empty.")
    company_field = fields.Char(default="company_id")
    company_shared = fields.Boolean(
        help="Records without a company count in every company."
    )
    channel_field = fields.Char()
    user_field = fields.Char()
    category_field = fields.Char()
    campaign_field = fields.Char()
    action_id = fields.Many2one("ir.actions.act_window", ondelete="set null")

    _code_uniq = models.Constraint("UNIQUE(code)", "A figure with this code exists already.")

    @api.constrains("kind", "numerator_id", "denominator_id", "source", "model")
    def _check_kind(self):
        for metric in self:
            parts = metric.numerator_id, metric.denominator_id
            base = {"additive"} if metric.kind == "ratio" else {"distinct"}
            if metric.kind == "ratio" and {part.kind for part in parts} != base:
                raise ValidationError(
                    self.env._("%s: a ratio is made of two sums of days.", metric.name)
                )
            if metric.kind == "retention" and metric.numerator_id.kind != "distinct":
                raise ValidationError(
                    self.env._("%s: choose whose customers come back.", metric.name)
                )
            if metric.kind in ("additive", "distinct") and not metric.source:
                raise ValidationError(self.env._("%s: name the source of its facts.", metric.name))

    @api.constrains("model", "domain", "date_field", "measure_field", *DIMENSIONS.values())
    def _check_drill_down(self):
        for metric in self:
            if not metric.model:
                continue
            if metric.model not in self.env:
                raise ValidationError(
                    self.env._("%(name)s: there are no %(model)s.", name=metric.name, model=metric.model)
                )
            Records = self.env[metric.model]
            try:
                Domain(ast.literal_eval(metric.domain)).validate(Records)
                for name in metric._kms_field_names():
                    Records._fields[name.split(".")[0]]
            except (ValueError, SyntaxError, KeyError) as error:
                raise ValidationError(
                    self.env._(
                        "%(name)s: its records cannot be found this way (%(reason)s).",
                        name=metric.name,
                        reason=error,
                    )
                ) from error

    def _kms_field_names(self):
        names = ["date_field", "measure_field", "company_field", *DIMENSIONS.values()]
        return [self[name] for name in names if self[name]]

    @api.model_create_multi
    def create(self, vals_list):
        metrics = super().create(vals_list)
        metrics._kms_mark_sources()
        return metrics

    def write(self, vals):
        result = super().write(vals)
        if {"code", "source"} & set(vals):
            self._kms_mark_sources()
        return result

    def _kms_mark_sources(self):
        """A figure that is new to its source has no facts yet."""
        sources = self.env["kms.fact.engine"]._kms_sources()
        codes = set(self.mapped("source")) & set(sources)
        for company in self.env["res.company"].search([]) if codes else ():
            for code in sorted(codes):
                self.env["kms.fact.dirty"]._kms_mark(company, code)

    # ------------------------------------------------------------
    # WHO READS IT
    # ------------------------------------------------------------

    def _kms_readable(self):
        """Return the figures that the user may read at all.

        :rtype: kms.metric
        """
        if self.env.su:
            return self
        groups = self.env.user.all_group_ids
        # sudo: the groups of a figure decide, not the right to read groups.
        return self.filtered(
            lambda metric: (metric.sudo().group_ids | metric.sudo().own_group_ids) & groups  # see above
        )

    def _kms_own_only(self):
        """Return those of the figures that the user reads for their own records only.

        :rtype: kms.metric
        """
        if self.env.su:
            return self.browse()
        groups = self.env.user.all_group_ids
        # sudo: the groups of a figure decide, not the right to read groups.
        return self.filtered(lambda metric: not metric.sudo().group_ids & groups)

    def _kms_parts(self):
        """Return the figures that have to be read for these: themselves and what they divide.

        :rtype: kms.metric
        """
        return self | self.numerator_id | self.denominator_id

    def _kms_has(self, dimension):
        """Say whether a filter of a board applies to the figure.

        :param str dimension: a key of :data:`DIMENSIONS`
        :rtype: bool
        """
        self.ensure_one()
        parts = self._kms_parts() if self.kind == "ratio" else self
        if self.kind == "ratio":
            parts -= self
        return all(part[DIMENSIONS[dimension]] for part in parts)

    # ------------------------------------------------------------
    # WHAT IS BEHIND IT
    # ------------------------------------------------------------

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

    # ------------------------------------------------------------
    # WORDS
    # ------------------------------------------------------------

    def _kms_describe(self):
        """Return what stands behind the i.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "unit": self.unit,
            "kind": self.kind,
            "higher_is_better": self.higher_is_better,
            "definition": self.definition,
            "formula_source": self.formula_source,
            # sudo: the name of the group that answers for the figure is no secret.
            "owner": self.sudo().owner_group_id.name or "",
            "channel": self.kms_channel,
            "opens": bool(self._kms_opened().model),
        }

    def _kms_opened(self):
        """The figure whose records are shown for this one.

        :rtype: kms.metric
        """
        self.ensure_one()
        return self.numerator_id if self.kind == "ratio" else self

    def _kms_format(self, value, currency):
        """Write a value the way people there do.

        :param float value: None where there is nothing to tell
        :param currency: `res.currency` of money
        :rtype: str
        """
        self.ensure_one()
        if value is None:
            return "–"
        if self.unit == "money":
            return format_amount(self.env, value, currency)
        whole = self.unit == "count" and float(value).is_integer()
        text = formatLang(self.env, value, digits=0 if whole else 1)
        if self.unit == "count":
            return text
        units = {"percent": "%", "days": self.env._("d"), "minutes": self.env._("min")}
        return f"{text}\N{NARROW NO-BREAK SPACE}{units[self.unit]}"

    @api.model
    def _kms_targets(self, metrics, scope):
        """Return what should be reached; addons that know targets add theirs.

        :param metrics: `kms.metric` records
        :param scope: :class:`~odoo.addons.kms_dashboard.facts.Scope`
        :return: target by figure, those that have one
        :rtype: dict[kms.metric, float]
        """
        return {}
