from .coupon_common import CouponCommon


class TestTierDiscount(CouponCommon):
    """The discount of a tier: a reward like others, and judged when the order arrives."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold = cls.tiers["GOLD"]
        cls.Tier = cls.env["kms.loyalty.tier"]
        cls.Tier._kms_ensure_discounts(cls.company)
        cls.reward = cls.gold.discount_program_id.reward_ids
        cls.score = cls.Score.create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "tier_id": cls.gold.id,
                "score": 60,
            }
        )

    def _given(self, amount, reward=None, **values):
        """Sell goods of 10 000 with the discount of a tier."""
        return self._till(10, rewards=[(reward or self.reward, None, amount, 0)], **values)

    def test_programs_follow_the_tiers(self):
        self.assertFalse(self.base.discount_program_id)
        self.assertEqual(
            (self.reward.discount, self.reward.program_id.trigger, self.reward.description),
            (5, "auto", "GOLD discount 5%"),
        )
        self.assertFalse(self.reward.program_id.sale_ok)
        # beside a coupon, where core keeps only the better of two
        self.assertFalse(self.reward.is_global_discount)
        before = self.gold.discount_program_id
        self.Tier._kms_ensure_discounts(self.company)
        self.gold.write({"discount": 7.5, "name": "OR"})
        self.assertEqual(self.gold.discount_program_id, before)
        self.assertEqual((self.reward.discount, self.reward.description), (7.5, "OR discount 7.5%"))
        self.gold.discount = 0
        self.assertFalse(before.active)
        self.gold.discount = 5
        self.assertTrue(before.active)

    def test_the_till_loads_them(self):
        silver = self.tiers["SILVER"].discount_program_id
        silver.active = False
        silver.unlink()
        session = self.session.with_user(self.cashier).sudo(False)
        data = session.load_data(["kms.loyalty.tier", "loyalty.program", "res.company"])
        tiers = {tier["name"]: tier for tier in data["kms.loyalty.tier"]}
        self.assertEqual(set(tiers), {"VIP", "GOLD", "SILVER", "All"})
        programs = {program["id"] for program in data["loyalty.program"]}
        for tier in tiers.values():
            self.assertEqual(bool(tier["discount_program_id"]), bool(tier["discount"]))
            self.assertLessEqual({tier["discount_program_id"]} - {False}, programs)
        self.assertEqual(data["res.company"][0]["kms_tier_discount_base"], "goods")

    def test_in_order(self):
        order = self._given(500)
        self.assertFalse(order.kms_review_reason)
        self.assertEqual(order.amount_total, 9500)

    def test_more_than_the_tier(self):
        self.assertIn("tier", self._given(600).kms_review_reason)

    def test_somebody_elses(self):
        order = self._given(500, partner=self.people[1])
        self.assertEqual(order.state, "paid")
        self.assertIn("GOLD", order.kms_review_reason)

    def test_two_tiers_at_once(self):
        silver = self.tiers["SILVER"].discount_program_id.reward_ids
        order = self._till(10, rewards=[(self.reward, None, 500, 0), (silver, None, 300, 0)])
        self.assertTrue(order.kms_review_state)

    def test_demoted_since(self):
        """The till sold as the tier was then."""
        self.score.changed_on = "2026-11-20"
        self._run()
        self.assertEqual(self.score.tier_id, self.base)
        self.assertFalse(self._given(500, date_order="2026-11-21 10:00:00").kms_review_reason)

    def test_with_a_congratulation(self):
        program = self.gold._kms_coupon_program()
        program.rule_ids.minimum_amount = 0
        card = self._card(program, self.customer)
        order = self._till(
            10, rewards=[(self.reward, None, 500, 0), (program.reward_ids, card, 475, 1)]
        )
        self.assertFalse(order.kms_review_reason)
        self.assertEqual(order.amount_total, 9025)

    def test_no_card_is_made(self):
        order = self._given(500)
        cards = self.env["loyalty.card"].search_count([])
        answer = (
            order.with_user(self.cashier)
            .sudo(False)
            .confirm_coupon_programs(
                {
                    "-1": {
                        "points": 0,
                        "program_id": self.reward.program_id.id,
                        "coupon_id": -1,
                        "line_codes": order.lines.filtered("reward_id").mapped(
                            "reward_identifier_code"
                        ),
                    }
                }
            )
        )
        self.assertEqual(answer["coupon_updates"], [])
        self.assertEqual(self.env["loyalty.card"].search_count([]), cards)

    def test_points_on_what_was_paid(self):
        program = self._loyalty()
        self._given(500)
        card = self.env["loyalty.card"].search([("program_id", "=", program.id)])
        self.assertEqual(self._balance(card), 95)

    def test_tier_goes_with_its_program(self):
        program = self.gold.discount_program_id
        self.score.tier_id = self.base
        self.gold.unlink()
        self.assertFalse(program.active)
