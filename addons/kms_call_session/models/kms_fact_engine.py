from odoo import api, models

from ..figures import SOURCES


class KmsFactEngine(models.AbstractModel):
    _inherit = "kms.fact.engine"

    @api.model
    def _kms_sources(self):
        return {**super()._kms_sources(), **SOURCES}
