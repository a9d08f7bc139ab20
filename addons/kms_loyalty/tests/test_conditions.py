from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..coupons import codes
from ..coupons.conditions import Basket, Coupon, Line, Rule, judge
from ..coupons.points import Bought, Earning, share, won

DAY = date(2026, 11, 21)
PANEL, LOCK = 7, 8


def goods(amount, product=PANEL):
    return Line(product, Decimal(amount), Decimal(amount))


def basket(*lines, **values):
    return Basket(day=DAY, lines=lines or (goods(10_000),), known=True, **values)


@tagged("post_install", "-at_install")
class TestConditions(BaseCase):
    """The eight conditions, each on both sides of its limit."""

    def _how(self, coupon, bought=None):
        return [(refusal.condition, refusal.how) for refusal in judge(coupon, bought or basket())]

    def test_nothing_asked(self):
        self.assertEqual(self._how(Coupon()), [])

    def test_dates(self):
        self.assertEqual(self._how(Coupon(date_from=DAY, date_to=DAY)), [])
        self.assertEqual(self._how(Coupon(date_from=date(2026, 11, 22))), [("dates", "early")])
        self.assertEqual(self._how(Coupon(date_to=date(2026, 11, 20))), [("dates", "late")])

    def test_active(self):
        self.assertEqual(self._how(Coupon(active=False)), [("active", "")])

    def test_limits(self):
        self.assertEqual(self._how(Coupon(left=1, customer_left=1)), [])
        self.assertEqual(
            self._how(Coupon(left=0, customer_left=0)), [("limit", ""), ("customer", "reached")]
        )

    def test_customer(self):
        nobody = Basket(day=DAY, lines=(goods(1),))
        self.assertEqual(self._how(Coupon(), nobody), [])
        for coupon in (Coupon(customer_left=1), Coupon(mine=False)):
            self.assertEqual(self._how(coupon, nobody), [("customer", "unknown")])
        self.assertEqual(self._how(Coupon(mine=True)), [])
        self.assertEqual(self._how(Coupon(mine=False)), [("customer", "other")])

    def test_minimum(self):
        coupon = Coupon(rules=(Rule(minimum=Decimal(10_000)),))
        self.assertEqual(self._how(coupon), [])
        [refusal] = judge(coupon, basket(goods(8_500)))
        self.assertEqual((refusal.condition, refusal.values["amount"]), ("minimum", 1_500))
        # of what is eligible only, and the rule that is closest
        rules = (
            Rule(minimum=Decimal(10_000), products=frozenset([PANEL])),
            Rule(minimum=Decimal(9_000), products=frozenset([LOCK])),
        )
        [refusal] = judge(Coupon(rules=rules), basket(goods(9_999), goods(8_000, LOCK)))
        self.assertEqual(refusal.values["amount"], 1)
        untaxed = Coupon(rules=(Rule(minimum=Decimal(10_000), tax_included=False),))
        [refusal] = judge(untaxed, basket(Line(PANEL, Decimal(11_925), Decimal(9_999))))
        self.assertEqual(refusal.values["amount"], 1)
        empty = Basket(day=DAY, lines=(), known=True)
        self.assertEqual(judge(coupon, empty)[0].values["amount"], 10_000)
        self.assertEqual(self._how(coupon, Basket(day=DAY)), [])

    def test_tier(self):
        coupon = Coupon(tier_from=Decimal(50))
        self.assertEqual(self._how(coupon, basket(tier_from=Decimal(50))), [])
        self.assertEqual(self._how(coupon, basket(tier_from=Decimal(25))), [("tier", "")])
        self.assertEqual(self._how(coupon, Basket(day=DAY)), [("tier", "")])

    def test_products(self):
        coupon = Coupon(rules=(Rule(products=frozenset([LOCK])),))
        self.assertEqual(self._how(coupon), [("products", "")])
        self.assertEqual(self._how(coupon, basket(goods(1, LOCK))), [])
        self.assertEqual(self._how(Coupon(rewarded=frozenset())), [("products", "")])
        self.assertEqual(
            self._how(Coupon(), Basket(day=DAY, lines=(), known=True)), [("products", "")]
        )

    def test_combination(self):
        coupon = Coupon(combinable=False)
        self.assertEqual(self._how(coupon), [])
        self.assertEqual(self._how(coupon, basket(tier_discount=Decimal(5))), [("combination", "")])

    def test_codes(self):
        drawn = {codes.draw(codes.GENERIC) for _place in range(2_000)}
        self.assertEqual(len(drawn), 2_000)
        for code in drawn:
            self.assertRegex(code, "^GEN[2-9A-HJKMNP-Z]{8}$")
        for hostile in (None, 5, [], {}, "", " ", "x" * 65):
            self.assertEqual(codes.spellings(hostile), [])


@tagged("post_install", "-at_install")
class TestEarning(BaseCase):
    """Points of an order, and the share of them that a refund takes."""

    def test_modes(self):
        line = Bought(PANEL, Decimal(3), Decimal(17_888), Decimal(15_000))
        for mode, amount, points in (("order", 5, 5), ("unit", 2, 6), ("money", "0.001", 18)):
            rule = Earning(mode, Decimal(amount))
            self.assertEqual(won([line], [rule], Decimal(1)), points, mode)

    def test_thresholds(self):
        line = Bought(PANEL, Decimal(3), Decimal(17_888), Decimal(15_000))
        one = Decimal(1)
        for rule, points in (
            (Earning("order", one, minimum=Decimal(17_888)), 1),
            (Earning("order", one, minimum=Decimal(17_889)), 0),
            (Earning("order", one, minimum=Decimal(15_001), tax_included=False), 0),
            (Earning("order", one, minimum_quantity=Decimal(3)), 1),
            (Earning("order", one, minimum_quantity=Decimal(4)), 0),
            (Earning("order", one, products=frozenset([LOCK])), 0),
        ):
            self.assertEqual(won([line], [rule], one), points, rule)

    def test_rewards_lower_what_was_spent(self):
        one, rule = Decimal(1), Earning("money", Decimal("0.01"))
        lines = [
            Bought(PANEL, one, Decimal(10_000), Decimal(10_000)),
            Bought(9, one, Decimal(-1_000), Decimal(-1_000), reward=True),
        ]
        self.assertEqual(won(lines, [rule], one), 90)
        self.assertEqual(won([lines[0], lines[1]._replace(own=True)], [rule], one), 100)
        self.assertEqual(won([lines[1]], [rule], one), 0)
        # what a tier takes off by itself is not paid, but the minimum is met before it
        tier = [lines[0], lines[1]._replace(auto=True)]
        self.assertEqual(won(tier, [rule._replace(minimum=Decimal(9_500))], one), 90)

    def test_share(self):
        self.assertEqual(share(Decimal(10), Decimal(1), Decimal(3), Decimal(1)), 3)
        self.assertEqual(share(Decimal(10), Decimal(3), Decimal(3), Decimal(1)), 10)
        self.assertEqual(share(Decimal(10), Decimal(0), Decimal(0), Decimal(1)), 0)
