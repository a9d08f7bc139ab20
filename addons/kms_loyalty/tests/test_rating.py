import doctest
from datetime import date, datetime, timedelta
from decimal import Decimal

from odoo.tests import BaseCase

from ..coupons import codes, points
from ..judging import price
from ..rating import days, grid, rule

DAY = date(2026, 11, 21)
# Clocks that change at midnight, backwards over it, by half an hour, or never.
ZONES = (
    "Africa/Douala",
    "Africa/Abidjan",
    "Africa/Cairo",
    "America/Havana",
    "Asia/Beirut",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
)


class TestRating(BaseCase):
    """The rule in plain Python, on the numbers of its definition."""

    def test_examples(self):
        for module in (codes, days, grid, points, price, rule):
            self.assertEqual(doctest.testmod(module).failed, 0, module.__name__)

    def _rate(self, *ages, amount=1000, **numbers):
        purchases = [(DAY - timedelta(days=age), Decimal(amount)) for age in ages]
        return rule.rate(purchases, DAY, grid.Grid(**numbers))

    def test_a_customer_of_each_tier(self):
        self.assertEqual(self._rate().tier, "All")
        self.assertEqual(self._rate(3, 35, 65, 95, amount=20_000).tier, "SILVER")
        self.assertEqual(self._rate(3, 35, 65, 95, 125, amount=40_000).tier, "SILVER")
        self.assertEqual(self._rate(3, 35, 65, 95, 125, 155, amount=10_000).tier, "GOLD")
        self.assertEqual(self._rate(*range(0, 180, 3), amount=11_000).tier, "VIP")

    def test_the_best_has_a_hundred(self):
        best = self._rate(*range(180), amount=4_000)
        self.assertEqual(
            (best.frequency, best.regularity, best.recency, best.amount), (40, 30, 20, 10)
        )
        self.assertEqual(best.score, 100)

    def test_what_is_ahead_does_not_count(self):
        self.assertEqual(self._rate(-1).score, 0)

    def test_settings_count(self):
        self.assertEqual(self._rate(5, frequency_days=5).frequency, 0)
        self.assertEqual(self._rate(5, frequency_days=6).frequency, Decimal("1.33"))
        self.assertEqual(self._rate(5, frequency_divisor=Decimal(8)).frequency, Decimal("0.5"))
        self.assertEqual(self._rate(5, period_days=6, period_count=1).regularity, 30)
        self.assertEqual(self._rate(5, period_days=5, period_count=1).regularity, 0)

    def test_days_have_no_gap_and_no_overlap(self):
        for zone in ZONES:
            first = date(2026, 1, 1)
            starts = [days.day_start(first + timedelta(days=n), zone) for n in range(366)]
            for place, start in enumerate(starts):
                day = first + timedelta(days=place)
                self.assertEqual(days.local_day(start, zone), day, (zone, day))
                before = days.local_day(start - timedelta(seconds=1), zone)
                self.assertEqual(before, day - timedelta(days=1), (zone, day))

    def test_month_ends(self):
        for moment, day in {
            "2026-02-28 22:59:00": date(2026, 2, 28),
            "2026-02-28 23:00:00": date(2026, 3, 1),
            "2028-02-28 23:30:00": date(2028, 2, 29),
            "2026-12-31 23:00:00": date(2027, 1, 1),
        }.items():
            self.assertEqual(
                days.local_day(datetime.fromisoformat(moment), "Africa/Douala"), day, moment
            )
