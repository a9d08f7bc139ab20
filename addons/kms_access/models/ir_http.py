from odoo import models
from odoo.http import request

SHEETS = {
    "text/csv",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# its lines are noted with model and columns by ``export_data``
LIST_EXPORT = "/web/export/"


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
            and not path.startswith(LIST_EXPORT)
        ):
            request.env["ir.http"]._kms_note_download(path, response)

    def _kms_note_download(self, path, response):
        """Note that a spreadsheet leaves; on a cursor of its own, as the route may only read."""
        with self.env.registry.cursor() as cr:
            self.env(cr=cr)["kms.audit.entry"]._kms_append(
                [
                    {
                        "kind": "export",
                        "model": "ir.http",
                        "document": path,
                        "new_value": response.headers.get("Content-Disposition", "")[:1000],
                    }
                ]
            )
