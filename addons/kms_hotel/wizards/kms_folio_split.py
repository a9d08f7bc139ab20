from odoo import fields, models
from odoo.exceptions import UserError


class KmsFolioSplit(models.TransientModel):
    """Some lines of a folio are paid by somebody else: they move to a folio of their own."""

    _name = "kms.folio.split"
    _description = "Split of a folio"

    reservation_id = fields.Many2one("kms.reservation", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Paid by", required=True)
    line_ids = fields.Many2many(
        "sale.order.line",
        string="Lines to move",
        domain="[('kms_reservation_id', '=', reservation_id), ('qty_invoiced', '=', 0)]",
    )

    def action_split(self):
        """Move the chosen lines to a new folio of the other payer.

        :return: the new folio
        :rtype: dict
        :raise UserError: no line chosen, or one that is invoiced
        """
        self.ensure_one()
        self.check_access("write")
        stay, lines = self.reservation_id, self.line_ids
        stay.check_access("write")
        if not lines or lines.kms_reservation_id != stay:
            raise UserError(self.env._("Choose lines of this stay."))
        if any(lines.mapped("qty_invoiced")):
            raise UserError(self.env._("A line that is invoiced stays on its folio."))
        # sudo: a folio follows from the stay, whose user may not edit confirmed orders.
        values = {**stay.sudo()._prepare_folio_values(), "partner_id": self.partner_id.id}
        folio = self.env["sale.order"].sudo().create(values)  # sudo: as above
        folio.action_confirm()
        prices = {line: line.price_unit for line in lines.sudo()}  # sudo: as above
        for line, price in prices.items():
            line.write({"order_id": folio.id, "price_unit": price})
        return folio.with_env(self.env)._get_records_action()
