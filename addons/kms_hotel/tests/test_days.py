from datetime import date

from odoo import fields
from odoo.tests import tagged

from ..pricing import month_share, night_price, night_ranges, required_nights
from .common import HotelCase

utc = fields.Datetime.to_datetime
RULE = {
    "date_from": None,
    "date_to": None,
    "days": "all",
    "min_nights": 1,
    "min_stay": 1,
    "kind": "percent",
    "value": 0,
}


@tagged("post_install", "-at_install")
class TestDays(HotelCase):
    def test_nights_are_days_of_the_hotel(self):
        # 23:30 UTC is half past midnight in Douala: the next day
        nights = night_ranges(
            utc("2026-01-31 23:30:00"), utc("2026-02-02 10:00:00"), "Africa/Douala"
        )
        self.assertEqual([night[0] for night in nights], [date(2026, 2, 1)])
        same_day = night_ranges(
            utc("2026-01-05 13:00:00"), utc("2026-01-05 20:00:00"), "Africa/Douala"
        )
        self.assertEqual(len(same_day), 1)

    def test_leap_day_and_month_end(self):
        days = [
            night[0]
            for night in night_ranges(
                utc("2028-02-27 13:00:00"), utc("2028-03-02 10:00:00"), "Africa/Douala"
            )
        ]
        self.assertEqual([day.day for day in days], [27, 28, 29, 1])

    def test_daylight_saving(self):
        for first, last in (
            (utc("2026-03-28 13:00:00"), utc("2026-03-30 09:00:00")),
            (utc("2026-10-24 12:00:00"), utc("2026-10-26 10:00:00")),
        ):
            nights = night_ranges(first, last, "Europe/Paris")
            self.assertEqual(len(nights), 2)
            self.assertEqual(nights[0][2], nights[1][1])

    def test_prices(self):
        season = {**RULE, "date_from": date(2026, 12, 20), "date_to": date(2027, 1, 5), "value": 20}
        weekend = {**RULE, "days": "weekend", "value": 10}
        long = {**RULE, "min_nights": 7, "value": -15}
        fixed = {
            **RULE,
            "kind": "price",
            "value": 30000,
            "date_from": date(2026, 12, 31),
            "date_to": date(2026, 12, 31),
        }
        rules = [season, weekend, long, fixed]
        self.assertEqual(night_price(20000, rules, date(2026, 12, 1), 1), 20000)
        self.assertEqual(night_price(20000, rules, date(2026, 12, 4), 1), 22000)
        self.assertEqual(night_price(20000, rules, date(2026, 12, 25), 1), 26400)
        self.assertEqual(night_price(20000, rules, date(2026, 12, 1), 7), 17000)
        self.assertEqual(night_price(20000, rules, date(2026, 12, 31), 1), 36000)
        self.assertEqual(required_nights([{**season, "min_stay": 3}], date(2026, 12, 24)), 3)
        self.assertEqual(required_nights([{**season, "min_stay": 3}], date(2026, 12, 1)), 1)

    def test_month_shares_make_the_month(self):
        for rate in (100000, 299999, 1):
            for year, month, length in ((2026, 2, 28), (2028, 2, 29), (2026, 12, 31)):
                shares = [month_share(rate, date(year, month, day)) for day in range(1, length + 1)]
                self.assertEqual(sum(shares), rate)

    def test_day_alone_is_the_usual_hour(self):
        self.company.kms_timezone = "Europe/Paris"
        stay = self.book(1, 2, checkin="2027-07-01", checkout="2027-07-03")
        self.assertEqual(stay.checkin, utc("2027-07-01 12:00:00"))
        self.assertEqual(stay.checkout, utc("2027-07-03 10:00:00"))
        self.assertEqual(stay.night_ids.mapped("date"), [date(2027, 7, 1), date(2027, 7, 2)])

    def stay_days(self, checkin, checkout):
        stay = self.book(checkin=checkin, checkout=checkout)
        stay.action_confirm()
        billed = sum(stay.sale_line_ids.mapped("product_uom_qty"))
        days = stay.night_ids.mapped("date")
        self.assertEqual((stay.night_count, billed), (len(days), len(days)))
        stay.sudo().action_cancel()
        return [str(day) for day in days]

    def test_stays_over_odd_days(self):
        """Daylight saving, leap day, month and year end: a night is a night, and is billed."""
        self.company.kms_timezone = "Europe/Paris"
        for first, last, nights in (
            ("2028-03-25", "2028-03-27", ["2028-03-25", "2028-03-26"]),
            ("2028-10-28", "2028-10-30", ["2028-10-28", "2028-10-29"]),
            ("2028-02-28", "2028-03-01", ["2028-02-28", "2028-02-29"]),
            ("2028-01-31", "2028-02-02", ["2028-01-31", "2028-02-01"]),
            ("2028-12-31", "2029-01-01", ["2028-12-31"]),
        ):
            with self.subTest(first):
                self.assertEqual(self.stay_days(first, last), nights)

    def test_stays_around_midnight(self):
        """An arrival after midnight is of the new day, whatever day it is in UTC."""
        for checkin, checkout, nights in (
            ("2028-05-10 22:30:00", "2028-05-11 10:00:00", ["2028-05-10"]),
            ("2028-05-10 23:30:00", "2028-05-12 10:00:00", ["2028-05-11"]),
            ("2028-05-31 23:15:00", "2028-06-01 23:30:00", ["2028-06-01"]),
        ):
            with self.subTest(checkin):
                self.assertEqual(self.stay_days(checkin, checkout), nights)
