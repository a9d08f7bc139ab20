from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..facts import Scope
from ..period import resolve
from ..picture.palette import color
from ..reading import own_scope
from ..reading.text import write_value
from ..trends import YEAR, project, rolling, seasonal_indices

MONTHS_BACK = 35  # with the month that runs three years, the longest period of a board


class KmsMetric(models.Model):
    """Where a figure goes: months, seasons, the end of the year."""

    _inherit = "kms.metric"

    @api.readonly
    def trend(self):
        """Return the last months of a figure and what they tell.

        :return: ``figure``, ``months`` (steps, series and currency as in a line of a board),
            ``seasons`` and ``projection`` (None, with the reason in ``notes``, when there is not
            enough history)
        :rtype: dict
        :raise UserError: the user may not read the figure, or it has no days
        """
        self.check_access("read")
        self.ensure_one()
        metric = self.env["kms.board"]._kms_readable_metric(self.code)
        if metric.kind not in ("additive", "ratio"):
            raise UserError(self.env._("%s has no course over months.", metric.name))
        return self._kms_trend(metric, self._kms_trend_scope(metric))

    @api.model
    def _kms_trend(self, metric, scope):
        """Return what the months of a scope tell of a figure; see :meth:`trend`.

        :param metric: :class:`~odoo.addons.kms_dashboard.facts.Metric`, a sum of days or a ratio
        :param scope: see :meth:`_kms_trend_scope`
        :rtype: dict
        """
        series = self._kms_trend_series(metric, scope)
        steps = [[fields.Date.to_string(day) for day in step] for step in scope.steps]
        additive = metric.kind == "additive"
        values, begun = self._kms_known_months(series, scope.steps) if additive else ([], None)
        notes = [] if additive else [self.env._("A ratio has no sum of twelve months to carry on.")]
        currency = scope.companies[:1].currency_id
        return {
            "figure": metric.describe(),
            "months": {
                "steps": steps,
                "series": self._kms_trend_lines(metric, series, additive),
                "currency": {
                    "symbol": currency.symbol,
                    "position": currency.position,
                    "digits": currency.decimal_places,
                },
            },
            "seasons": self._kms_trend_seasons(values, begun, notes) if additive else None,
            "projection": (
                self._kms_trend_projection(metric, values, begun, series, currency, notes)
                if additive
                else None
            ),
            "notes": notes,
        }

    @api.model
    def _kms_trend_scope(self, metric, filters=None):
        """The last three years of a figure, as far as the user may read it.

        :param dict filters: lists of accepted values by dimension, see :class:`Scope`
        :rtype: Scope
        """
        company = self.env.company
        companies = self.env.companies.filtered(
            lambda other: other.currency_id == company.currency_id
        )
        today = company._kms_today()
        months = today.year * 12 + today.month - 1 - MONTHS_BACK
        first = date(months // 12, months % 12 + 1, 1)
        scope = Scope(company | companies, resolve("range", first, today, today), filters or {})
        if not self.env.su and metric.own_only(set(self.env.user._get_group_ids())):
            scope = own_scope(self.env, scope)
        return scope

    @api.model
    def _kms_trend_series(self, metric, scope):
        return self.env["kms.figures"]._kms_read([metric], scope)[metric][None]

    @api.model
    def _kms_known_months(self, series, steps):
        """Return the complete months since the first one that is not empty, and its month.

        :rtype: tuple[list[float], int]
        """
        start = self._kms_start(series)
        return [value or 0.0 for value in series.points[start:-1]], steps[start][0].month

    @api.model
    def _kms_start(self, series):
        """Rank of the first complete month with a value; that of the last month when none has."""
        last = len(series.points) - 1
        return next((rank for rank in range(last) if series.points[rank]), last)

    @api.model
    def _kms_trend_lines(self, metric, series, additive):
        shade = color(metric.kms_channel or None)
        start = self._kms_start(series)
        lines = [(metric.name, [None] * start + series.points[start:], shade)]
        means = self._kms_means(series, start) if additive else []
        if any(means):
            lines.append((self.env._("Mean of 12 months"), means, color(None, 1)))
        return [
            {
                "metric": metric.code,
                "key": None,
                "name": name,
                "unit": metric.unit,
                "color": ink,
                "points": [None if value is None else round(value, 6) for value in points],
            }
            for name, points, ink in lines
        ]

    @api.model
    def _kms_means(self, series, start):
        """Mean of the twelve months that end with each complete one, from the first value on."""
        complete = [value or 0.0 for value in series.points[start:-1]]
        sums = [None] * start + rolling(complete) + [None]
        return [None if value is None else value / YEAR for value in sums]

    @api.model
    def _kms_trend_seasons(self, values, begun, notes):
        indices = seasonal_indices(values, begun)
        if indices is None:
            notes.append(
                self.env._(
                    "Seasons: 24 complete months are needed, there are %s.", min(len(values), 35)
                )
                if len(values) < 2 * YEAR
                else self.env._("Seasons: a whole year without a value cannot be compared.")
            )
            return None
        return [{"month": month, "index": round(100 * index)} for month, index in indices.items()]

    @api.model
    def _kms_trend_projection(self, metric, values, begun, series, currency, notes):
        found = project(values, begun, series.points[-1] or 0.0)
        if found is None:
            notes.append(
                self.env._(
                    "End of the year: not enough complete months (%s) to test its error.",
                    len(values),
                )
            )
            return None

        def write(value):
            return write_value(self.env, metric.unit, float(round(value)), currency)

        error = formatLang(self.env, found.error, digits=1)
        today = self.env.company._kms_today()
        done = sum(value or 0.0 for value in series.points[-today.month :])
        return {
            "value": found.value,
            "text": write(found.value),
            "done": done,
            "done_text": write(done),
            "low_value": found.low,
            "high_value": found.high,
            "low": write(found.low),
            "high": write(found.high),
            "error": f"{error}\N{NARROW NO-BREAK SPACE}%",
            "tests": found.tests,
            "seasonal": found.seasonal,
            "year": today.year,
        }
