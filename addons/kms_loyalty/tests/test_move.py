from datetime import timedelta

from .common import LoyaltyCommon


class TestMove(LoyaltyCommon):
    """Promotions at once, demotions at once or after days of grace, all of it kept."""

    def _become(self, name, partner=None, amount=310_000):
        """Buy what it takes for a tier, all of it today."""
        # 20 recency, 10 amount, and 4 / 3 a purchase
        wanted = {"SILVER": 1, "GOLD": 15, "VIP": 0}[name]
        for _order in range(wanted):
            self._buy(0, amount, partner)

    def test_a_promotion_is_kept_with_its_parts(self):
        self._become("SILVER")
        run = self._run()
        move = run.move_ids
        self.assertEqual(move.kind, "promotion")
        self.assertEqual((move.from_tier_id, move.to_tier_id), (self.base, self.tiers["SILVER"]))
        parts = (move.frequency, move.regularity, move.recency, move.amount, move.score)
        self.assertEqual(parts, (1.33, 0, 20, 10, 31.33))
        self.assertEqual((run.promotions, run.demotions, run.unchanged), (1, 0, 0))

    def test_thresholds_are_reached_when_met(self):
        # 20 + 20 + 10 is exactly 50
        self._become("GOLD")
        self._run()
        self.assertEqual(self._score().score, 50)
        self.assertEqual(self._score().tier_id, self.tiers["GOLD"])

    def test_a_demotion_at_once(self):
        self._become("SILVER")
        self._run()
        self.today += timedelta(days=31)
        run = self._run()
        self.assertEqual((run.demotions, run.move_ids.to_tier_id), (1, self.base))
        self.assertEqual(run.move_ids.previous_score, 31.33)

    def test_a_demotion_waits_for_the_grace(self):
        self.company.kms_loyalty_grace_days = 10
        self._become("SILVER")
        self._run()
        self.today += timedelta(days=31)
        self.assertEqual(self._run().demotions, 0)
        score = self._score()
        self.assertEqual(score.tier_id, self.tiers["SILVER"])
        self.assertEqual(score.grace_until, self.today + timedelta(days=10))
        self.assertEqual(self._run("full").written, 0)
        self.today += timedelta(days=9)
        self.assertEqual(self._run().demotions, 0)
        self.today += timedelta(days=1)
        self.assertEqual(self._run("increment").demotions, 1)
        self.assertEqual(self._score().tier_id, self.base)
        self.assertFalse(self._score().grace_until)

    def test_who_recovers_in_time_keeps_the_tier(self):
        self.company.kms_loyalty_grace_days = 10
        self._become("SILVER")
        self._run()
        self.today += timedelta(days=31)
        self._run()
        self._buy(0, 1_000)
        run = self._run()
        self.assertEqual((run.promotions, run.demotions), (0, 0))
        self.assertFalse(self._score().grace_until)

    def test_former_scores_are_kept(self):
        self._become("SILVER")
        self._run()
        first = self.today
        self.today += timedelta(days=8)
        self._run()
        history = self.env["kms.loyalty.score.history"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual((history.date_from, history.date_to), (first, self.today))
        self.assertEqual((history.recency, history.tier_id), (20, self.tiers["SILVER"]))
        self.today += timedelta(days=400)
        history._gc_history()
        self.assertTrue(history.exists())
        self.today += timedelta(days=1)
        history._gc_history()
        self.assertFalse(history.exists())

    def test_the_split_before_and_after(self):
        self._become("SILVER")
        self._buy(0, 1, self.people[1])
        lines = self._run().line_ids
        self.assertEqual(lines.mapped("name"), ["VIP", "GOLD", "SILVER", "All"])
        self.assertEqual(lines.mapped("before"), [0, 0, 0, 2])
        self.assertEqual(lines.mapped("after"), [0, 0, 1, 1])
        self.assertEqual(lines.mapped("change"), [0, 0, 1, -1])

    def test_a_trial_changes_nothing(self):
        self._become("SILVER")
        run = self._run("dry", coupons=True)
        self.assertEqual((run.promotions, run.coupons, run.written), (1, 1, 0))
        self.assertFalse(run.move_ids.applied)
        self.assertFalse(run.move_ids.card_id)
        self.assertFalse(self._score())
        self.assertEqual(self._run().kind, "full")
        self.today += timedelta(days=self.company.kms_loyalty_history_days + 1)
        self.Run._gc_trials()
        self.assertFalse(run.exists())
        self.assertTrue(self.Run.search([("company_id", "=", self.company.id)]))
