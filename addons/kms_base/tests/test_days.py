from datetime import date

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from ..days import read_day

NONSENSE = ("soon", "2026-02-30", "0001-01-01", "9999-12-31", 20260101, [1], {"a": 1}, True, 1.5)


@tagged("post_install", "-at_install")
class TestDays(TransactionCase):
    def test_a_day(self):
        self.assertEqual(read_day(self.env, "2026-02-28"), date(2026, 2, 28))

    def test_no_day(self):
        self.assertEqual([read_day(self.env, value) for value in (None, False, "")], [None] * 3)

    def test_nonsense_is_answered_with_a_sentence(self):
        for value in NONSENSE:
            with self.subTest(value), self.assertRaisesRegex(UserError, "This is no date"):
                read_day(self.env, value)
