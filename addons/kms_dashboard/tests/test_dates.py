import io
from datetime import date, datetime
from itertools import product

from openpyxl import load_workbook

from odoo.tests import tagged

from .common import FiguresCase

# moments in UTC at the edges of days, and the day they are in each time zone
MOMENTS = (
    ("2026-01-31 22:59:59", {"UTC": 31, "Africa/Douala": 31, "Europe/Paris": 31}),
    ("2026-01-31 23:00:00", {"UTC": 31, "Africa/Douala": 1, "Europe/Paris": 1}),
    ("2025-12-31 23:30:00", {"UTC": 31, "Africa/Douala": 1, "Europe/Paris": 1}),
    ("2026-01-01 00:00:00", {"UTC": 1, "Africa/Douala": 1, "Europe/Paris": 1}),
    ("2024-02-28 23:30:00", {"UTC": 28, "Africa/Douala": 29, "Europe/Paris": 29}),
    ("2024-02-29 23:30:00", {"UTC": 29, "Africa/Douala": 1, "Europe/Paris": 1}),
    ("2024-02-29 12:00:00", {"UTC": 29, "Africa/Douala": 29, "Europe/Paris": 29}),
    ("2023-02-28 23:30:00", {"UTC": 28, "Africa/Douala": 1, "Europe/Paris": 1}),
    # Paris goes from +1 to +2 on 29 March 2026 and back on 25 October
    ("2026-03-28 23:30:00", {"UTC": 28, "Africa/Douala": 29, "Europe/Paris": 29}),
    ("2026-03-29 21:59:59", {"UTC": 29, "Africa/Douala": 29, "Europe/Paris": 29}),
    ("2026-03-29 22:30:00", {"UTC": 29, "Africa/Douala": 29, "Europe/Paris": 30}),
    ("2026-10-24 22:30:00", {"UTC": 24, "Africa/Douala": 24, "Europe/Paris": 25}),
    ("2026-10-25 01:30:00", {"UTC": 25, "Africa/Douala": 25, "Europe/Paris": 25}),
    ("2026-10-25 22:30:00", {"UTC": 25, "Africa/Douala": 25, "Europe/Paris": 25}),
    ("2026-10-25 23:30:00", {"UTC": 25, "Africa/Douala": 26, "Europe/Paris": 26}),
    ("2026-06-30 23:30:00", {"UTC": 30, "Africa/Douala": 1, "Europe/Paris": 1}),
)
ZONES = ("UTC", "Africa/Douala", "Europe/Paris")


@tagged("post_install", "-at_install")
class TestDates(FiguresCase):
    def test_cases(self):
        """48 moments: board = records behind it = nightly job = Excel, on that day and no other."""
        cases = list(product(ZONES, MOMENTS))
        self.assertEqual(len(cases), 48)
        for zone, (moment, days) in cases:
            with self.subTest(zone=zone, moment=moment):
                self.company.kms_timezone = zone
                lead = self._lead(moment, expected_revenue=700)
                utc = datetime.fromisoformat(moment)
                near = [utc.date(), date.fromordinal(utc.date().toordinal() + 1)]
                day = next(near_day for near_day in near if near_day.day == days[zone])
                other = next(near_day for near_day in near if near_day != day)
                self._assert_day(day, 700)
                self._assert_day(other, 0)
                self.env.flush_all()
                self._refresh()
                self._assert_day(day, 700)
                self._assert_day(other, 0)
                lead.unlink()
                self._refresh()

    def _assert_day(self, day, value):
        period = {"kind": "today", "date": day.isoformat()}
        loaded = self._load(period=period)
        card = self._widget(loaded, "card", self.revenue)
        self.assertEqual(card["data"]["value"], value)
        boards = self.env["kms.board"].with_user(self.manager)
        _name, content = boards._kms_workbook(self.board.id, period, {}, card["id"])
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        self.assertEqual(sheet.cell(5, 2).value, value)
        action = boards.drill("test_revenue", period)
        behind = self.env["crm.lead"].with_user(self.manager).search(action["domain"])
        self.assertEqual(sum(behind.mapped("expected_revenue")), value)
