from odoo import fields, models

from .kms_loyalty_tier import PlainMany2one


class KmsLoyaltyMove(models.Model):
    """A customer's way from one tier to another, with the score that led there."""

    _name = "kms.loyalty.move"
    _description = "Move between loyalty tiers"
    _order = "id desc"
    _rec_name = "partner_id"
    _log_access = False

    run_id = fields.Many2one(
        "kms.loyalty.run", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = PlainMany2one("res.company", required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    kind = fields.Selection(
        [("promotion", "Promotion"), ("demotion", "Demotion")], required=True, readonly=True
    )
    applied = fields.Boolean(
        readonly=True, help="A trial run only shows what would happen: its moves are not applied."
    )
    from_tier_id = PlainMany2one("kms.loyalty.tier", string="From", readonly=True)
    to_tier_id = fields.Many2one(
        "kms.loyalty.tier", string="To", ondelete="restrict", readonly=True
    )
    from_color = fields.Char(string="Colour before", related="from_tier_id.color")
    to_color = fields.Char(string="Colour after", related="to_tier_id.color")
    frequency = fields.Float(digits=(5, 2), readonly=True, aggregator=None)
    regularity = fields.Float(digits=(5, 2), readonly=True, aggregator=None)
    recency = fields.Float(digits=(5, 2), readonly=True, aggregator=None)
    amount = fields.Float(digits=(5, 2), readonly=True, aggregator=None)
    score = fields.Float(digits=(5, 2), readonly=True, aggregator=None)
    previous_score = fields.Float(
        string="Score before", digits=(5, 2), readonly=True, aggregator=None
    )
    card_id = fields.Many2one(
        "loyalty.card", string="Coupon", ondelete="set null", readonly=True, index="btree_not_null"
    )
