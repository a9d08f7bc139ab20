import doctest
from datetime import date, datetime

from odoo import fields
from odoo.tests import BaseCase, tagged

from odoo.addons.kms_call_session.calling import (
    fill,
    is_open,
    next_opening,
    other_part_of_day,
    rights,
    script,
    windows,
)

WINDOWS = [("0", 10, 13), ("0", 14, 20), ("1", 10, 13)]
PARIS = "Europe/Paris"
utc = fields.Datetime.to_datetime


@tagged("post_install", "-at_install")
class TestCalling(BaseCase):
    def test_docstrings(self):
        for module in (rights, script, windows):
            names = {"date": date, "datetime": datetime}
            self.assertEqual(doctest.testmod(module, extraglobs=names).failed, 0)

    def test_windows_are_local(self):
        # Monday 23 November 2026, 9:30 UTC is 10:30 in Paris; in summer it is 11:30
        self.assertTrue(is_open(utc("2026-11-23 09:30:00"), WINDOWS, PARIS))
        self.assertFalse(is_open(utc("2026-11-23 12:30:00"), WINDOWS, PARIS))
        self.assertFalse(is_open(utc("2026-11-22 09:30:00"), WINDOWS, PARIS))
        self.assertTrue(is_open(utc("2026-06-22 08:30:00"), WINDOWS, PARIS))

    def test_next_opening(self):
        for moment, opening in (
            (utc("2026-11-23 09:30:00"), utc("2026-11-23 09:30:00")),
            (utc("2026-11-23 12:30:00"), utc("2026-11-23 13:00:00")),
            (utc("2026-11-24 13:00:00"), utc("2026-11-30 09:00:00")),
        ):
            self.assertEqual(next_opening(moment, WINDOWS, PARIS), opening)

    def test_another_part_of_the_day_inside_the_windows(self):
        # Tuesday's afternoon is closed: Monday next
        found = other_part_of_day(utc("2026-11-24 09:30:00"), WINDOWS, PARIS)
        self.assertEqual(found, utc("2026-11-30 09:00:00"))

    def test_blanks_in_two_languages(self):
        values = {"name": "Rose", "company": "KMS"}
        self.assertEqual(fill("[nom] [NAME] [Soci\u00e9t\u00e9] [x]", values), "Rose Rose KMS [x]")
        self.assertEqual(fill("[Ville] [Nom", values), "[Ville] [Nom")
