from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain

from ..coupons import codes
from ..coupons.conditions import Basket, Coupon, Line, Rule, judge

COUPONS = ("promo_code", "coupons")
# Money in another form: it pays, lowers no points, and nobody gets a discount on it.
PURSES = ("gift_card", "ewallet")


class LoyaltyProgram(models.Model):
    """Coupons on core's programs: a code for anybody, or codes for one customer each."""

    _inherit = "loyalty.program"

    kms_max_per_customer = fields.Integer(
        string="Uses per customer",
        help="How often one customer can use this; 0 sets no limit.",
    )
    kms_tier_id = fields.Many2one(
        "kms.loyalty.tier",
        string="From tier",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('company_id', '=', company_id), ('threshold', '>', 0)]",
        help="Customers of this tier or a better one.",
    )
    kms_combine_tier = fields.Boolean(
        string="Adds to the tier discount",
        default=True,
        help="Without it, nobody who gets a tier discount can use the coupon.",
    )
    kms_coupon_kind = fields.Selection(
        [("generic", "Generic"), ("special", "Special")],
        string="Coupon for",
        compute="_compute_kms_coupon_kind",
        store=True,
        help="Generic: a code for anybody. Special: a code for each customer.",
    )
    kms_use_ids = fields.One2many("kms.coupon.use", "program_id", string="Uses")

    _kms_max_per_customer_check = models.Constraint(
        "CHECK (kms_max_per_customer >= 0)", "Uses per customer are not negative."
    )

    @api.depends("program_type")
    def _compute_kms_coupon_kind(self):
        kinds = {"promo_code": "generic", "coupons": "special"}
        for program in self:
            program.kms_coupon_kind = kinds.get(program.program_type)

    @api.model
    def _program_type_default_values(self):
        # Core proposes a code that says what it is and has four signs to guess.
        values = super()._program_type_default_values()
        for command in values["promo_code"]["rule_ids"]:
            if command[0] == 0:
                command[2]["code"] = codes.draw(codes.GENERIC)
        return values

    # ------------------------------------------------------------
    # What a code stands for
    # ------------------------------------------------------------

    @api.model
    def _kms_find_code(self, code, company):
        """Return the coupon program of a code, and its card for a code of its own.

        :param code: as typed
        :rtype: tuple[loyalty.program, loyalty.card]
        """
        spellings = codes.spellings(code)
        ours = Domain("program_id.program_type", "in", COUPONS) & Domain(
            "program_id.company_id", "in", [False, company.id]
        )
        domain = Domain("code", "in", spellings) & ours
        # sudo: whoever has a code may ask whether it is valid; archived ones are refused by name.
        finder = self.sudo().with_context(active_test=False)
        Rule_, Card = finder.env["loyalty.rule"], finder.env["loyalty.card"]
        if not spellings:
            return finder.browse(), Card
        rule = Rule_.search(domain & Domain("mode", "=", "with_code"), order="active desc", limit=1)
        card = Card if rule else Card.search(domain, order="active desc", limit=1)
        return rule.program_id or card.program_id, card

    @api.model
    def _kms_sale_lines(self, lines):
        """Return the goods of sales order lines, for a basket."""
        return tuple(
            Line(line.product_id.id, _exact(line.price_total), _exact(line.price_subtotal))
            for line in lines
            if line.product_id and not line.is_reward_line
        )

    @api.model
    def _kms_till_lines(self, lines):
        """Return the goods of the till's lines, for a basket."""
        return tuple(
            Line(line.product_id.id, _exact(line.price_subtotal_incl), _exact(line.price_subtotal))
            for line in lines
            if not line.is_reward_line and not line.reward_id
        )

    # ------------------------------------------------------------
    # The eight conditions
    # ------------------------------------------------------------

    def _kms_refusals(self, card, partner, company, day, lines, holder=None):
        """Return which of the eight conditions do not hold.

        :param loyalty.card card: empty for a code that is the program's
        :param res.partner partner: empty while nobody knows who buys
        :param company: whose tiers and days count
        :param date day: of the company
        :param tuple lines: of :class:`~..coupons.conditions.Line`; None before there are any
        :param str holder: key of the order that asks, whose own places do not count
        :rtype: list[~..coupons.conditions.Refusal]
        """
        self.ensure_one()
        partner = partner.commercial_partner_id
        return judge(
            self._kms_coupon(card, partner, lines, holder),
            self._kms_basket(partner, company, day, lines),
        )

    def _kms_coupon(self, card, partner, lines, holder):
        limits = self._kms_limits(card, partner)
        left = [
            limit - sum(self.env["kms.coupon.slot"]._kms_taken(scope, keys, holder))
            for scope, (keys, limit) in limits.items()
            if scope != "customer"
        ]
        customer_left = None
        if self.kms_max_per_customer:
            keys, limit = limits.get("customer", ({}, 1))
            taken = self.env["kms.coupon.slot"]._kms_taken("customer", keys, holder) if keys else ()
            customer_left = limit - sum(taken)
        ends = [day for day in (self.date_to, card.expiration_date) if day]
        owner = card.partner_id.commercial_partner_id
        bought = {line.product for line in lines or ()}
        return Coupon(
            active=bool(self.active and (card.active or not card) and self.reward_ids),
            date_from=self.date_from or None,
            date_to=min(ends, default=None),
            left=min(left, default=None),
            customer_left=customer_left,
            mine=(owner == partner) if owner else None,
            rules=tuple(rule._kms_rule(bought) for rule in self.rule_ids) or (Rule(),),
            rewarded=self.reward_ids._kms_rewarded(bought),
            tier_from=_exact(self.kms_tier_id.threshold) if self.kms_tier_id else None,
            combinable=self.kms_combine_tier,
        )

    @api.model
    def _kms_basket(self, partner, company, day, lines):
        tier = partner.with_company(company).kms_loyalty_tier_id
        return Basket(
            day=day,
            lines=lines,
            known=bool(partner),
            tier_from=_exact(tier.threshold),
            tier_discount=_exact(tier.discount),
        )

    def _kms_limits(self, card, partner):
        """Return the places that there are, by scope, with the ids that say whose they are."""
        keys = {"program_id": self.id, "card_id": card.id, "partner_id": partner.id}
        limits = {}
        if self.limit_usage:
            limits["program"] = (keys, self.max_usage)
        if card:
            needed = min(self.reward_ids.mapped("required_points"), default=1) or 1
            used = self.env["kms.coupon.slot"]._kms_taken("card", keys)[0]
            # points that were spent are no longer on the card, and their places are used
            limits["card"] = (keys, used + max(0, int(card.points // needed)))
        if self.kms_max_per_customer and partner:
            limits["customer"] = (keys, self.kms_max_per_customer)
        return limits

    def _kms_claim(self, card, partner, holder, minutes=0):
        """Take a place in each scope for an order: all of them, or none.

        :param str holder: key of the order
        :param int minutes: how long to hold them before the payment; 0 for good
        :return: the scope that is full, None when the order has its places
        :rtype: str | None
        """
        Slot = self.env["kms.coupon.slot"]
        for scope, (keys, limit) in self._kms_limits(card, partner.commercial_partner_id).items():
            if not Slot._kms_take(scope, keys, limit, holder, minutes):
                Slot._kms_release(holder, self)
                return scope
        return None

    def _kms_most_discount(self, lines):
        """Return the most that the program's discounts give on some goods, tax included.

        :rtype: Decimal | None
        """
        most = Decimal(0)
        bought = {line.product for line in lines}
        for reward in self.reward_ids:
            if reward.reward_type != "discount" or reward.discount_mode == "per_point":
                return None
            rewarded = reward._kms_rewarded(bought)
            if reward.discount_mode == "per_order":
                given = _exact(reward.discount)
            else:
                given = (
                    _exact(reward.discount)
                    / 100
                    * sum(
                        line.incl for line in lines if rewarded is None or line.product in rewarded
                    )
                )
            if reward.discount_max_amount:
                given = min(given, _exact(reward.discount_max_amount))
            most = max(most, given)
        return most

    def _kms_use_values(self, card, partner, company):
        """Return the values of a use that do not depend on the kind of order."""
        tier = partner.with_company(company).kms_loyalty_tier_id
        return {
            "kind": "use",
            "moment": self.env.cr.now(),
            "coupon_kind": "special" if card.partner_id else "generic",
            "code": card.code or self.rule_ids.filtered("code")[:1].code or self.name,
            "program_id": self.id,
            "card_id": card.id or None,
            "partner_id": partner.id or None,
            "tier_id": tier.id or None,
            "user_id": self.env.uid,
            "company_id": company.id,
        }


def _exact(number):
    return Decimal(str(number or 0))
