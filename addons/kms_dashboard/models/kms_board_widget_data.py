from odoo import models

from ..facts import Series
from ..picture.palette import color

MIN_RANKED = 5  # a ranking of fewer people points at somebody
EPSILON = 1e-9


class KmsBoardWidget(models.Model):
    """What each kind of widget shows; all of it comes from one reading of the board."""

    _inherit = "kms.board.widget"

    def _kms_data(self, board):
        """Return the figures of the widget.

        :param board: :class:`~odoo.addons.kms_dashboard.reading.Reading` of the whole board
        :rtype: dict
        """
        self.ensure_one()
        metrics = self.metric_ids._kms_readable()
        if not metrics:
            return {}
        return getattr(self, f"_kms_data_{self.kind}")(metrics, board)

    def _kms_data_card(self, metrics, board):
        metric = metrics[0]
        series = board.series(metric)
        data = {
            **board.value(metric, series),
            "previous": _rounded(series.previous),
            "previous_text": board.text(metric, series.previous),
            "change": _rounded(series.change, 1),
            "n": _rounded(series.n),
            "points": [_rounded(value) for value in series.points],
            "steps": board.steps,
            "color": color(metric.kms_channel or None),
            "target": None,
        }
        if target := board.targets.get(metric):
            data.update(
                target=target,
                target_text=board.text(metric, target),
                progress=_rounded(100 * (series.total or 0) / target, 1),
            )
        return data

    _kms_data_gauge = _kms_data_card

    def _kms_data_line(self, metrics, board):
        lines = []
        for rank, (metric, key, name, series) in enumerate(self._kms_lines(metrics, board)):
            by_channel = self.split_by == "kms_channel"
            channel = key if by_channel else len(metrics) == 1 and metric.kms_channel or None
            lines.append(
                {
                    "metric": metric.code,
                    "key": key,
                    "name": name,
                    "unit": metric.unit,
                    "color": color(channel, rank),
                    "points": [_rounded(value) for value in series.points],
                    "texts": [board.text(metric, value) for value in series.points],
                }
            )
        return {"steps": board.steps, "series": lines, "currency": board.currency_format}

    _kms_data_bar = _kms_data_line
    _kms_data_area = _kms_data_line

    def _kms_lines(self, metrics, board):
        """Rows of metric, key, name and series; those that are nothing all along left out."""
        if not self.split_by:
            return [(metric, None, metric.name, board.series(metric)) for metric in metrics]
        rows = self._kms_split_rows(metrics[0], board)[: self.limit]
        return [
            (metrics[0], key, name, series)
            for key, name, series in rows
            if any(series.points)
        ]

    def _kms_split_rows(self, metric, board):
        """Rows of key, name and series, the largest first; channels in their fixed order."""
        values = board.split(metric, self.split_by)
        names = board.names(self.split_by, values)
        rows = [(key, names[key], series) for key, series in values.items() if key is not None]
        if self.split_by == "kms_channel":
            order = list(names)
            return sorted(rows, key=lambda row: order.index(row[0]))
        return sorted(rows, key=lambda row: (-(row[2].total or 0), row[1]))

    def _kms_data_doughnut(self, metrics, board):
        metric = metrics[0]
        rows = [
            (key, name, series)
            for key, name, series in self._kms_split_rows(metric, board)
            if (series.total or 0) > EPSILON
        ]
        whole = sum(series.total for _key, _name, series in rows)
        return {
            "metric": metric.code,
            "n": _rounded(whole),
            "n_text": board.text(metric, whole),
            "rows": [
                {
                    "key": key,
                    "name": name,
                    "share": _rounded(100 * series.total / whole, 1),
                    "color": color(key if self.split_by == "kms_channel" else None, rank),
                    **board.value(metric, series),
                }
                for rank, (key, name, series) in enumerate(rows)
            ],
        }

    def _kms_data_funnel(self, metrics, board):
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

    def _kms_data_top(self, metrics, board):
        """A table by key. Fewer than five are listed by name: that is no ranking."""
        rows = [row for row in self._kms_split_rows(metrics[0], board) if row[2].total]
        ranked = len(rows) >= MIN_RANKED
        rows.sort(key=lambda row: (-row[2].total, row[1]) if ranked else row[1])
        columns = [board.split(metric, self.split_by) for metric in metrics]
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
                for key, name, _series in rows[: self.limit]
            ],
        }

    _kms_data_leaderboard = _kms_data_top

    def _kms_data_feed(self, metrics, board):
        """The latest records behind the figure, those that the reader may open."""
        metric = metrics[0]._kms_opened()
        Records = self.env[metric.model].with_context(active_test=False) if metric.model else None
        if Records is None or not Records.has_access("read"):
            return {"metric": metric.code, "model": metric.model, "rows": []}
        order = f"{metric.date_field} desc, id desc" if _sortable(metric) else None
        records = Records.search(board.domain(metric), limit=self.limit, order=order)
        return {
            "metric": metric.code,
            "model": metric.model,
            "rows": [
                {
                    "id": record.id,
                    "name": record.display_name,
                    "text": board.text(metric, record[metric.measure_field])
                    if metric.measure_field
                    else "",
                }
                for record in records
            ],
        }


def _sortable(metric):
    return metric.date_field and "." not in metric.date_field


def _rounded(value, digits=6):
    return None if value is None else round(value, digits)
