from odoo import models


class IrActionsReport(models.Model):
    """The till prints the cards that it has sold, whose codes its cashier cannot read later."""

    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        values = super()._get_rendering_context(report, docids, data)
        cards = values.get("docs")
        if report.model == "loyalty.card" and isinstance(cards, models.BaseModel):
            values["docs"] = cards._kms_printable()
        return values
