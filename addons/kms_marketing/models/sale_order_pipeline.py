from odoo import api, fields, models


class SaleOrder(models.Model):
    """Quotations and sales move their prospect through the pipeline."""

    _inherit = "sale.order"

    # A prospect's orders are read on each move of its stage.
    opportunity_id = fields.Many2one(index="btree_not_null")
    kms_visit_id = fields.Many2one(index="btree_not_null")

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._kms_advance_leads()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if {"state", "opportunity_id", "kms_visit_id"} & vals.keys():
            self._kms_advance_leads()
        return result

    def _kms_advance_leads(self):
        """Move the prospects of open quotations and of sales to the stage of that step."""
        for step, states in (("quoted", ("draft", "sent")), ("converted", ("sale",))):
            orders = self.filtered(lambda order, states=states: order.state in states)
            # sudo: the stage follows the documents, whoever writes them (an accountant confirms).
            orders.sudo().opportunity_id._kms_advance(step)
