from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    kms_channel = fields.Selection(
        related="team_id.kms_channel", store=True, index="btree_not_null", string="Channel"
    )

    def _compute_team_id(self):
        # An invoice keeps the channel of the sale it comes from, whoever is its salesperson.
        super(
            AccountMove, self.filtered(lambda move: not move.team_id.kms_channel)
        )._compute_team_id()

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        sales = posted.filtered(lambda move: move.move_type in ("out_invoice", "out_receipt"))
        sales.partner_id._kms_become_customer()
        return posted
