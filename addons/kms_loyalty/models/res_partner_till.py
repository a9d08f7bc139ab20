from odoo import api, models
from odoo.tools.misc import formatLang

from ..purchases.documents import PAID
from ..rating.days import local_day
from .loyalty_program_coupon import COUPONS

# Coupons that a card shows; nobody reads more at a till.
MOST_COUPONS = 5
# What no basket mends: such a coupon is not shown at all.
HOPELESS = {"active", "limit", "customer"}


class ResPartner(models.Model):
    """What the till shows of a customer."""

    _inherit = "res.partner"

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "kms_loyalty_tier_id"]

    def _prepare_kms_till_card(self, config, lines=None, holder=None):
        """Return the customer as the till shows them.

        :param config: `pos.config`
        :param tuple lines: of the basket, see ``coupons.conditions.Line``; None before there is one
        :param str holder: key of the till's order
        :rtype: dict
        """
        self.ensure_one()
        company = config.company_id
        # sudo: a cashier sees the tier of the customer in front of them, and no list of others.
        score = self.env["kms.loyalty.score"].sudo()
        score = score.search(
            [
                ("partner_id", "=", self.commercial_partner_id.id),
                ("company_id", "=", company.id),
            ],
            limit=1,
        )
        tier = score.tier_id or self.env["kms.loyalty.tier"].search(
            [("company_id", "=", company.id), ("threshold", "=", 0)], limit=1
        )
        last = max(filter(None, [score.last_purchase, self._kms_last_day(company)]), default=None)
        return {
            "id": self.id,
            "name": self.display_name,
            "phone": self._kms_shown_phone(self.phone or self.kms_mobile),
            "tier": tier._kms_till_tier(),
            "score": round(score.score),
            "purchases": score.purchases,
            "days": company.kms_loyalty_frequency_days,
            "last_visit": last and last.isoformat(),
            **self._kms_till_wallet(config, lines, holder),
        }

    def _kms_last_day(self, company):
        """Return the day of the last paid order of a till, in the company's time zone."""
        # sudo: only the day leaves this method; core lets cashiers read orders anyway.
        order = (
            self.env["pos.order"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", self.id),
                    ("company_id", "=", company.id),
                    ("state", "in", PAID),
                ],
                order="date_order desc",
                limit=1,
            )
        )
        return local_day(order.date_order, company.kms_timezone) if order else None

    def _kms_till_wallet(self, config, lines, holder):
        """Return points and coupons of a customer."""
        programs = config._get_program_ids()
        # sudo: cards of this customer and of this till's programs only.
        cards = (
            self.env["loyalty.card"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", (self | self.commercial_partner_id).ids),
                    ("program_id", "in", programs.ids),
                    ("program_id.program_type", "in", ("loyalty", *COUPONS)),
                    ("points", ">", 0),
                ],
                order="expiration_date, id",
            )
        )
        loyal = cards.filtered(lambda card: card.program_id.program_type == "loyalty")
        offers = [(card.code, card.program_id, card) for card in cards - loyal]
        # sudo: as the cards
        generic = programs.sudo()._kms_shown_codes()
        offers += [(code, program, cards.browse()) for code, program in generic]
        return {
            "points": [
                {
                    "id": program.id,
                    "name": program.portal_point_name or self.env._("Points"),
                    "points": sum(
                        loyal.filtered(lambda card, own=program: card.program_id == own).mapped(
                            "points"
                        )
                    ),
                }
                for program in programs
                if program.program_type == "loyalty"
            ],
            "coupons": self._kms_till_coupons(offers, config.company_id, lines, holder),
        }

    def _kms_till_coupons(self, offers, company, lines, holder):
        """Return the first coupons that this customer may use, their own before anybody's."""
        coupons = []
        for offer in offers:
            coupon = self._kms_till_coupon(*offer, company, lines, holder)
            coupons += [coupon] if coupon else []
            if len(coupons) == MOST_COUPONS:
                break
        return coupons

    def _kms_till_coupon(self, code, program, card, company, lines, holder):
        refusals = program._kms_refusals(card, self, company, company._kms_today(), lines, holder)
        if any(
            refusal.condition in HOPELESS or (refusal.condition, refusal.how) == ("dates", "late")
            for refusal in refusals
        ):
            return None
        ends = card.expiration_date or program.date_to
        minimum = min(program.rule_ids.mapped("minimum_amount"), default=0)
        return {
            "code": code,
            "own": bool(card),
            "minimum": minimum and formatLang(self.env, minimum, currency_obj=program.currency_id),
            "label": ", ".join(program.reward_ids.mapped(self._kms_reward_label)),
            "expires": ends and ends.isoformat(),
            "ok": not refusals,
            "reason": " ".join(program._kms_say(refusal) for refusal in refusals),
            "congratulation": program in self._kms_congratulations(company),
        }

    @api.model
    def _kms_reward_label(self, reward):
        """Return a reward in the fewest words: a percentage, an amount, else its description."""
        if reward.reward_type != "discount" or reward.discount_applicability != "order":
            return reward.description
        if reward.discount_mode == "percent":
            number = formatLang(
                self.env, reward.discount, digits=0 if reward.discount % 1 == 0 else 2
            )
            return f"\u2212\u00a0{number}\u00a0%"
        if reward.discount_mode == "per_order":
            amount = formatLang(self.env, reward.discount, currency_obj=reward.currency_id)
            return f"\u2212\u00a0{amount}"
        return reward.description

    @api.model
    def _kms_congratulations(self, company):
        """Return the programs of the coupons for reaching a tier."""
        tiers = self.env["kms.loyalty.tier"].search([("company_id", "=", company.id)])
        # sudo: which program it is, not what is in it.
        return tiers.sudo().coupon_program_id
