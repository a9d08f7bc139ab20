from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from ..picture import draw_board, draw_widget
from ..workbook import Words, write_board

# one sheet: the drawing is as large as the paper allows
PAGE = Markup(
    '<!DOCTYPE html><html><head><meta charset="utf-8"/><style>'
    "html, body { margin: 0; } svg { display: block; width: 1150px; height: 780px; }"
    "</style></head><body>%s</body></html>"
)
MARGINS = {"data-report-margin-top": 8, "data-report-margin-bottom": 8}


class KmsBoard(models.Model):
    """Boards on paper, in Excel and as pictures: all from what the screen shows."""

    _inherit = "kms.board"

    @api.model
    @api.readonly
    def picture(self, board_id, period=None, filters=None, widget_id=False):
        """Return a board, or one of its widgets, as a drawing.

        :param int board_id: see :meth:`load`
        :param dict period: see :meth:`load`
        :param dict filters: see :meth:`load`
        :param int widget_id: the whole board when left out
        :return: an SVG document
        :rtype: str
        :raise AccessError: the user may not read the board
        """
        self.check_access("read")
        loaded = self._kms_load_for_paper(board_id, period, filters, widget_id)
        days = self._kms_write_days(loaded, "first", "last")
        if widget_id:
            return draw_widget(loaded["widgets"][0], days)
        before = self._kms_write_days(loaded, "previous_first", "previous_last")
        return draw_board(loaded, days, self.env._("compared with %s", before))

    def _kms_workbook(self, board_id, period=None, filters=None, widget_id=False):
        """Return name and content of a board as an Excel file.

        :rtype: tuple[str, bytes]
        """
        loaded = self._kms_load_for_paper(board_id, period, filters, widget_id)
        columns = (
            self.env._("Figure"),
            self.env._("Value"),
            self.env._("Before"),
            self.env._("Change (%)"),
            self.env._("Target"),
            self.env._("n"),
            self.env._("Definition"),
        )
        days = self._kms_write_days(loaded, "first", "last")
        for widget in loaded["widgets"]:
            widget["metrics"] = self.define([metric["code"] for metric in widget["metrics"]])
        words = Words(self.env._("Figures"), columns, days)
        return loaded["board"]["name"], write_board(loaded, words)

    @api.model
    def _kms_may_print(self):
        """Whether this server can make a PDF at all."""
        return self.env["ir.actions.report"].get_wkhtmltopdf_state() != "install"

    @api.model
    def _kms_pdf(self, board_id, period=None, filters=None, widget_id=False):
        """Return a board as a PDF of one sheet.

        :rtype: bytes
        """
        svg = self.picture(board_id, period, filters, widget_id)
        page = PAGE % Markup(svg)  # noqa: S704  drawn by the server, every text in it escaped
        return self.env["ir.actions.report"]._run_wkhtmltopdf(
            [page], landscape=True, specific_paperformat_args=MARGINS
        )

    @api.model
    def _kms_load_for_paper(self, board_id, period, filters, widget_id):
        loaded = self.load(board_id, period, filters)
        if not loaded["board"]:
            raise UserError(self.env._("Choose a board from the list."))
        if widget_id:
            loaded["widgets"] = [
                widget for widget in loaded["widgets"] if widget["id"] == widget_id
            ]
            if not loaded["widgets"]:
                raise UserError(self.env._("This widget is not on the board any more."))
        for widget in loaded["widgets"]:
            if steps := widget["data"].get("steps"):
                widget["data"]["labels"] = self._kms_labels(steps)
        return loaded

    @api.model
    def _kms_labels(self, steps):
        """Write the points of a curve: months as months, anything shorter by its first day."""
        months = len(steps) > 1 and steps[1][0][8:] == "01" and steps[0][0] != steps[0][1]
        pattern = "MMM yy" if months else "d MMM"
        return [
            format_date(self.env, fields.Date.to_date(first), date_format=pattern)
            for first, _last in steps
        ]

    @api.model
    def _kms_write_days(self, loaded, first, last):
        days = [format_date(self.env, loaded["period"][name]) for name in (first, last)]
        return days[0] if days[0] == days[1] else " \N{EN DASH} ".join(days)

    @api.model
    def _kms_line_pattern(self):
        """How a name and its value are written beside each other in the reader's language."""
        return self.env._("%(name)s: %(value)s", name="{name}", value="{value}")

    @api.model
    def _kms_sheet_figure(self, widget):
        """A card in the words of an e-mail.

        :rtype: dict
        """
        data, metric = widget["data"], widget["metrics"][0]
        change = data["change"]
        words, tone = "", ""
        if change is not None:
            sign = "+" if change > 0 else ""
            words = f"{sign}{formatLang(self.env, change, digits=1)}\N{NARROW NO-BREAK SPACE}%"
            if abs(change) >= 0.05:
                tone = "good" if (change > 0) == metric["higher_is_better"] else "bad"
        return {
            "name": widget["title"],
            "text": data["text"],
            "before": data["previous_text"],
            "change": words,
            "tone": tone,
        }
