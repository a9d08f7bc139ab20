"""A board's figures, read once for all its widgets."""

from dataclasses import replace
from functools import cached_property

from odoo import fields
from odoo.tools import SQL

from .text import Writer

MODELS = {
    "user_id": "res.users",
    "categ_id": "product.category",
    "campaign_id": "utm.campaign",
}
NAMES = {
    "user_id": "SELECT u.id, p.name FROM res_users u JOIN res_partner p ON p.id = u.partner_id"
    " WHERE u.id = ANY(%s)",
    "categ_id": "SELECT id, complete_name FROM product_category WHERE id = ANY(%s)",
}
# kinds of widgets that show a period as a whole: no curve, no days before
TOTALS = {"doughnut", "leaderboard", "top"}


class Reading:
    """All figures of a board, read with as few statements as there are ways to split them.

    :param env: environment of the reader
    :param widgets: list of :class:`.widget.WidgetPlan`, those that the reader may see
    :param scope: :class:`~odoo.addons.kms_dashboard.facts.Scope`
    """

    def __init__(self, env, widgets, scope):
        self.env = env
        self.scope = scope
        self.currency = scope.companies[:1].currency_id
        self.steps = [
            [fields.Date.to_string(first), fields.Date.to_string(last)]
            for first, last in scope.steps
        ]
        self._groups = set(env.user._get_group_ids())
        self._read = {}
        self._marks = env["kms.figures"]._kms_marks(scope)
        self._texts = {}
        self._known = {}
        self._writer = Writer(env, self.currency)
        wanted = {}
        curves = {"kms_channel"}
        self._keyed = set()
        for widget in widgets:
            if widget.kind not in ("feed", "trend"):  # they read for themselves
                wanted.setdefault(widget.dimension, {}).update(dict.fromkeys(widget.metrics))
                if widget.kind not in TOTALS:
                    curves.add(widget.dimension)
                if widget.split_by == "kms_channel":
                    for metric in widget.metrics:
                        self._keyed.update(part.id for part in (metric, *metric.parts))
        self.metrics = list(dict.fromkeys(metric for group in wanted.values() for metric in group))
        for dimension, metrics in wanted.items():
            self._fetch(list(metrics), dimension, totals=dimension not in curves)

    def _fetch(self, metrics, dimension, totals=False):
        figures = self.env["kms.figures"]
        own = [metric for metric in metrics if self._is_own(metric)]
        others = [metric for metric in metrics if not self._is_own(metric)]
        for part, scope in ((others, self.scope), (own, self.own_scope)):
            if part:
                asked = replace(scope, totals=totals, keyed=frozenset(self._keyed))
                read = figures._kms_read(part, asked, dimension, self._marks)
                for metric, values in read.items():
                    self._read[metric, dimension] = values

    def _is_own(self, metric):
        return not self.env.su and metric.own_only(self._groups)

    @cached_property
    def own_scope(self):
        """The scope of figures that the reader sees for their own records only."""
        return own_scope(self.env, self.scope)

    def series(self, metric):
        """The figure as a whole.

        :rtype: Series
        """
        for dimension in ("kms_channel", *MODELS, "subject_id"):
            if (metric, dimension) in self._read:
                return self._read[metric, dimension][None]
        return self.split(metric, "kms_channel")[None]

    def split(self, metric, dimension):
        """The figure by the values of a dimension; None is the whole.

        :rtype: dict
        """
        if (metric, dimension) not in self._read:
            self._fetch([metric], dimension)
        return self._read[metric, dimension]

    def domain(self, metric):
        """Records behind a figure in this reading."""
        return self.env["kms.metric"]._kms_scope_domain(metric, self.scope_of(metric))

    def scope_of(self, metric):
        """What the reader may see of a figure.

        :rtype: Scope
        """
        return self.own_scope if self._is_own(metric) else self.scope

    @cached_property
    def targets(self):
        """What should be reached, by figure."""
        own = [metric for metric in self.metrics if self._is_own(metric)]
        others = [metric for metric in self.metrics if not self._is_own(metric)]
        found = self.env["kms.metric"]._kms_targets(others, self.scope)
        # whoever reads a figure for their own records only reads their own target with it
        return {**found, **self.env["kms.metric"]._kms_targets(own, self.own_scope)}

    def lasts(self, widget):
        """Whether what a widget shows is the same as long as the facts are."""
        if widget.split_by not in (False, None, "kms_channel"):
            return False
        return all(
            part.kind != "live" and self.env["kms.figures"]._kms_is_clean(part, self.scope)
            for metric in widget.metrics
            for part in (metric.parts or (metric,))
        )

    @cached_property
    def drawn(self):
        """What such widgets show, by widget: shared by all who read the same figures in the same
        language, until facts, figures, targets, the day or the currency change."""
        currency = self.currency
        own = frozenset(metric.id for metric in self.metrics if self._is_own(metric))
        key = (
            "drawn",
            *self.scope.key,
            self.scope.companies[:1]._kms_today(),
            self.env.lang,
            own,
            self.env.uid if own else None,
            frozenset((metric.id, target) for metric, target in self.targets.items()),
            (currency.id, currency.symbol, currency.position, currency.rounding),
        )
        return self.env["kms.fact.stamp"]._kms_keep(self.scope.marks["stamp"], key, dict)

    def text(self, metric, value):
        """A value the way people write it."""
        key = metric.unit, value
        if key not in self._texts:
            self._texts[key] = self._writer.text(metric.unit, value)
        return self._texts[key]

    def value(self, metric, series):
        """A total for screens: number and text."""
        value = series.total
        return {
            "value": None if value is None else round(value, 6),
            "text": self.text(metric, value),
        }

    @cached_property
    def currency_format(self):
        """How the screen writes money in a curve: it has hundreds of values."""
        return {
            "symbol": self.currency.symbol,
            "position": self.currency.position,
            "digits": self.currency.decimal_places,
        }

    def _none(self, dimension):
        words = {
            "user_id": self.env._("Nobody"),
            "categ_id": self.env._("Without a family"),
            "campaign_id": self.env._("Without a campaign"),
            "subject_id": self.env._("None"),
        }
        return words.get(dimension) or self.env._("Without a channel")

    def names(self, dimension, keys, metric=None):
        """Names of the values of a dimension, channels in their fixed order.

        :param Metric metric: whose subjects they are

        :rtype: dict
        """
        none = {False: self._none(dimension)}
        if dimension == "kms_channel":
            field = self.env["kms.metric"]._fields["kms_channel"]
            return {**dict(field._description_selection(self.env)), **none}
        wanted = [key for key in keys if key]
        names = self._once("names", dimension, wanted, metric, self._names)
        gone = self.env._("(deleted)")
        return {**{key: names.get(key, gone) for key in wanted}, **none}

    def _once(self, what, dimension, ids, metric, read):
        """Read something of the values of a dimension, once for all widgets that show them."""
        model = metric.about if dimension == "subject_id" else MODELS[dimension]
        key = what, model, tuple(sorted(ids))
        if key not in self._known:
            self._known[key] = read(dimension, model, ids)
        return self._known[key]

    def _names(self, dimension, model, ids):
        # sudo: who reads the figure of everybody may read whose it is, and nothing else of them.
        Records = self.env[model].sudo().with_context(active_test=False)
        if dimension not in NAMES:
            records = Records.search_fetch([("id", "in", ids)], ["display_name"])
            return {record.id: record.display_name for record in records}
        # names, not the hundred columns that come with them
        return dict(Records.env.execute_query(SQL(NAMES[dimension], ids)))

    def colors(self, widget, metric):
        """Colours that the subjects of a figure have of their own, such as tiers.

        :rtype: dict
        """
        if widget.split_by != "subject_id":
            return {}
        # sudo: how a segment is painted is no secret.
        Records = self.env[metric.about].sudo()
        field = Records._fields.get("color")
        if not field or field.type != "char":
            return {}
        ids = [key for key in self.split(metric, "subject_id") if key]
        return self._once("colors", "subject_id", ids, metric, self._colors)

    def _colors(self, _dimension, model, ids):
        # sudo: see `colors`.
        records = self.env[model].sudo().with_context(active_test=False)
        return {
            record.id: record.color
            for record in records.search_fetch([("id", "in", ids)], ["color"])
        }


def own_scope(env, scope):
    """Narrow a scope to the user's own records.

    :rtype: Scope
    """
    users = scope.filters.get("user_id", [env.uid])
    return scope.narrowed(user_id=[user for user in users if user == env.uid])
