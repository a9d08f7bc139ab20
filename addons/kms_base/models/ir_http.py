from odoo import models
from odoo.exceptions import UserError
from odoo.http import request

# The zero character as JSON spells it. PostgreSQL has no text that holds it, and psycopg2 answers
# with a traceback.
JSON_ZERO = b"\\u0000"


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

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
