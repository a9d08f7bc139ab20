from odoo import http
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class LoyaltyRun(http.Controller):
    """The report of a run as a file, to whoever may read the run."""

    @http.route("/kms_loyalty/run/<int:run_id>/xlsx", type="http", auth="user")
    def xlsx(self, run_id):
        """Return the report as an Excel file.

        :param int run_id: id of the run
        """
        run = request.env["kms.loyalty.run"].browse(run_id).exists()
        run.check_access("read")
        if not run:
            raise request.not_found()
        name, content = run._kms_workbook()
        return request.make_response(
            content,
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
