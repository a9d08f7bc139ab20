from odoo import api, fields, models
from odoo.exceptions import UserError

from .kms_board_widget import KINDS, SPLITS

MAX_WIDGETS = 40
TITLE_LENGTH = 80


class KmsBoard(models.Model):
    """How people arrange their boards."""

    _inherit = "kms.board"

    @api.model
    @api.readonly
    def choices(self):
        """Return what a widget can be made of: the figures that the user may read.

        :rtype: dict
        """
        self.check_access("read")
        Widget = self.env["kms.board.widget"]
        return {
            "metrics": [
                {
                    **metric.define(),
                    "splits": [name for name, _label in SPLITS if metric.has(name)],
                }
                for metric in self.env["kms.metric"]._kms_readable()
            ],
            "kinds": Widget._fields["kind"]._description_selection(self.env),
            "splits": Widget._fields["split_by"]._description_selection(self.env),
        }

    @api.model
    def save_layout(self, board_id, widgets, template=False):
        """Keep an arrangement: for the user alone, or of the template for everybody.

        :param int board_id: the board that was arranged
        :param list widgets: in their order, dicts of `id` (of a widget of the board; left out for
            a new one), `kind`, `name`, `metrics` (codes), `split_by`, `limit`, `days_ahead`,
            `width`, `height`
        :param bool template: whether to write the template, which managers may
        :return: id of the board that holds the arrangement
        :rtype: int
        :raise UserError: a widget that cannot be made
        :raise AccessError: the user may not do it
        """
        board = self._kms_open(board_id)
        board.check_access("read")
        if not isinstance(widgets, list) or len(widgets) > MAX_WIDGETS:
            raise UserError(self.env._("A board holds %s widgets at most.", MAX_WIDGETS))
        values = [self._prepare_widget_values(rank, widget) for rank, widget in enumerate(widgets)]
        target = board._kms_arranged(template)
        target.check_access("write")
        target.widget_ids._kms_take_off()
        target.write({"widget_ids": [*map(fields.Command.create, values)]})
        return target.id

    @api.model
    def reset_layout(self, board_id):
        """Go back to the role's template.

        :return: id of the template
        :rtype: int
        """
        board = self._kms_open(board_id)
        board.check_access("read")
        if not board.user_id:
            return board.id
        template = board.template_id
        board.unlink()
        return template.id

    def _kms_arranged(self, template):
        """The board to write: the template, or the user's own copy, made when needed."""
        self.ensure_one()
        source = self.template_id or self
        if template:
            return source
        own = self.search([("template_id", "=", source.id), ("user_id", "=", self.env.uid)])
        if own:
            return own
        return self.create(
            {
                "name": source.name,
                "user_id": self.env.uid,
                "template_id": source.id,
                "period": source.period,
            }
        )

    @api.model
    def _prepare_widget_values(self, rank, widget):
        if not isinstance(widget, dict):
            raise UserError(self.env._("A widget could not be read. Load the board again."))
        kind, split_by = widget.get("kind"), widget.get("split_by") or False
        codes = widget.get("metrics")
        if kind not in dict(KINDS) or (split_by and split_by not in dict(SPLITS)):
            raise UserError(self.env._("Choose the kind of the widget from the list."))
        if not isinstance(codes, list) or not codes:
            raise UserError(self.env._("Choose a figure for the widget."))
        metrics = {self._kms_readable_metric(code).id for code in codes[:10]}
        return {
            "sequence": rank,
            "kind": kind,
            "name": str(widget.get("name") or "")[:TITLE_LENGTH] or False,
            "metric_ids": [fields.Command.set(sorted(metrics))],
            "split_by": split_by,
            "limit": _between(widget.get("limit"), 1, 50, 10),
            "days_ahead": _ahead(kind, widget.get("days_ahead")),
            "width": _between(widget.get("width"), 2, 12, 3),
            "height": _between(widget.get("height"), 1, 12, 2),
        }


def _ahead(kind, value):
    return _between(value, 2, 366, 0) if value and kind in ("line", "bar") else 0


def _between(value, low, high, default):
    if isinstance(value, bool) or not isinstance(value, int):
        return default
    return min(max(value, low), high)
