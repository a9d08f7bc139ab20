import ast

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.kms_base.models.crm_team import CHANNELS

from ..facts import Metric

UNITS = [
    ("count", "Count"),
    ("money", "Money"),
    ("percent", "Percent"),
    ("days", "Days"),
    ("hours", "Hours"),
    ("minutes", "Minutes"),
]
KINDS = [
    ("additive", "Sum of days"),
    ("ratio", "Ratio of two sums"),
    ("live", "As of now"),
    ("distinct", "Distinct customers of the months"),
    ("retention", "Customers who came back the month after"),
    ("churn", "Customers who did not come back the month after"),
    ("level", "Sum of all days until then"),
]
# field of the metric that names the column of the drill-down -> filter of a board
DIMENSIONS = {
    "kms_channel": "channel_field",
    "user_id": "user_field",
    "categ_id": "category_field",
    "campaign_id": "campaign_field",
    "subject_id": "subject_field",
}

PLAIN_FIELDS = (
    "id",
    "code",
    "name",
    "unit",
    "kind",
    "higher_is_better",
    "definition",
    "formula_source",
    "kms_channel",
    "source",
    "model",
    "deduction",
    "domain",
    "date_field",
    "measure_field",
    "company_field",
    "company_shared",
    *DIMENSIONS.values(),
    "subject_model",
)


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
    deduction = fields.Float(
        string="Taken off the ratio",
        help="100 for a return in percent: sales that just pay the cost return nothing.",
    )
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
    company_shared = fields.Boolean(help="Records without a company count in every company.")
    channel_field = fields.Char()
    user_field = fields.Char()
    category_field = fields.Char()
    campaign_field = fields.Char()
    subject_field = fields.Char(help="Field of what the figure is about besides.")
    subject_model = fields.Char(string="About", help="Model of that field: tiers, products ...")
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
            if metric.kind in ("retention", "churn") and metric.numerator_id.kind != "distinct":
                raise ValidationError(
                    self.env._("%s: choose whose customers come back.", metric.name)
                )
            if metric.kind in ("additive", "distinct", "level") and not metric.source:
                raise ValidationError(self.env._("%s: name the source of its facts.", metric.name))

    @api.constrains("model", "domain", "date_field", "measure_field", *DIMENSIONS.values())
    def _check_drill_down(self):
        for metric in self:
            if not metric.model:
                continue
            if metric.model not in self.env:
                raise ValidationError(
                    self.env._(
                        "%(name)s: there are no %(model)s.", name=metric.name, model=metric.model
                    )
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
        self.env.registry.clear_cache()
        metrics._kms_mark_sources()
        return metrics

    def write(self, vals):
        # an update of the addon writes the same values again: nothing to count anew
        moved = self.filtered(
            lambda metric: any(
                (metric[name] or False) != (vals.get(name, metric[name]) or False)
                for name in ("code", "source", *DIMENSIONS.values())
            )
        )
        result = super().write(vals)
        self.env.registry.clear_cache()
        moved._kms_mark_sources()
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _kms_mark_sources(self):
        """A figure that is new to its source has no facts yet."""
        sources = self.env["kms.fact.engine"]._kms_sources()
        codes = set(self.mapped("source")) & set(sources)
        for company in self.env["res.company"].search(Domain.TRUE) if codes else ():
            for code in sorted(codes):
                self.env["kms.fact.dirty"]._kms_mark(company, code)

    # ------------------------------------------------------------
    # DICTIONARY
    # ------------------------------------------------------------

    @api.model
    @tools.ormcache("self.env.lang")
    def _kms_dictionary(self):
        """Return all figures in the language of the environment, whoever may read them.

        Kept in memory: a board asks for dozens of them, and they change with an installation.

        :return: by id, in their order
        :rtype: dict[int, Metric]
        """
        # sudo: the groups of each figure decide who gets its values, see `_kms_readable`.
        metrics = self.sudo().search(Domain.TRUE)
        parts = metrics.numerator_id | metrics.denominator_id
        known = {}
        for metric in sorted(metrics | parts, key=lambda metric: metric not in parts):
            known[metric.id] = metric._kms_plain(known)
        return {metric.id: known[metric.id] for metric in metrics}

    def _kms_plain(self, known):
        self.ensure_one()
        parts = [known[part.id] for part in (self.numerator_id, self.denominator_id) if part]
        return Metric(
            **{name: self[name] for name in PLAIN_FIELDS},
            owner=self.owner_group_id.name or "",
            dimensions=frozenset(name for name, column in DIMENSIONS.items() if self[column]),
            group_ids=frozenset(self.group_ids.ids),
            own_group_ids=frozenset(self.own_group_ids.ids),
            parts=tuple(parts),
        )

    @api.model
    def _kms_readable(self, metric_ids=None):
        """Return the figures that the user may read, theirs alone or everybody's.

        :param metric_ids: ids to choose from; the whole dictionary when left out
        :rtype: list[Metric]
        """
        dictionary = self._kms_dictionary()
        groups = set(self.env.user._get_group_ids())
        ids = dictionary if metric_ids is None else metric_ids
        found = [dictionary[metric_id] for metric_id in ids if metric_id in dictionary]
        return [metric for metric in found if self.env.su or metric.readable(groups)]

    @api.model
    def _kms_segment_model(self):
        """Return the model of the segments that boards can be filtered by, if an addon knows some.

        :rtype: str
        """
        return ""

    @api.model
    @tools.ormcache("self.env.lang")
    def _kms_segment(self):
        """Return model and name of these segments.

        :return: False without any
        :rtype: dict | bool
        """
        if not (model := self._kms_segment_model()):
            return False
        # sudo: the name of a kind of records, nothing of the records themselves.
        return {"model": model, "name": self.env["ir.model"].sudo()._get(model).name}

    def _kms_entry(self):
        """The record as :class:`~odoo.addons.kms_dashboard.facts.Metric`."""
        self.ensure_one()
        return self._kms_dictionary()[self.id]

    @api.model
    def _kms_targets(self, metrics, scope):
        """Return what should be reached; addons that know targets add theirs.

        :param metrics: list of :class:`~odoo.addons.kms_dashboard.facts.Metric`
        :param scope: :class:`~odoo.addons.kms_dashboard.facts.Scope`
        :return: target by figure, those that have one
        :rtype: dict[Metric, float]
        """
        return {}
