from odoo import api, fields, models


class KmsLoyaltyTier(models.Model):
    """The discount of a tier as a reward of a core program, which tills apply by themselves."""

    _name = "kms.loyalty.tier"
    _inherit = ["kms.loyalty.tier", "pos.load.mixin"]

    discount_program_id = fields.Many2one(
        "loyalty.program",
        string="Discount program",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Made when the first till opens with it, and kept as the tier says.",
    )

    def write(self, vals):
        result = super().write(vals)
        if not {"discount", "name"}.isdisjoint(vals):
            self.filtered("discount_program_id")._kms_sync_discount()
        return result

    def unlink(self):
        programs = self.sudo().discount_program_id  # sudo: a part of the tier
        result = super().unlink()
        programs.active = False
        return result

    def _kms_till_tier(self):
        """Return the tier as the till shows it."""
        return {
            "id": self.id,
            "name": self.name or "",
            "color": self.color or "",
            "discount": self.discount,
        }

    @api.model
    def _kms_ensure_discounts(self, company):
        """Give each tier with a discount its program."""
        tiers = self.search([("company_id", "=", company.id)])
        tiers.filtered(
            lambda tier: tier.discount and not tier.discount_program_id
        )._kms_sync_discount()

    def _kms_sync_discount(self):
        """Make the programs say what the tiers say."""
        # sudo: a part of the tier; tills that open make it, and cashiers may not.
        for tier in self.sudo():
            program = tier.discount_program_id
            if not tier.discount:
                program.active = False
                continue
            if not program:
                program = (
                    tier.env["loyalty.program"]
                    .with_company(tier.company_id)
                    .create(tier._prepare_discount_program())
                )
                tier.discount_program_id = program
            program.active = True
            reward = program.reward_ids
            if reward.discount != tier.discount:
                reward.discount = tier.discount
            tier._kms_name_discount()

    def _kms_name_discount(self):
        """Name program, reward and line in each language that is spoken."""
        for tier in self._kms_each_language():
            name = tier.env._(
                "%(tier)s discount %(percent)g%%", tier=tier.name, percent=tier.discount
            )
            tier.discount_program_id.name = name
            tier.discount_program_id.reward_ids.description = name

    def _kms_each_language(self):
        return [
            self.with_context(lang=code) for code, _name in self.env["res.lang"].get_installed()
        ]

    def _kms_coupon_program(self):
        """Name the congratulation coupon's line in each language, too."""
        program = super()._kms_coupon_program()
        # sudo: a part of the tier, as in super.
        for tier in self.sudo()._kms_each_language():
            reward = tier.coupon_program_id.reward_ids
            text = tier.env._(
                "Congratulations %(tier)s %(percent)g%%",
                tier=tier.name,
                percent=tier.coupon_discount,
            )
            if reward.description != text:
                reward.description = text
        return program

    def _prepare_discount_program(self):
        company = self.company_id
        rule = {
            "reward_point_amount": 1,
            "reward_point_mode": "order",
            "minimum_qty": 0,
            "minimum_amount": 0,
            "mode": "auto",
        }
        reward = {
            "reward_type": "discount",
            "discount_mode": "percent",
            "discount_applicability": "order",
            "discount": self.discount,
            "required_points": 1,
        }
        return {
            "name": self.name,
            "program_type": "promotion",
            "company_id": company.id,
            "currency_id": company.currency_id.id,
            "applies_on": "current",
            "trigger": "auto",
            "pos_ok": True,
            # sales orders have prices that were agreed on
            "sale_ok": False,
            "rule_ids": [(5, 0, 0), (0, 0, rule)],
            "reward_ids": [(5, 0, 0), (0, 0, reward)],
            "communication_plan_ids": [(5, 0, 0)],
        }

    @api.model
    def _load_pos_data_domain(self, data, config):
        return [("company_id", "=", config.company_id.id)]

    @api.model
    def _load_pos_data_fields(self, config):
        return ["name", "color", "threshold", "discount", "discount_program_id"]
