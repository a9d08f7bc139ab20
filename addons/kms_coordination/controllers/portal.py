from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.kms_base.ids import read_id
from odoo.addons.portal.controllers.portal import CustomerPortal, pager


class DisputePortal(CustomerPortal):
    """The customer follows their disputes on the portal; they read, nothing else."""

    _items_per_page = 20

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "dispute_count" in counters:
            Dispute = request.env["kms.dispute"]
            values["dispute_count"] = Dispute.search_count([]) if Dispute.has_access("read") else 0
        return values

    @http.route("/my/disputes", type="http", auth="user", website=True)
    def portal_my_disputes(self, page=1, **_kwargs):
        """List the disputes of who is signed in.

        :param page: page number, from 1
        """
        Dispute = request.env["kms.dispute"]
        page = int(page) if str(page).isdecimal() else 1
        pages = pager(
            url="/my/disputes",
            total=Dispute.search_count([]),
            page=page,
            step=self._items_per_page,
        )
        disputes = Dispute.search([], limit=self._items_per_page, offset=pages["offset"])
        values = {
            **self._prepare_portal_layout_values(),
            "disputes": disputes,
            "page_name": "kms_dispute",
            "pager": pages,
            "default_url": "/my/disputes",
        }
        return request.render("kms_coordination.portal_my_disputes", values)

    @http.route("/my/disputes/<int:dispute_id>", type="http", auth="public", website=True)
    def portal_my_dispute(self, dispute_id, access_token=None, **_kwargs):
        """Show one dispute, to its customer or to whoever has its link.

        :param int dispute_id: id of the dispute
        :param str access_token: the token of its link
        """
        if not read_id(dispute_id):
            return request.redirect("/my")
        try:
            dispute = self._document_check_access("kms.dispute", dispute_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        values = {
            **self._prepare_portal_layout_values(),
            "dispute": dispute,
            "page_name": "kms_dispute",
        }
        return request.render("kms_coordination.portal_my_dispute", values)
