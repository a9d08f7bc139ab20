from odoo import fields, models


class KmsLoyaltyRunLine(models.Model):
    """How many customers a tier had before and after a run."""

    _name = "kms.loyalty.run.line"
    _description = "Customers of a tier at a loyalty run"
    _order = "run_id, sequence, id"

    run_id = fields.Many2one(
        "kms.loyalty.run", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True, precompute=True)
    tier_id = fields.Many2one("kms.loyalty.tier", ondelete="set null", readonly=True)
    # as they were: tiers are renamed and recoloured later
    name = fields.Char(required=True, readonly=True)
    color = fields.Char(readonly=True)
    sequence = fields.Integer(readonly=True)
    before = fields.Integer(readonly=True)
    after = fields.Integer(readonly=True)
    change = fields.Integer(compute="_compute_change")

    def _compute_change(self):
        for line in self:
            line.change = line.after - line.before
