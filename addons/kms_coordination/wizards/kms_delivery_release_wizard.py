from odoo import fields, models
from odoo.exceptions import UserError


class KmsDeliveryReleaseWizard(models.TransientModel):
    """Asks the manager why goods leave unpaid."""

    _name = "kms.delivery.release.wizard"
    _description = "Let goods leave unpaid"
    _order = "id desc"

    sale_id = fields.Many2one("sale.order", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="sale_id.currency_id")
    partner_id = fields.Many2one(related="sale_id.partner_id", string="Customer")
    amount_total = fields.Monetary(related="sale_id.amount_total", string="Sold")
    missing_amount = fields.Monetary(related="sale_id.kms_missing_amount")
    reason = fields.Char(required=True)

    def action_apply(self):
        """:raise UserError: without a reason"""
        self.ensure_one()
        self.sale_id.check_access("write")
        reason = " ".join((self.reason or "").split())
        if not reason:
            raise UserError(self.env._("Write in a few words why."))
        self.sale_id._kms_release_delivery(reason)
        return {"type": "ir.actions.act_window_close"}
