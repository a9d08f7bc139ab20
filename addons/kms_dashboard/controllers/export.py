import json

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class BoardExport(http.Controller):
    """Files of a board; the rights are those of the board and its figures."""

    @http.route("/kms_dashboard/xlsx", type="http", auth="user")
    def xlsx(self, data=""):
        """Return a board as an Excel file.

        :param str data: JSON of `board_id`, `period`, `filters` and `widget_id`
        """
        name, content = request.env["kms.board"]._kms_workbook(**_read(data))
        return _file(content, XLSX, f"{name}.xlsx")

    @http.route("/kms_dashboard/pdf", type="http", auth="user", readonly=True)
    def pdf(self, data=""):
        """Return a board as a PDF of one sheet.

        :param str data: JSON of `board_id`, `period`, `filters` and `widget_id`
        """
        wanted = _read(data)
        boards = request.env["kms.board"]
        content = boards._kms_pdf(**wanted)
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


def _file(content, mimetype, name):
    return request.make_response(
        content,
        headers=[
            ("Content-Type", mimetype),
            ("Content-Disposition", content_disposition(name)),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )
