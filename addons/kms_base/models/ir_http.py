import logging

from odoo import models
from odoo.exceptions import UserError
from odoo.http import request

from ..calls import is_malformed

_logger = logging.getLogger(__name__)

# The zero character as JSON spells it. PostgreSQL has no text that holds it, and psycopg2 answers
# with a traceback.
JSON_ZERO = b"\\u0000"
ZERO = "\0"


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        info = super().session_info()
        if self.env.user.kms_first_steps:
            info["kms_first_steps"] = True
        return info

    @classmethod
    def _serve_fallback(cls):
        """No attachment has a zero character in its address; see core."""
        return None if ZERO in request.httprequest.path else super()._serve_fallback()

    @classmethod
    def _pre_dispatch(cls, rule, args):
        super()._pre_dispatch(rule, args)
        # a route may clean its body itself
        if (
            not rule.endpoint.routing.get("kms_raw_body")
            and request.httprequest.mimetype == "application/json"
            and JSON_ZERO in request.httprequest.get_data()
        ):
            raise UserError(
                request.env._(
                    "This text holds an invisible character that cannot be kept. Retype it."
                )
            )

    @classmethod
    def _handle_error(cls, exception):
        """Answer a call that no screen makes with a sentence.

        It is the caller's fault and not the server's: a line in the log, its traceback for who
        debugs.
        """
        if is_malformed(exception):
            _logger.debug("A malformed call", exc_info=exception)
            exception.loglevel = logging.WARNING  # what core then logs it with
            exception = UserError(
                request.env._("This request cannot be understood. Reload the page and try again.")
            )
        return super()._handle_error(exception)
