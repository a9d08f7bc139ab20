from math import sqrt

from ..coupons.uplift import Arm, difference, measure, verdict
from .campaign_common import CampaignCommon


class TestCouponResult(CampaignCommon):
    """What a campaign brought is what arithmetic by hand says, and nothing is said of too few."""

    def test_the_interval_by_hand(self):
        # 0 and 10 000 in equal parts: variance of the sample n/(n-1) * 25 000 000
        treated = Arm(200, 100, 1_000_000, 1e10, 400_000, 1.6e9)
        holdout = Arm(100, 20, 200_000, 2e9, 80_000, 3.2e8)
        gap, low, high = difference(treated, holdout, "revenue")
        self.assertEqual(gap, 5000 - 2000)
        half = 1.959964 * sqrt(25e6 / 199 + 16e6 / 99)
        self.assertAlmostEqual(high - low, 2 * half, 6)
        self.assertEqual(verdict(treated, holdout, 100), "more")
        self.assertEqual(verdict(holdout, treated, 100), "less")
        self.assertEqual(verdict(treated, treated, 100), "no_difference")
        self.assertEqual(verdict(treated, holdout, 101), "too_few")
        self.assertEqual(verdict(treated, Arm(), 2), "no_holdout")
        self.assertEqual(verdict(Arm(1), Arm(1), 0), "too_few")
        result = measure(treated, holdout, 100, 9000)
        self.assertEqual(result["revenue"]["total"], 600_000)
        self.assertEqual(result["treated"]["rate"], 0.5)

    def test_measured_from_real_orders(self):
        self.company.kms_coupon_minimum_sample = 2
        self.product.standard_price = 600
        people = self._many(8)
        campaign = self._generate(self._started(holdout_share=50))
        treated = campaign.member_ids.filtered(lambda member: member.arm == "treated")
        held = campaign.member_ids - treated
        self._buy(3, 99_000, treated[0].partner_id)
        for member in treated[:3]:
            self._buy(0, 1000, member.partner_id)
        refunded = self._buy(0, 1000, treated[3].partner_id)
        self._refund(refunded, partner=treated[3].partner_id)
        self._sell(0, 5000, held[0].partner_id)
        self._sell(0, 7000, held[1].partner_id, invoice=False)
        campaign.action_measure()
        result = campaign.result
        self.assertEqual(result["treated"]["people"], 4)
        self.assertEqual((result["treated"]["buyers"], result["holdout"]["buyers"]), (3, 1))
        self.assertEqual(result["treated"]["revenue"], 3000 / 4)
        self.assertEqual(result["treated"]["margin"], 3 * 400 / 4)
        self.assertEqual(result["holdout"]["revenue"], 5000 / 4)
        self.assertEqual(result["holdout"]["margin"], (5000 - 600) / 4)
        self.assertEqual(len(people), 8)

    def test_uses_and_what_they_cost(self):
        self._many(2)
        campaign = self._generate(self._started())
        member = campaign.member_ids[0]
        reward = campaign.program_id.reward_ids
        order = self._till(10, member.partner_id, [(reward, member.card_id, 1000, 1)])
        # the till's clock is the machine's, whose day may be another
        order.date_order = self._moment(0)
        campaign.action_measure()
        self.assertEqual((campaign.result["used"], campaign.result["cost"]), (1, 1000))
        self.assertEqual(campaign.result["margin"]["verdict"], "no_holdout")
        self.assertEqual(campaign.result["treated"]["revenue"], 9000 / 2)

    def test_too_few_say_nothing(self):
        self._many(20)
        campaign = self._generate(self._started(holdout_share=50))
        campaign.action_measure()
        self.assertEqual(campaign.result["minimum"], 100)
        self.assertEqual(campaign.result["revenue"]["verdict"], "too_few")

    def test_measured_in_few_queries(self):
        self._many(300)
        campaign = self._generate(self._started(holdout_share=10))
        self.env.flush_all()
        with self.assertQueryCount(10):
            campaign._kms_measure()
