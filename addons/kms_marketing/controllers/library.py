from werkzeug.exceptions import NotFound
from werkzeug.utils import send_file

from odoo.http import Controller, request, route

from ..libraries import ROUTE, find_file

A_YEAR = 365 * 24 * 3600


class Library(Controller):
    # Public files of public packages: no session is needed, and none is written.
    @route(
        f"{ROUTE}/<package>/<version>/<path:filename>",
        type="http",
        auth="none",
        methods=["GET"],
        save_session=False,
        readonly=True,
    )
    def library(self, package, version, filename):
        """Serve one file of a JavaScript library out of its Python package."""
        path = find_file(package, version, filename)
        if not path:
            raise NotFound
        answer = send_file(path, request.httprequest.environ, max_age=A_YEAR)
        answer.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer
