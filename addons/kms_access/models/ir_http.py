from odoo import models
from odoo.http import request

SHEETS = {
    "text/csv",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# lists are noted with model and columns by ``export_data``; an attachment is a document, no export
ELSEWHERE = ("/web/export/", "/web/content")


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _post_dispatch(cls, response):
        super()._post_dispatch(response)
        path = request.httprequest.path
        if (
            response.mimetype in SHEETS
            and response.status_code == 200
            and request.session.uid
            and not path.startswith(ELSEWHERE)
        ):
            # such a route is not ``readonly``
            request.env["kms.audit.entry"]._kms_append(
                [
                    {
                        "kind": "export",
                        "company_id": request.env.company.id,
                        "model": "ir.http",
                        "document": path,
                        "new_value": response.headers.get("Content-Disposition", "")[:1000],
                    }
                ]
            )
