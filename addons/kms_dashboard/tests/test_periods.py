from datetime import date

from odoo.tests import BaseCase, tagged

from odoo.addons.kms_dashboard.facts import pack, unpack
from odoo.addons.kms_dashboard.period import buckets, resolve


@tagged("post_install", "-at_install")
class TestPeriods(BaseCase):
    def _days(self, kind, anchor, today, last=None):
        period = resolve(kind, anchor, today, last)
        return (period.first, period.last, period.previous_first, period.previous_last)

    def test_calendar(self):
        far = date(2030, 1, 1)
        self.assertEqual(
            self._days("month", date(2024, 3, 31), far),
            (date(2024, 3, 1), date(2024, 3, 31), date(2024, 2, 1), date(2024, 2, 29)),
        )
        self.assertEqual(
            self._days("quarter", date(2026, 2, 14), far),
            (date(2026, 1, 1), date(2026, 3, 31), date(2025, 10, 1), date(2025, 12, 31)),
        )
        self.assertEqual(
            self._days("year", date(2026, 2, 14), far),
            (date(2026, 1, 1), date(2026, 12, 31), date(2025, 1, 1), date(2025, 12, 31)),
        )
        self.assertEqual(
            self._days("week", date(2026, 1, 1), far),
            (date(2025, 12, 29), date(2026, 1, 4), date(2025, 12, 22), date(2025, 12, 28)),
        )
        self.assertEqual(
            self._days("rolling", date(2026, 2, 14), far),
            (date(2025, 3, 1), date(2026, 2, 28), date(2024, 3, 1), date(2025, 2, 28)),
        )
        self.assertEqual(
            self._days("rolling6", date(2026, 2, 14), far),
            (date(2025, 9, 1), date(2026, 2, 28), date(2025, 3, 1), date(2025, 8, 31)),
        )
        self.assertEqual(
            self._days("days7", date(2026, 3, 3), far),
            (date(2026, 2, 25), date(2026, 3, 3), date(2026, 2, 18), date(2026, 2, 24)),
        )
        self.assertEqual(
            self._days("days30", date(2026, 3, 30), far),
            (date(2026, 3, 1), date(2026, 3, 30), date(2026, 1, 30), date(2026, 2, 28)),
        )
        self.assertEqual(
            self._days("today", date(2024, 3, 1), far),
            (date(2024, 3, 1), date(2024, 3, 1), date(2024, 2, 29), date(2024, 2, 29)),
        )

    def test_a_period_that_runs_is_compared_with_as_many_days(self):
        self.assertEqual(
            self._days("month", date(2026, 3, 10), date(2026, 3, 10)),
            (date(2026, 3, 1), date(2026, 3, 31), date(2026, 2, 1), date(2026, 2, 10)),
        )
        # the 30th day of a month after one of 28
        self.assertEqual(
            self._days("month", date(2026, 3, 30), date(2026, 3, 30))[3], date(2026, 2, 28)
        )

    def test_range(self):
        self.assertEqual(
            self._days("range", date(2026, 3, 10), date(2026, 3, 12), date(2026, 3, 14)),
            (date(2026, 3, 10), date(2026, 3, 14), date(2026, 3, 5), date(2026, 3, 9)),
        )
        for bad in (date(2026, 3, 9), date(2036, 3, 9)):
            with self.assertRaises(ValueError):
                resolve("range", date(2026, 3, 10), date(2026, 3, 12), bad)

    def test_buckets_cover_every_day_once(self):
        for kind in ("today", "week", "month", "quarter", "year", "rolling"):
            period = resolve(kind, date(2024, 2, 29), date(2030, 1, 1))
            steps = buckets(period.trend_first, period.last, period.grain)
            days = sum((last - first).days + 1 for first, last in steps)
            self.assertEqual(days, (period.last - period.trend_first).days + 1, kind)
            self.assertEqual((steps[0][0], steps[-1][1]), (period.trend_first, period.last))

    def test_packed_sets(self):
        for ids in ([], [1], [7, 8, 9], [64, 1, 100_003]):
            self.assertEqual(unpack(pack(ids)).bit_count(), len(ids))
        self.assertEqual((unpack(pack([1, 5])) & unpack(pack([5, 900]))), 1 << 5)
