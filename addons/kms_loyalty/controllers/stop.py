from odoo import http
from odoo.http import request
from odoo.tools import consteq

from odoo.addons.kms_base.ids import read_id


class CouponStop(http.Controller):
    """Whoever got an offer by e-mail refuses the next ones without a password."""

    @http.route(
        "/kms_loyalty/stop/<int:member_id>/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        sitemap=False,
    )
    def stop(self, member_id, token, **_values):
        """Ask, and on confirmation write down the refusal.

        :param int member_id: id of the line of the campaign
        :param str token: that the house wrote into the e-mail
        """
        if not read_id(member_id) or not token.isascii():
            raise request.not_found()
        # sudo: the token, compared in constant time, is what gives access to this line.
        member = request.env["kms.coupon.member"].sudo().browse(read_id(member_id)).exists()
        if (
            not member.partner_id
            or not token.isascii()
            or not consteq(member._kms_stop_token(), token)
        ):
            raise request.not_found()
        done = request.httprequest.method == "POST"
        if done:
            request.env["kms.marketing.consent"].sudo()._kms_record(  # the person's own word
                member.partner_id,
                member.company_id,
                "email",
                "refuse",
                request.env._("Link in an e-mail"),
            )
        return request.render(
            "kms_loyalty.stop_offers", {"done": done, "company": member.company_id}
        )
