from odoo import http
from odoo.http import request

from ..certificates import Limiter

# An office that checks a pile of papers types a code wrong now and then; a script does all day.
WRONG_TRIES = 30
WRONG_SECONDS = 600
limiter = Limiter(WRONG_TRIES, WRONG_SECONDS)
# Nothing but the page's own style and logo: whatever slipped into a name would not run.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)


class Certificate(http.Controller):
    """The page behind the QR code of a certificate: valid, revoked or unknown, nothing else."""

    @http.route(
        ["/kms/certificate", "/kms/certificate/<path:paper>"],
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        readonly=True,
        sitemap=False,
    )
    def check(self, paper="", number="", code="", **_others):
        """Show what the school says about a certificate, or the form to ask.

        :param str paper: number and code as the QR code carries them, with a slash between
        :param str number: as typed into the form
        :param str code: as typed into the form
        """
        if not (paper or number or code):
            return self._page("ask", 200)
        address = request.httprequest.remote_addr or ""
        if limiter.is_blocked(address):
            return self._page("wait", 429)
        if paper:
            number, _slash, code = paper.partition("/")
        certificate = request.env["kms.certificate"]._kms_find(number, code)
        if not certificate:
            limiter.count(address)
            return self._page("unknown", 404)
        return self._page(certificate.state, 200, certificate)

    def _page(self, state, status, certificate=None):
        values = {"state": state, "certificate": certificate}
        response = request.render("kms_formation.certificate_page", values)
        response.status_code = status
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = POLICY
        return response
