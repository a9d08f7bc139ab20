"""A board's figures, read once for all its widgets."""

from functools import cached_property

from odoo import fields


class Reading:
    """All figures of a board, read with as few statements as there are ways to split them.

    :param widgets: `kms.board.widget` records
    :param scope: :class:`~odoo.addons.kms_dashboard.facts.Scope`
    """

    def __init__(self, widgets, scope):
        self.env = widgets.env
        self.scope = scope
        self.currency = scope.companies[:1].currency_id
        self.steps = [
            [fields.Date.to_string(first), fields.Date.to_string(last)]
            for first, last in scope.steps
        ]
        self.metrics = widgets.metric_ids._kms_readable()
        self._own = self.metrics._kms_own_only()
        self._read = {}
        wanted = {}
        for widget in widgets.filtered(lambda widget: widget.kind != "feed"):
            dimension = widget._kms_dimension()
            mine = widget.metric_ids & self.metrics
            wanted[dimension] = wanted.get(dimension, mine.browse()) | mine
        # what is read by channel gives the totals of everything
        for dimension, metrics in wanted.items():
            self._fetch(metrics, dimension)

    def _fetch(self, metrics, dimension):
        for part, scope in self._scopes(metrics):
            for metric, values in self.env["kms.figures"]._kms_read(part, scope, dimension).items():
                self._read[metric, dimension] = values

    def _scopes(self, metrics):
        own = metrics & self._own
        if metrics - own:
            yield metrics - own, self.scope
        if own:
            yield own, self.own_scope

    @cached_property
    def own_scope(self):
        """The scope of figures that the reader sees for their own records only."""
        return own_scope(self.env, self.scope)

    def scope_of(self, metric):
        """The scope that the reader's rights leave of a figure."""
        return self.own_scope if metric in self._own else self.scope

    def series(self, metric):
        """The figure as a whole.

        :rtype: Series
        """
        return self.split(metric, "kms_channel")[None]

    def split(self, metric, dimension):
        """The figure by the values of a dimension; None is the whole.

        :rtype: dict
        """
        if (metric, dimension) not in self._read:
            self._fetch(metric, dimension)
        return self._read[metric, dimension]

    def domain(self, metric):
        """Records behind a figure in this reading."""
        scope = self.scope_of(metric)
        period = scope.period
        return metric._kms_domain(scope.companies, period.first, period.last, scope.filters)

    @cached_property
    def targets(self):
        """What should be reached, by figure."""
        return self.env["kms.metric"]._kms_targets(self.metrics - self._own, self.scope)

    def text(self, metric, value):
        """A value the way people write it."""
        return metric._kms_format(value, self.currency)

    def value(self, metric, series):
        """A total for screens: number and text."""
        value = series.total
        return {
            "value": None if value is None else round(value, 6),
            "text": self.text(metric, value),
        }

    @cached_property
    def currency_format(self):
        """How the screen writes money on an axis."""
        return {
            "symbol": self.currency.symbol,
            "position": self.currency.position,
            "digits": self.currency.decimal_places,
        }

    def names(self, dimension, keys):
        """Names of the values of a dimension, channels in their fixed order.

        :rtype: dict
        """
        none = {False: self.env._("None")}
        if dimension == "kms_channel":
            field = self.env["kms.metric"]._fields["kms_channel"]
            return {**dict(field._description_selection(self.env)), **none}
        models = {
            "user_id": "res.users",
            "categ_id": "product.category",
            "campaign_id": "utm.campaign",
        }
        # sudo: who reads the figure of everybody may read whose it is, and nothing else of them.
        Records = self.env[models[dimension]].sudo()
        records = Records.browse([key for key in keys if key]).exists()
        names = {record.id: record.display_name for record in records}
        gone = self.env._("(deleted)")
        return {**{key: names.get(key, gone) for key in keys if key}, **none}


def own_scope(env, scope):
    """Narrow a scope to the user's own records.

    :rtype: Scope
    """
    users = scope.filters.get("user_id", [env.uid])
    return scope.narrowed(user_id=[user for user in users if user == env.uid])
