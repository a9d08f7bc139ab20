import doctest

import pytz

from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from ..digest import text, write_digest
from ..schedule import is_quiet, moments, next_moment
from ..trends import months, project, rolling, seasonal_indices
from .common import FiguresCase
from .sheets import at, utc


@tagged("post_install", "-at_install")
class TestPure(BaseCase):
    def test_doctests(self):
        for module in (months, moments, text):
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)
                self.assertFalse(result.failed)
                self.assertTrue(result.attempted)

    def test_rolling(self):
        self.assertEqual(rolling(list(range(1, 14)))[-2:], [78, 90])

    def test_seasons(self):
        """Own numbers: a level that grows by 2 a month, December twice as strong."""
        values = [(100 + 2 * rank) * (2 if rank % 12 == 11 else 1) for rank in range(36)]
        indices = seasonal_indices(values, 1)
        self.assertAlmostEqual(sum(indices.values()), 12, 6)
        self.assertAlmostEqual(indices[12] / indices[6], 2, delta=0.1)
        self.assertIsNone(seasonal_indices(values[:23], 1))
        self.assertIsNone(seasonal_indices([0] * 30, 1))

    def test_end_of_year_with_seasons(self):
        year = [50, 50, 50, 50, 50, 50, 150, 150, 150, 150, 150, 150]
        found = project([*year, *year, *year[:6]], 1)
        self.assertTrue(found.seasonal)
        self.assertAlmostEqual(found.value, 1200, 3)
        self.assertLessEqual(found.low, found.value)
        self.assertGreaterEqual(found.high, found.value)

    def test_error_is_what_it_would_have_been(self):
        """The level doubles: what was expected before it misses by half."""
        steady = project([100] * 20, 1)
        self.assertEqual((steady.error, steady.low, steady.high), (0, 1200, 1200))
        jump = project([100] * 10 + [200] * 10, 1)
        self.assertGreater(jump.error, 10)
        self.assertLess(jump.low, jump.value)
        # what is done is never taken back
        self.assertGreaterEqual(jump.low, sum(([100] * 10 + [200] * 10)[12:]))

    def test_december_and_january(self):
        self.assertEqual(project([100] * 23, 1, running=250).value, 1100 + 250)
        self.assertEqual(project([100] * 24, 1).value, 1200)

    def test_not_enough(self):
        for count in (0, 1, 5, 9):
            self.assertIsNone(project([10] * count, 1))
        self.assertIsNone(project([0] * 30, 1))

    def test_clocks_change(self):
        paris = pytz.timezone("Europe/Paris")
        # 29 March 2026: 2:30 does not exist; the day after it is 2:30 in summer time
        first = next_moment("daily", 2.5, 0, 1, utc("2026-03-28 12:00"), paris)
        self.assertEqual(first, utc("2026-03-29 01:30"))
        self.assertEqual(next_moment("daily", 2.5, 0, 1, first, paris), utc("2026-03-30 00:30"))
        # 25 October: 2:30 comes twice, the sheet once
        first = next_moment("daily", 2.5, 0, 1, utc("2026-10-24 12:00"), paris)
        self.assertEqual(next_moment("daily", 2.5, 0, 1, first, paris), utc("2026-10-26 01:30"))

    def test_leap_day(self):
        zone = pytz.timezone("Africa/Douala")
        self.assertEqual(
            next_moment("monthly", 0, 0, 30, utc("2028-02-02 00:00"), zone),
            utc("2028-02-28 23:00"),
        )

    def test_quiet_hours_by_day(self):
        self.assertTrue(is_quiet(12, 11, 14))
        self.assertFalse(is_quiet(22, 11, 14))

    def test_digest_fits(self):
        for count in (0, 1, 12, 300):
            for width in (1, 40, 500):
                figures = [("f" * width, "9" * width, "+1 %")] * count
                digest = write_digest("t" * width, "d" * width, figures)
                with self.subTest(count=count, width=width):
                    self.assertLessEqual(len(digest), 700)
        self.assertEqual(write_digest("*a*\nb", "x", [("`rm`", "1\n2", "")]), "*a b* · x\nrm: 1 2")


@tagged("post_install", "-at_install")
class TestTrend(FiguresCase):
    def _months(self, months, day=5):
        for rank in range(months):
            month = 2026 * 12 + 1 - rank  # February 2026 and before
            for _count in range(2):
                self._lead(f"{month // 12}-{month % 12 + 1:02}-{day:02} 09:00:00")

    def _trend(self, metric, user=None):
        with at("2026-03-10 09:00:00"):
            return metric.with_user(user or self.manager).trend()

    def test_months_seasons_and_year(self):
        self._months(26)
        self._lead("2026-03-02 09:00:00")
        trend = self._trend(self.leads)
        self.assertEqual(len(trend["months"]["steps"]), 36)
        leads, means = (line["points"] for line in trend["months"]["series"])
        self.assertEqual(leads[-3:], [2, 2, 1])
        self.assertEqual(leads[:10], [None] * 9 + [2])
        self.assertEqual(means[-2:], [2, None])
        self.assertIsNone(means[-2 - 15])
        self.assertEqual({season["index"] for season in trend["seasons"]}, {100})
        self.assertEqual(trend["projection"]["value"], 24)
        self.assertEqual(trend["projection"]["tests"], 11)
        self.assertFalse(trend["notes"])

    def test_young_figures_say_so(self):
        self._months(4)
        trend = self._trend(self.leads)
        self.assertIsNone(trend["projection"])
        self.assertIsNone(trend["seasons"])
        self.assertEqual(len(trend["notes"]), 2)
        self.assertFalse(self._trend(self.revenue)["projection"])

    def test_nothing_at_all(self):
        self.assertIsNone(self._trend(self.leads)["projection"])
        self.assertIsNone(self._trend(self.mean)["seasons"])

    def test_rights(self):
        self._months(2)
        self._lead("2026-02-05 09:00:00", user_id=self.colleague.id)
        own = self._trend(self.leads, self.colleague)["months"]["series"][0]["points"]
        self.assertEqual(sum(point or 0 for point in own), 1)
        everybody = self._trend(self.leads)["months"]["series"][0]["points"]
        self.assertEqual(sum(point or 0 for point in everybody), 5)
        with self.assertRaises(UserError):
            self._trend(self.mean, self.seller)
        for metric in (self.customers, self.open_now, self.retention):
            with self.assertRaises(UserError):
                self._trend(metric)
