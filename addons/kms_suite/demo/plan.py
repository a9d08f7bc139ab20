"""What happens on each day of the story, drawn from one seed.

Magnitudes of domain.md: 10-15 visitors a day, 4-7 quotations, 2-4 sales, 280 000-520 000 FCFA a day
with tax, the small sales of the counter included; the showroom is closed on Sundays.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from .names import COMPANIES, DISTRICTS, FIRST_NAMES, LAST_NAMES

REVENUE = (285_000, 515_000)
RESTOCK_DAY = 0  # Monday
SHORT_PRODUCTS = 2  # under their alert threshold when the story ends
SUNDAY = 6
WORKDAY = 570  # minutes from opening to closing
# What people come for together: code, fewest, most. The weight says how often.
BASKETS = (
    (6, (("PAN-CTBX18", 2, 5), ("ACC-VIS430", 1, 3), ("ACC-COLLE", 1, 2))),
    (6, (("PAN-MDF16", 3, 8), ("QUI-CHARN90", 6, 16), ("QUI-POIGN160", 6, 16))),
    (4, (("PAN-MULTI21", 2, 4), ("ACC-VERNIS", 1, 3))),
    (5, (("ELM-PLAQUE", 1, 1), ("QUI-GLISS50", 4, 10))),
    (3, (("ELM-FOUR", 1, 1), ("QUI-CHARN90", 2, 6))),
    (3, (("MEU-CH-001", 1, 1),)),
    (1, (("MEU-SAL-001", 1, 1),)),
    (2, (("MAC-SCIE210", 1, 1), ("ACC-VERNIS", 1, 1))),
    (1, (("MAC-RABOTEUSE", 1, 1),)),
    (4, (("QUI-GLISS50", 6, 14), ("QUI-CHARN90", 10, 20), ("ACC-VIS430", 2, 5))),
)
COUNTER = ("QUI-CHARN90", "QUI-POIGN160", "ACC-VIS430", "ACC-COLLE", "ACC-VERNIS", "QUI-GLISS50")
SOURCES = ("website", "referral", "event", "social", "advertising", "email", "phone", "other")
SOURCE_WEIGHTS = (6, 30, 4, 28, 12, 2, 10, 8)
COURSES = ("MEN-MOD", "AGE-INT", "DEC-INT")
PROSPECTS = (("training", 1, 2), ("digital", 1, 3), ("field", 1, 2))  # a day: fewest, most
PAYMENT_MODES = ("cash", "mtn", "orange", "bank")
PAYMENT_WEIGHTS = (38, 30, 22, 10)


@dataclass
class Person:
    """Somebody from Douala; `phone` in the way people say it."""

    name: str
    phone: str
    district: str
    company: bool = False


@dataclass
class Visit:
    """A visitor at the door; `minute` and `waited` in minutes, `lines` only when quoted."""

    person: Person
    minute: int
    waited: int
    product: str
    orientation: str
    source: str
    lines: tuple = ()
    refused_after: int = 0  # days; 0: the customer has not said no
    only_looks: bool = False


@dataclass
class Sale:
    """A quotation that is accepted, on the day it was made or later."""

    visit: Visit
    quoted_on: date
    deliver_on: date
    payment: str = ""  # empty: the invoice stays open


@dataclass
class CounterSale:
    """Something small, paid at once at the hardware counter; `minute` as for a visit."""

    minute: int
    payment: str
    lines: tuple


@dataclass
class Prospect:
    """Somebody another channel hears of; `product` is a course for the training channel."""

    channel: str
    person: Person
    source: str
    product: str = ""


@dataclass
class Day:
    """One working day; `number` counts the days of the story, closed ones included."""

    date: date
    number: int
    visits: list = field(default_factory=list)
    sales: list = field(default_factory=list)
    counter: list = field(default_factory=list)
    prospects: list = field(default_factory=list)
    receipts: Counter = field(default_factory=Counter)


class Plan:
    """The days of the story, from `last` backwards.

    :param int seed: same seed, same last day: same story
    :param date last: its last day
    :param int length: in days
    :param dict prices: price with tax by product code, in FCFA
    :param dict thresholds: alert threshold by product code
    """

    def __init__(self, seed, last, length, prices, thresholds):
        self.random = Random(seed)  # noqa: S311 a story, not a secret
        self.prices = prices
        self.thresholds = thresholds
        self.length = length
        self.first = last - timedelta(days=length - 1)
        self.last = last
        self._phones = set()
        self._people = []
        self._open = []  # (day, visit) of quotations that may still become sales
        self.days = [self._draw_day(number) for number in range(1, length + 1)]
        self.opening = self._stock_up()

    # ------------------------------------------------------------
    # DRAWING
    # ------------------------------------------------------------

    def _draw_day(self, number):
        day = Day(self.first + timedelta(days=number - 1), number)
        if day.date.weekday() == SUNDAY:
            return day
        pick = self.random
        minutes = sorted(pick.sample(range(5, WORKDAY - 15), pick.randint(10, 15)))
        day.visits = [self._draw_visit(minute) for minute in minutes]
        sales = pick.randint(2, 4)
        late = self._draw_late_sales(day.date, sales - 1)
        quoted = pick.sample(day.visits, max(pick.randint(4, 7), sales - len(late)))
        self._draw_baskets(day, late, quoted, sales)
        sold = {id(sale.visit) for sale in day.sales}
        for visit in quoted:
            if id(visit) not in sold:
                if pick.random() < 0.2:
                    visit.refused_after = pick.randint(1, 6)
                else:
                    self._open.append((day.date, visit))
        day.prospects = [
            self._draw_prospect(channel)
            for channel, fewest, most in PROSPECTS
            for _prospect in range(pick.randint(fewest, most))
        ]
        return day

    def _draw_prospect(self, channel):
        pick = self.random
        sources = ("social", "website", "advertising") if channel == "digital" else SOURCES
        products = COURSES if channel == "training" else sorted(self.prices)
        return Prospect(channel, self._draw_person(), pick.choice(sources), pick.choice(products))

    def _draw_visit(self, minute):
        pick = self.random
        product = pick.choice(list(self.prices))
        orientation = pick.choices(
            ("showroom", "hotel", "training", "cash_desk", "after_sales"), (82, 6, 6, 3, 3)
        )[0]
        return Visit(
            person=self._draw_person(),
            minute=minute,
            waited=min(pick.randint(1, 9) + pick.choice((0, 0, 0, 0, 6)), 14),
            product=product,
            orientation=orientation,
            source=pick.choices(SOURCES, SOURCE_WEIGHTS)[0],
            only_looks=orientation == "showroom" and pick.random() < 0.6,
        )

    def _draw_person(self):
        pick = self.random
        if self._people and pick.random() < 0.12:
            return pick.choice(self._people)
        while (phone := self._draw_phone()) in self._phones:
            pass
        self._phones.add(phone)
        companies = {person.name for person in self._people if person.company}
        free = [name for name in COMPANIES if name not in companies]
        is_company = bool(free) and pick.random() < 0.06
        name = (
            pick.choice(free)
            if is_company
            else f"{pick.choice(FIRST_NAMES)} {pick.choice(LAST_NAMES)}"
        )
        person = Person(name, phone, pick.choice(DISTRICTS), is_company)
        self._people.append(person)
        return person

    def _draw_phone(self):
        digits = f"6{self.random.choice(('5', '7', '8', '9'))}{self.random.randrange(10**7):07d}"
        return f"+237 {digits[:3]} {digits[3:5]} {digits[5:7]} {digits[7:]}"

    def _draw_late_sales(self, today, most):
        """Take some quotations of the last days that are accepted today."""
        recent = [(when, visit) for when, visit in self._open if (today - when).days <= 4]
        taken = [entry for entry in recent if self.random.random() < 0.25][:most]
        self._open = [entry for entry in self._open if entry not in taken]
        return taken

    def _draw_baskets(self, day, late, quoted, sales):
        """Fill baskets until what is sold today lies within the day's revenue."""
        pick = self.random
        fresh = quoted[: sales - len(late)]
        late_total = sum(self._total(visit.lines) for _when, visit in late)
        while True:
            counter = [self._draw_counter() for _sale in range(pick.randint(2, 4))]
            for visit in quoted:
                visit.lines = self._draw_lines()
            total = late_total + sum(self._total(visit.lines) for visit in fresh)
            total += sum(self._total(sale.lines) for sale in counter)
            if REVENUE[0] <= total <= REVENUE[1]:
                break
            if late and late_total > REVENUE[1] / 2:
                self._open += late
                late, late_total, fresh = [], 0, quoted[:sales]
        for visit in quoted:
            visit.product, visit.orientation = visit.lines[0][0], "showroom"
            visit.only_looks = False
        day.counter = counter
        day.sales = [self._draw_sale(day.date, when, visit) for when, visit in late]
        day.sales += [self._draw_sale(day.date, day.date, visit) for visit in fresh]

    def _draw_lines(self):
        weights, baskets = zip(*BASKETS, strict=True)
        basket = self.random.choices(baskets, weights)[0]
        return tuple((code, self.random.randint(fewest, most)) for code, fewest, most in basket)

    def _draw_counter(self):
        codes = self.random.sample(COUNTER, self.random.randint(1, 2))
        mode = self.random.choices(PAYMENT_MODES[:3], (60, 25, 15))[0]
        lines = tuple((code, self.random.randint(1, 3)) for code in codes)
        return CounterSale(self.random.randint(10, WORKDAY - 20), mode, lines)

    def _draw_sale(self, today, quoted_on, visit):
        pick = self.random
        deliver_on = today + timedelta(days=pick.choices((0, 1, 2), (60, 30, 10))[0])
        if deliver_on.weekday() == SUNDAY:
            deliver_on += timedelta(days=1)
        paid = pick.random() < 0.9
        mode = pick.choices(PAYMENT_MODES, PAYMENT_WEIGHTS)[0]
        return Sale(visit, quoted_on, deliver_on, mode if paid else "")

    def _total(self, lines):
        return sum(self.prices[code] * quantity for code, quantity in lines)

    # ------------------------------------------------------------
    # STOCK
    # ------------------------------------------------------------

    def _stock_up(self):
        """Have goods before they leave: a first inventory, then a receipt each Monday.

        Each brings what leaves until the next one, so that no stock is ever short.

        :return: opening quantity by product code
        """
        # what is left at the end: a little more than the threshold, and less for a few
        opening = Counter(
            {code: self.thresholds[code] + self.random.randint(1, 6) for code in self.prices}
        )
        for code in self.random.sample(sorted(opening), SHORT_PRODUCTS):
            opening[code] = max(self.thresholds[code] // 3, 1)
        restocks = [day for day in self.days if day.date.weekday() == RESTOCK_DAY and day.visits]
        for day in self.days:
            taken = Counter()
            for sale in day.sales:
                taken.update(dict(sale.visit.lines))
            for sale in day.counter:
                taken.update(dict(sale.lines))
            target = next(
                (other.receipts for other in reversed(restocks) if other.number <= day.number),
                opening,
            )
            target.update(taken)
        return opening
