from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..reading import WidgetPlan

KINDS = [
    ("card", "Card"),
    ("line", "Line"),
    ("bar", "Bars"),
    ("area", "Stacked area"),
    ("doughnut", "Doughnut"),
    ("funnel", "Funnel"),
    ("gauge", "Gauge"),
    ("top", "Top table"),
    ("leaderboard", "Leaderboard"),
    ("feed", "Latest records"),
    ("trend", "Trend of 12 months"),
]
SPLITS = [
    ("kms_channel", "Channel"),
    ("user_id", "Salesperson"),
    ("categ_id", "Product family"),
    ("campaign_id", "Campaign"),
    ("subject_id", "What it is about"),
]
# kinds that mean nothing without something to split by
SPLIT_KINDS = {"doughnut", "top", "leaderboard"}
COLUMNS = 12


class KmsBoardWidget(models.Model):
    """One card, chart or table of a board."""

    _name = "kms.board.widget"
    _inherit = ["kms.cached.mixin"]
    _description = "Board widget"
    _order = "sequence, id"

    board_id = fields.Many2one("kms.board", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="card")
    name = fields.Char(string="Title", translate=True, help="The figure's name when empty.")
    metric_ids = fields.Many2many("kms.metric", string="Figures", required=True)
    split_by = fields.Selection(SPLITS, help="One line, bar or slice for each.")
    limit = fields.Integer(default=10, help="Rows of a table.")
    days_ahead = fields.Integer(
        string="Days ahead",
        default=0,
        help="So many days from tomorrow on, whatever the days of the board.",
    )
    width = fields.Integer(default=3, required=True, help="Columns of twelve.")
    height = fields.Integer(default=2, required=True, help="Rows of 4 rem.")

    _size_check = models.Constraint(
        "CHECK (width BETWEEN 2 AND 12 AND height BETWEEN 1 AND 12)",
        "A widget is 2 to 12 columns wide and 1 to 12 rows high.",
    )
    _ahead_check = models.Constraint(
        "CHECK (days_ahead = 0 OR (days_ahead BETWEEN 2 AND 366 AND kind IN ('line', 'bar')))",
        "A line or bars show 2 to 366 days ahead.",
    )
    _limit_check = models.Constraint(
        'CHECK ("limit" BETWEEN 1 AND 50)', "A table has 1 to 50 rows."
    )

    @api.constrains("kind", "split_by", "metric_ids")
    def _check_split_by(self):
        for widget in self:
            if not widget.metric_ids:
                raise ValidationError(self.env._("Choose a figure for the widget."))
            several = widget.kind == "doughnut" and len(widget.metric_ids) > 1
            if widget.kind in SPLIT_KINDS and not widget.split_by and not several:
                raise ValidationError(self.env._("Choose what the widget splits its figure by."))
            first = widget.metric_ids[0]._kms_entry()
            if widget.split_by and not first.has(widget.split_by):
                raise ValidationError(
                    self.env._(
                        "%(figure)s is not known by %(split)s.",
                        figure=first.name,
                        split=dict(self._fields["split_by"]._description_selection(self.env))[
                            widget.split_by
                        ],
                    )
                )

    @api.constrains("kind", "metric_ids")
    def _check_trend(self):
        for widget in self:
            figure = widget.metric_ids[:1]
            if widget.kind == "trend" and figure and figure.kind not in ("additive", "ratio"):
                raise ValidationError(self.env._("%s has no course over months.", figure.name))

    @api.constrains("metric_ids", "board_id")
    def _check_readers(self):
        """A template holds no figure that one of its readers may not see."""
        for widget in self:
            board = widget.board_id
            if board.user_id:
                continue
            for metric in widget.metric_ids:
                readers = metric.group_ids | metric.own_group_ids
                if any(not group.all_implied_ids & readers for group in board.group_ids):
                    raise ValidationError(
                        self.env._(
                            "Not everybody who sees the board %(board)s may read %(figure)s.",
                            board=board.name,
                            figure=metric.name,
                        )
                    )

    def _kms_plan(self):
        """The widgets without the database.

        :rtype: tuple[WidgetPlan, ...]
        """
        dictionary = self.env["kms.metric"]._kms_dictionary()
        return tuple(
            WidgetPlan(
                id=widget.id,
                kind=widget.kind,
                name=widget.name or "",
                metrics=tuple(
                    dictionary[metric.id] for metric in widget.metric_ids if metric.id in dictionary
                ),
                split_by=widget.split_by,
                limit=widget.limit,
                days_ahead=widget.days_ahead,
                width=widget.width,
                height=widget.height,
            )
            for widget in self
        )
