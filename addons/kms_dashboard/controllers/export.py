import json

from markupsafe import Markup

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class BoardExport(http.Controller):
    """Files of a board; the rights are those of the board and its figures."""

    @http.route("/kms_dashboard/xlsx", type="http", auth="user", readonly=True)
    def xlsx(self, data):
        """Return a board as an Excel file.

        :param str data: JSON of `board_id`, `period`, `filters` and `widget_id`
        """
        name, content = request.env["kms.board"]._kms_workbook(**_read(data))
        return _file(content, XLSX, f"{name}.xlsx")

    @http.route("/kms_dashboard/pdf", type="http", auth="user", readonly=True)
    def pdf(self, data):
        """Return a board as a PDF of one sheet.

        :param str data: JSON of `board_id`, `period`, `filters` and `widget_id`
        """
        wanted = _read(data)
        boards = request.env["kms.board"]
        svg = boards.picture(**wanted)
        reports = request.env["ir.actions.report"]
        content = reports._run_wkhtmltopdf(
            [_page(svg)],
            landscape=True,
            specific_paperformat_args={"data-report-margin-top": 8, "data-report-margin-bottom": 8},
        )
        name = boards.browse(wanted["board_id"]).name
        return _file(content, "application/pdf", f"{name}.pdf")


def _read(data):
    """Take the parameters apart; :meth:`kms.board.load` judges each of them."""
    try:
        wanted = json.loads(data)
        names = ("board_id", "period", "filters", "widget_id")
        return {name: wanted.get(name) for name in names}
    except (ValueError, AttributeError, RecursionError) as error:
        raise UserError(
            request.env._("The export could not be read. Load the board again.")
        ) from error


def _page(svg):
    """One sheet: the drawing is as large as the paper allows."""
    return Markup(
        '<!DOCTYPE html><html><head><meta charset="utf-8"/><style>'
        "html, body { margin: 0; } svg { display: block; width: 1150px; height: 780px; }"
        "</style></head><body>%s</body></html>"
    ) % Markup(svg)  # noqa: S704  drawn by the server, every text in it escaped


def _file(content, mimetype, name):
    return request.make_response(
        content,
        headers=[
            ("Content-Type", mimetype),
            ("Content-Disposition", content_disposition(name)),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )
