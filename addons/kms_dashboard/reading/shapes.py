"""What each kind of widget shows; all of it comes from one reading of the board."""

from dataclasses import replace
from datetime import timedelta

from ..facts import Series
from ..pace import standing
from ..picture.palette import color
from ..trends import YEAR
from .feed import feed

MIN_RANKED = 5  # a ranking of fewer people points at somebody
EPSILON = 1e-9
TABLES = {"leaderboard", "top"}
# kinds that show figures and channels alone: no record, no name that somebody else may change
LASTING = {"card", "gauge", "line", "bar", "area", "doughnut", "funnel"}


def _card(widget, metrics, board):
    metric = metrics[0]
    series = board.series(metric)
    data = {
        **board.value(metric, series),
        "previous": _rounded(series.previous),
        "previous_text": board.text(metric, series.previous),
        "change": _rounded(series.change, 1),
        # a share of money is a share of no number of cases
        "n": _rounded(series.n) if _counts(metric) else None,
        "points": [_rounded(value) for value in series.points],
        "color": color(metric.kms_channel or None),
        "target": None,
    }
    if target := board.targets.get(metric):
        data.update(
            target=target,
            target_text=board.text(metric, target),
            progress=_rounded(100 * (series.total or 0) / target, 1),
            **_pace(metric, series.total or 0, target, board),
        )
    return data


def _pace(metric, value, target, board):
    """Where the figure stands against its target tonight; see :mod:`..pace.standing`."""
    today = board.scope.companies[:1]._kms_today()
    period = board.scope.period
    due, tonight = (
        standing.elapsed_share(period.first, period.last, day)
        for day in (today - timedelta(days=1), today)
    )
    if metric.kind == "ratio":  # a rate does not pile up day after day
        due, tonight = float(due > 0), float(tonight > 0)
    return {
        "pace": standing.standing(value, target * due, target * tonight) if tonight else None,
        "expected": _rounded(100 * tonight, 1),
        "expected_text": board.text(metric, target * tonight),
    }


def _counts(metric):
    return not metric.parts or metric.parts[-1].unit == "count"


def _line(widget, metrics, board):
    lines = []
    own = board.colors(widget, metrics[0])
    for rank, (metric, key, name, series) in enumerate(_lines(widget, metrics, board)):
        by_channel = widget.split_by == "kms_channel"
        channel = key if by_channel else (len(metrics) == 1 and metric.kms_channel) or None
        lines.append(
            {
                "metric": metric.code,
                "key": key,
                "name": name,
                "unit": metric.unit,
                "color": own.get(key) or color(channel, rank),
                "points": [_rounded(value) for value in series.points],
            }
        )
    return {"steps": board.steps, "series": lines, "currency": board.currency_format}


def _lines(widget, metrics, board):
    """Rows of metric, key, name and series; those that are nothing all along left out."""
    if not widget.split_by:
        return [(metric, None, metric.name, board.series(metric)) for metric in metrics]
    rows = _split_rows(widget, metrics[0], board)[: widget.limit]
    return [(metrics[0], key, name, series) for key, name, series in rows if any(series.points)]


def _split_rows(widget, metric, board):
    """Rows of key, name and series, the largest first; channels in their fixed order."""
    values = board.split(metric, widget.split_by)
    if widget.kind in TABLES and widget.split_by == "subject_id":
        values = _largest(values, widget.limit)  # products and customers are many
    names = board.names(widget.split_by, values, metric)
    rows = [(key, names[key], series) for key, series in values.items() if key is not None]
    if widget.split_by == "kms_channel":
        order = list(names)
        return sorted(rows, key=lambda row: order.index(row[0]))
    return sorted(rows, key=lambda row: (-(row[2].total or 0), row[1]))


def _largest(values, limit):
    rows = [(key, series) for key, series in values.items() if key is not None]
    rows.sort(key=lambda row: (-(row[1].total or 0), row[0]))
    return dict(rows[:limit])


