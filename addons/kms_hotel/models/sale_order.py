from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    kms_is_folio = fields.Boolean(string="Folio", readonly=True, copy=False, index=True)
    kms_reservation_ids = fields.One2many(
        "kms.reservation", "folio_id", string="Reservations", readonly=True
    )

    def _get_invoiceable_lines(self, final=False):
        """A residence is billed month by month: the months to come stay on the folio."""
        lines = super()._get_invoiceable_lines(final)
        if until := self.env.context.get("kms_invoice_until"):
            lines = lines.filtered(lambda line: not line.kms_month or line.kms_month <= until)
        return lines
