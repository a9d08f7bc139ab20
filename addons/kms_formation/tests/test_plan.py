import doctest

from odoo.tests import BaseCase

from ..instalments import plan


class TestPlan(BaseCase):
    def test_examples(self):
        self.assertEqual(doctest.testmod(plan).failed, 0)

    def test_every_plan_is_whole(self):
        for parts in range(1, 25):
            for first in (1, 33, 40, 66.6, 99, 100):
                self.assertAlmostEqual(sum(plan.shares(first, parts)), 100, places=6)
            for days in (-3, 0, 1, 7, 365):
                dates = plan.spread(days, parts)
                self.assertEqual(sorted(set(dates)), dates)
                self.assertEqual(dates[0], 0)
                self.assertLessEqual(dates[-1], max(days, 0))
