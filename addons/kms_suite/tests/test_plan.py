from collections import Counter
from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ..demo.plan import BASKETS, COUNTER, Plan

PRICES = {
    "ACC-COLLE": 10136,
    "ACC-VERNIS": 14906,
    "ACC-VIS430": 2385,
    "ELM-FOUR": 220612,
    "ELM-PLAQUE": 113287,
    "MAC-RABOTEUSE": 381600,
    "MAC-SCIE210": 220612,
    "MEU-CH-001": 214650,
    "MEU-SAL-001": 333900,
    "PAN-CTBX18": 35178,
    "PAN-MDF16": 15741,
    "PAN-MULTI21": 29216,
    "QUI-CHARN90": 1132,
    "QUI-GLISS50": 5008,
    "QUI-POIGN160": 1431,
}
THRESHOLDS = dict.fromkeys(PRICES, 10)


@tagged("post_install", "-at_install")
class TestPlan(BaseCase):
    def _plans(self):
        """Some seeds, ending on each day of the week."""
        for seed in range(14):
            last = date(2026, 11, 16) + timedelta(days=seed)
            yield Plan(seed, last, 30, PRICES, THRESHOLDS)

    def test_baskets_hold_things_of_the_catalogue(self):
        codes = {code for _weight, basket in BASKETS for code, _fewest, _most in basket}
        self.assertLessEqual(codes | set(COUNTER), set(PRICES))

    def test_same_seed_same_story(self):
        first, second = (Plan(1, date(2026, 11, 20), 30, PRICES, THRESHOLDS) for _plan in range(2))
        self.assertEqual(first.days, second.days)
        self.assertEqual(first.opening, second.opening)

    def test_magnitudes_of_a_showroom_day(self):
        for plan in self._plans():
            for day in plan.days:
                if day.date.weekday() == 6:
                    self.assertFalse(day.visits, "closed on Sundays")
                    continue
                self.assertTrue(10 <= len(day.visits) <= 15)
                self.assertTrue(4 <= sum(bool(visit.lines) for visit in day.visits) <= 7)
                self.assertTrue(2 <= len(day.sales) <= 4)
                revenue = sum(plan._total(sale.visit.lines) for sale in day.sales)
                revenue += sum(plan._total(sale.lines) for sale in day.counter)
                self.assertTrue(280_000 <= revenue <= 520_000, f"{day.date}: {revenue}")

    def test_a_quotation_is_sold_once_and_not_refused(self):
        for plan in self._plans():
            sold = Counter(id(sale.visit) for day in plan.days for sale in day.sales)
            self.assertEqual(set(sold.values()), {1})
            for day in plan.days:
                for sale in day.sales:
                    self.assertTrue(sale.visit.lines)
                    self.assertFalse(sale.visit.refused_after or sale.visit.only_looks)
                    self.assertLessEqual(sale.quoted_on, day.date)
                    self.assertGreaterEqual(sale.deliver_on, day.date)

    def test_goods_come_before_they_leave(self):
        for plan in self._plans():
            stock = Counter(plan.opening)
            for day in plan.days:
                stock.update(day.receipts)
                for sale in day.sales:
                    stock.subtract(dict(sale.visit.lines))
                for sale in day.counter:
                    stock.subtract(dict(sale.lines))
                self.assertGreaterEqual(min(stock.values()), 0, day.date)
            short = [code for code in PRICES if stock[code] < THRESHOLDS[code]]
            self.assertEqual(len(short), 2, "the story ends with two stock-outs to see")

    def test_phones_are_unique(self):
        for plan in self._plans():
            phones = Counter(person.phone for person in plan._people)
            self.assertEqual(set(phones.values()), {1})
            self.assertRegex(plan._people[0].phone, r"^\+237 6\d\d \d\d \d\d \d\d$")
