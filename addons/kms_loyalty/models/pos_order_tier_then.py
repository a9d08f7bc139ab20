from odoo import fields, models


class PosOrder(models.Model):
    """The tier that the customer had: figures of the past do not follow later moves."""

    _inherit = "pos.order"

    kms_tier_id = fields.Many2one(
        "kms.loyalty.tier",
        string="Tier at that moment",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    def _kms_settle_loyalty(self):
        partner = self.partner_id.commercial_partner_id.with_company(self.company_id)
        if self.kms_tier_id != partner.kms_loyalty_tier_id:
            self.kms_tier_id = partner.kms_loyalty_tier_id
        return super()._kms_settle_loyalty()
