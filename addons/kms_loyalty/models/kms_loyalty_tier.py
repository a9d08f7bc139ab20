from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# The tiers that a company starts with: name, score from which it counts, discount in percent,
# colour, discount of the coupon for reaching it (domain.md, "Loyalty score").
TIERS = [
    ("VIP", 75, 10, "#C0392B", 10),
    ("GOLD", 50, 5, "#D4A017", 5),
    ("SILVER", 25, 3, "#17A2B8", 3),
    (None, 0, 0, "#6C757D", 0),
]


class PlainMany2one(fields.Many2one):
    """A link without a foreign key, in rows that come by the million.

    Only where other foreign keys guard what it points at: a company has orders, and each tier that
    anybody has is the one of all others, which cannot be deleted, or one that a move led to, and
    moves refuse to lose theirs. A foreign key more would be one more look-up per row.
    """

    def update_db_foreign_key(self, model, column):
        """Leave the column without a foreign key."""


class KmsLoyaltyTier(models.Model):
    """A step of the loyalty ladder: who has at least its score gets its discount."""

    _name = "kms.loyalty.tier"
    _description = "Loyalty tier"
    _order = "company_id, threshold desc"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        compute="_compute_sequence",
        store=True,
        help="Rank from the best tier on; follows the scores.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    threshold = fields.Float(
        string="Score from",
        digits=(5, 2),
        aggregator=None,
        help="The score, from 0 to 100, from which a customer has this tier.",
    )
    discount = fields.Float(
        string="Discount (%)",
        digits=(5, 2),
        aggregator=None,
        help="What customers of this tier get off each purchase.",
    )
    color = fields.Char(string="Colour", default="#6C757D", required=True)
    coupon_discount = fields.Float(
        string="Congratulation (%)",
        digits=(5, 2),
        aggregator=None,
        help="Discount of the coupon for being promoted to this tier; 0 gives none.",
    )
    coupon_program_id = fields.Many2one(
        "loyalty.program",
        string="Congratulation program",
        copy=False,
        domain="[('program_type', '=', 'coupons'), ('company_id', '=', company_id)]",
        help="Made with the first coupon when empty.",
    )

    _threshold_unique = models.UniqueIndex(
        "(company_id, threshold)", "Two tiers cannot start at the same score."
    )
    _threshold_check = models.Constraint(
        "CHECK (threshold >= 0 AND threshold <= 100)", "A score lies between 0 and 100."
    )
    _discount_check = models.Constraint(
        "CHECK (discount >= 0 AND discount <= 100"
        " AND coupon_discount >= 0 AND coupon_discount <= 100)",
        "A discount lies between 0 and 100 %.",
    )
    _color_check = models.Constraint(
        "CHECK (color ~ '^#[0-9A-Fa-f]{6}$')", "Write the colour as #RRGGBB, such as #C0392B."
    )

    @api.depends("threshold")
    def _compute_sequence(self):
        for tier in self:
            tier.sequence = 100 - round(tier.threshold)

    @api.constrains("threshold", "company_id")
    def _check_base(self):
        for company in self.company_id:
            tiers = self.search([("company_id", "=", company.id)])
            if 0 not in tiers.mapped("threshold"):
                raise ValidationError(
                    self.env._("One tier starts at 0: it is the one of all other customers.")
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_base(self):
        if 0 in self.mapped("threshold"):
            raise UserError(
                self.env._(
                    "The tier that starts at 0 is the one of all other customers and cannot be "
                    "deleted."
                )
            )

    @api.model
    def _kms_set_up(self, company):
        """Give a company the tiers it starts with, named in each installed language."""
        tiers = self.create(
            [
                {
                    "name": name or "All",
                    "company_id": company.id,
                    "threshold": threshold,
                    "discount": discount,
                    "color": color,
                    "coupon_discount": coupon,
                }
                # the one that starts at 0 first: the others need it
                for name, threshold, discount, color, coupon in reversed(TIERS)
            ]
        )
        for code, _name in self.env["res.lang"].get_installed():
            base = tiers[0].with_context(lang=code)
            base.name = base.env._("All")

    def _kms_coupon_program(self):
        """Return the program of the tier's congratulation coupons, as the settings say today.

        :rtype: loyalty.program
        """
        self.ensure_one()
        company = self.company_id
        # sudo: part of the tier, made at its first use; runs start at night too.
        tier = self.sudo()
        if not tier.coupon_program_id:
            tier.coupon_program_id = (
                tier.env["loyalty.program"].with_company(company).create(tier._prepare_program())
            )
        program = tier.coupon_program_id
        rules, rewards = program.rule_ids, program.reward_ids
        if rules.minimum_amount != company.kms_loyalty_coupon_minimum:
            rules.minimum_amount = company.kms_loyalty_coupon_minimum
        if rewards.discount != tier.coupon_discount:
            rewards.discount = tier.coupon_discount
        return program

    def _prepare_program(self):
        company = self.company_id
        return {
            "name": self.env._("Congratulations %(tier)s", tier=self.name),
            "program_type": "coupons",
            "company_id": company.id,
            "currency_id": company.currency_id.id,
            "applies_on": "current",
            "trigger": "with_code",
            "rule_ids": [
                (5, 0, 0),
                (
                    0,
                    0,
                    {
                        "reward_point_amount": 1,
                        "reward_point_mode": "order",
                        "minimum_qty": 0,
                        "minimum_amount": company.kms_loyalty_coupon_minimum,
                        "minimum_amount_tax_mode": "incl",
                        "mode": "auto",
                    },
                ),
            ],
            "reward_ids": [
                (5, 0, 0),
                (
                    0,
                    0,
                    {
                        "reward_type": "discount",
                        "discount_mode": "percent",
                        "discount_applicability": "order",
                        "discount": self.coupon_discount,
                        "required_points": 1,
                    },
                ),
            ],
            "communication_plan_ids": [(5, 0, 0)],
        }
