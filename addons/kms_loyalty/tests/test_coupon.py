from datetime import timedelta
from unittest.mock import patch

from .common import LoyaltyCommon

MODULE = "odoo.addons.kms_loyalty.models.loyalty_card_hand_out.codes"


class TestCoupon(LoyaltyCommon):
    """A congratulation coupon per promotion, never a second while one can be used."""

    def setUp(self):
        super().setUp()
        self.company.kms_loyalty_frequency_divisor = 100
        self._buy(0, 310_000)

    def _promote_again(self):
        """Fall back to the tier of all others, then rise again."""
        self.today += timedelta(days=1)
        self.env["kms.loyalty.step"].search(
            [("company_id", "=", self.company.id), ("criterion", "=", "recency")]
        ).points = 0
        self.assertEqual(self._run().demotions, 1)
        self.env["kms.loyalty.step"].search(
            [("company_id", "=", self.company.id), ("criterion", "=", "recency")]
        ).points = 20
        return self._run(coupons=True)

    def test_a_coupon_as_the_settings_say(self):
        run = self._run(coupons=True)
        card = run.move_ids.card_id
        self.assertEqual(run.coupons, 1)
        self.assertRegex(card.code, "^SPE[2-9A-HJKMNP-Z]{8}$")
        self.assertEqual((card.partner_id, card.points, card.active), (self.customer, 1, True))
        self.assertEqual(card.expiration_date, self.today + timedelta(days=30))
        self.assertEqual(card.company_id, self.company)
        program = card.program_id
        self.assertEqual((program.program_type, program.company_id), ("coupons", self.company))
        self.assertEqual(program.rule_ids.minimum_amount, 10_000)
        self.assertEqual(program.reward_ids.discount, 3)
        self.assertEqual(card.history_ids.issued, 1)

    def test_no_coupon_unless_asked(self):
        self.assertFalse(self._run().move_ids.card_id)

    def test_settings_reach_the_program(self):
        self._run(coupons=True)
        self.company.kms_loyalty_coupon_minimum = 25_000
        self.tiers["SILVER"].coupon_discount = 4
        program = self.tiers["SILVER"]._kms_coupon_program()
        self.assertEqual(program, self.tiers["SILVER"].coupon_program_id)
        self.assertEqual(program.rule_ids.minimum_amount, 25_000)
        self.assertEqual(program.reward_ids.discount, 4)

    def test_a_tier_without_congratulation(self):
        self.tiers["SILVER"].coupon_discount = 0
        self.assertEqual(self._run(coupons=True).coupons, 0)

    def test_never_a_second_while_one_can_be_used(self):
        self._run(coupons=True)
        run = self._promote_again()
        self.assertEqual((run.promotions, run.coupons), (1, 0))

    def test_a_second_once_the_first_was_used(self):
        self._run(coupons=True).move_ids.card_id.points = 0
        self.assertEqual(self._promote_again().coupons, 1)

    def test_a_second_when_the_first_is_old(self):
        self.company.kms_loyalty_coupon_days = 365
        self._run(coupons=True)
        self.today += timedelta(days=29)
        self.assertEqual(self._promote_again().coupons, 1)

    def test_many_at_once_and_codes_that_are_taken(self):
        people = self.env["res.partner"].create([{"name": f"Many {n}"} for n in range(40)])
        for partner in people:
            self._buy(0, 310_000, partner)
        taken = self.env["loyalty.card"].create(
            {"program_id": self.tiers["GOLD"]._kms_coupon_program().id, "code": "SPETAKEN"}
        )
        # the first draws are of codes that exist, then of one twice
        draws = iter(["SPETAKEN"] * 41 + ["SPE1", "SPE1"] + [f"SPE{n:08}" for n in range(200)])
        with patch(f"{MODULE}.draw", lambda _prefix: next(draws)):
            run = self._run(coupons=True)
        self.assertEqual(run.coupons, 41)
        self.assertEqual(len(set(run.move_ids.card_id.mapped("code")) | {taken.code}), 42)

    def test_the_night_congratulates_from_the_second_on(self):
        self.Run._kms_analyse_safely(self.company)
        run = self.Run._kms_previous(self.company)
        self.assertEqual((run.promotions, run.coupons), (1, 0))
        self._buy(0, 310_000, self.people[1])
        self.Run._kms_analyse_safely(self.company)
        self.assertEqual(self.Run._kms_previous(self.company).coupons, 1)
        self.company.kms_loyalty_coupon = False
        self._buy(0, 310_000, self.people[2])
        self.Run._kms_analyse_safely(self.company)
        self.assertEqual(self.Run._kms_previous(self.company).coupons, 0)

    def test_a_sales_order_accepts_it_from_its_minimum_on(self):
        card = self._run(coupons=True).move_ids.card_id
        seller = self._make_user("loyalty_seller", "kms_base.role_showroom")
        order = self._sell(0, 9_999, invoice=False).copy().with_user(seller).sudo()
        self.assertIn("error", order._try_apply_code(card.code))
        order.order_line.price_unit = 20_000
        rewards = order._try_apply_code(card.code)
        self.assertNotIn("error", rewards)
        order._apply_program_reward(card.program_id.reward_ids, card)
        self.assertEqual(order.amount_total, 20_000 * 0.97)
        order.action_confirm()
        self.assertEqual(card.points, 0)
