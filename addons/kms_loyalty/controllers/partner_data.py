from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request

from .run import XLSX


class PartnerData(http.Controller):
    """A customer's own data as a file, for who answers such requests."""

    @http.route(
        "/kms_loyalty/partner/<int:partner_id>/data.<any(json,xlsx):kind>",
        type="http",
        auth="user",
    )
    def data(self, partner_id, kind):
        """Return the file.

        :param int partner_id: id of the customer
        :param str kind: ``json`` or ``xlsx``
        """
        if not request.env.user.has_group("kms_base.role_marketing"):
            raise AccessError(request.env._("Managers answer the requests of customers."))
        partner = request.env["res.partner"].browse(partner_id).exists()
        partner.check_access("read")
        if not partner:
            raise request.not_found()
        content = partner._kms_data_json() if kind == "json" else partner._kms_data_workbook()
        mime = "application/json" if kind == "json" else XLSX
        return request.make_response(
            content,
            headers=[
                ("Content-Type", mime),
                ("Content-Disposition", content_disposition(f"customer-{partner.id}.{kind}")),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
            ],
        )