def _doughnut(widget, metrics, board):
    """Shares of a figure by a dimension, or several figures that are parts of a whole."""
    metric = metrics[0]
    if widget.split_by:
        rows = [(metric, *row) for row in _split_rows(widget, metric, board)]
    else:
        rows = [(part, None, part.name, board.series(part)) for part in metrics]
    rows = [row for row in rows if (row[3].total or 0) > EPSILON]
    whole = sum(series.total for _metric, _key, _name, series in rows)
    own = board.colors(widget, metric)
    return {
        "n": _rounded(whole),
        "n_text": board.text(metric, whole),
        "rows": [
            {
                "metric": part.code,
                "key": key,
                "name": name,
                "share": _rounded(100 * series.total / whole, 1),
                "color": own.get(key)
                or color(key if widget.split_by == "kms_channel" else None, rank),
                **board.value(part, series),
            }
            for rank, (part, key, name, series) in enumerate(rows)
        ],
    }


def _funnel(widget, metrics, board):
    steps = []
    for rank, metric in enumerate(metrics):
        series = board.series(metric)
        before = board.series(metrics[rank - 1]).total if rank else None
        rate = 100 * (series.total or 0) / before if before else None
        steps.append(
            {
                "metric": metric.code,
                "name": metric.name,
                "rate": _rounded(rate, 1),
                "n": _rounded(before),
                "color": color(metric.kms_channel or None),
                **board.value(metric, series),
            }
        )
    return {"rows": steps}


def _top(widget, metrics, board):
    """A table by key. Fewer than five are listed by name: that is no ranking."""
    rows = [row for row in _split_rows(widget, metrics[0], board) if row[2].total]
    ranked = len(rows) >= MIN_RANKED
    rows.sort(key=lambda row: (-row[2].total, row[1]) if ranked else row[1])
    columns = [board.split(metric, widget.split_by) for metric in metrics]
    nothing = Series(len(board.steps))
    return {
        "ranked": ranked,
        "columns": [{"metric": metric.code, "name": metric.name} for metric in metrics],
        "rows": [
            {
                "key": key,
                "name": name,
                "values": [
                    board.value(metric, column.get(key) or nothing)
                    for metric, column in zip(metrics, columns, strict=True)
                ],
            }
            for key, name, _series in rows[: widget.limit]
        ],
    }


def _trend(widget, metrics, board):
    """Twelve rolling months, the same months a year before, the seasons and the end of the year.

    Whatever days the board shows: a trend ends today.
    """
    metric = metrics[0]
    figures = board.env["kms.metric"]
    scope = figures._kms_trend_scope(metric, board.scope.filters)
    scope = replace(scope, marks=board.scope.marks)
    trend = board.env["kms.figures"]._kms_keep_clean(
        metric, scope, ("trend", board.env.lang), lambda: figures._kms_trend(metric, scope)
    )
    months = trend["months"]
    line = months["series"][0]
    before = {**line, "name": board.env._("A year before"), "color": color(None, 1)}
    before["points"] = line["points"][-2 * YEAR : -YEAR]
    before["steps"] = months["steps"][-2 * YEAR : -YEAR]
    series = [{**line, "points": line["points"][-YEAR:]}]
    if any(before["points"]):
        series.append(before)
    return {
        **months,
        "steps": months["steps"][-YEAR:],
        "series": series,
        "seasons": trend["seasons"],
        "projection": trend["projection"],
        "notes": trend["notes"],
    }


SHAPES = {
    "card": _card,
    "gauge": _card,
    "line": _line,
    "bar": _line,
    "area": _line,
    "doughnut": _doughnut,
    "funnel": _funnel,
    "top": _top,
    "leaderboard": _top,
    "feed": feed,
    "trend": _trend,
}


def shape(widget, board):
    """Return the figures of a widget, as its kind shows them.

    :param WidgetPlan widget: with the figures that the reader may see
    :param Reading board: the reading of the whole board
    :rtype: dict
    """
    if not widget.metrics:
        return {}
    draw = SHAPES[widget.kind]
    if widget.kind not in LASTING or not board.lasts(widget):
        return draw(widget, widget.metrics, board)
    if widget not in board.drawn:
        board.drawn[widget] = draw(widget, widget.metrics, board)
    return dict(board.drawn[widget])


def _rounded(value, digits=6):
    return None if value is None else round(value, digits)
