from itertools import permutations

from .test_refund_discount import VipCommon


class TestTotal(VipCommon):
    """Tier, coupon and gift card together: free at most, and nobody is paid for buying."""

    def _all(self, tier, coupon, gift):
        program = self._program(code="GENTEST9", minimum=0, discount=50)
        purse = self.Program.create(
            {
                "name": "Gifts",
                "program_type": "gift_card",
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
                "applies_on": "future",
                "trigger": "auto",
                "reward_ids": [
                    (5, 0, 0),
                    (
                        0,
                        0,
                        {
                            "reward_type": "discount",
                            "discount_mode": "per_point",
                            "discount_applicability": "order",
                            "discount": 1,
                            "required_points": 1,
                        },
                    ),
                ],
            }
        )
        card = self._card(purse, points=5000)
        return [
            (self.reward, None, tier, 0),
            (program.reward_ids, None, coupon, 1),
            (purse.reward_ids, card, gift, gift),
        ], card

    def test_all_that_is_due(self):
        """10 % of 3,000, half of it, and the rest from the gift card."""
        rewards, card = self._all(300, 1500, 1200)
        order = self._sale(3, rewards=rewards)
        self._assert_clean(order)
        self.assertEqual((order.amount_total, card.points), (0, 3800))

    def test_below_nothing(self):
        rewards, _card = self._all(300, 1500, 2000)
        for several in permutations(rewards):
            order = self._sale(3, rewards=several)
            self._assert_marked(order, "money given to somebody who buys")
            self.assertLess(order.amount_total, 0)

    def test_a_gift_card_gets_its_share_back(self):
        """Goods for 3,000, all paid with the card: one of three makes 1,000 on it, no cash."""
        rewards, card = self._all(0, 0, 3000)
        order = self._sale(3, rewards=rewards[2:])
        self.assertEqual((order.amount_total, card.points), (0, 2000))
        first = self._back(order, 1, 1000, 0.33)
        self._assert_clean(first)
        self.assertEqual((first.amount_total, card.points), (0, 3000))
        rest = self._back(order, 2, 2000, 0.67)
        self._assert_clean(rest)
        self.assertEqual((rest.amount_total, self._balance(card) - 5000), (0, 0))

    def test_a_refund_is_no_sale(self):
        order = self._sale(3, rewards=[(self.reward, None, 300, 0)])
        refund = order._refund()
        self.assertLess(refund.amount_total, 0)
        self.assertFalse([found for found in refund._kms_judge() if found[0].code == "negative"])
