from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    kms_channel = fields.Selection(
        related="team_id.kms_channel", store=True, index="btree_not_null", string="Channel"
    )

    def _compute_team_id(self):
        # A quotation keeps the channel it was made in when a colleague takes it over.
        super(
            SaleOrder, self.filtered(lambda order: not order.team_id.kms_channel)
        )._compute_team_id()

    def _action_confirm(self):
        result = super()._action_confirm()
        self.partner_id._kms_become_customer()
        return result
