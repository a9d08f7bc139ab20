from odoo import http
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CallReport(http.Controller):
    """The report of a campaign; the rights are those of the campaign."""

    @http.route("/kms_call_session/report/<int:campaign_id>.xlsx", type="http", auth="user")
    def xlsx(self, campaign_id):
        """Return the report of a campaign as an Excel file."""
        name, content = request.env["kms.call.campaign"].browse(campaign_id)._workbook()
        return request.make_response(
            content,
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
