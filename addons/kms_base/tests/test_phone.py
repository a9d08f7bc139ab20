from odoo.tests import BaseCase, tagged

from ..phone import CHARACTERS, OUTDATED, PREFIX, TOO_LONG, TOO_SHORT, example, normalize


@tagged("at_install", "-post_install")
class TestPhone(BaseCase):
    def test_one_number_however_written(self):
        for written in (
            "699001122",
            "+237699001122",
            "00237699001122",
            "237 699 00 11 22",
            "699-00-11-22",
            "699.00.11.22",
            "(+237) 699 00 11 22",
            "+237 6 99 00 11 22",
            " 699 00 11 22 ",
            "\u0666\u0669\u0669\u0660\u0660\u0661\u0661\u0662\u0662",
        ):
            with self.subTest(written=written):
                known = normalize(written, "CM")
                self.assertEqual(known.e164, "+237699001122")
                self.assertEqual(known.international, "+237 699 00 11 22")
                self.assertFalse(known.error)

    def test_number_of_another_country(self):
        for written in ("+33612345678", "0033612345678", "33 6 12 34 56 78"):
            with self.subTest(written=written):
                self.assertEqual(normalize(written, "CM").e164, "+33612345678")

    def test_operator(self):
        for written, operator in (
            ("699001122", "Orange"),
            ("655001122", "Orange"),
            ("640001122", "Orange"),
            ("677001122", "MTN"),
            ("650001122", "MTN"),
            ("680001122", "MTN"),
            ("660001122", "Nexttel"),
            ("620001122", "Camtel"),
            ("242001122", "Camtel"),
            ("222001122", "Camtel"),
        ):
            with self.subTest(written=written):
                self.assertEqual(normalize(written, "CM").operator, operator)

    def test_ivory_coast_of_before_2021(self):
        for written, today in (
            ("07123456", "+225 07 07 12 34 56"),
            ("48 12 34 56", "+225 07 48 12 34 56"),
            ("44123456", "+225 05 44 12 34 56"),
            ("05123456", "+225 05 05 12 34 56"),
            ("01123456", "+225 01 01 12 34 56"),
            ("40123456", "+225 01 40 12 34 56"),
            ("20 21 23 45", "+225 27 20 21 23 45"),
            ("20012345", "+225 25 20 01 23 45"),
            ("20812345", "+225 21 20 81 23 45"),
        ):
            for prefix in ("", "225", "+225", "00225 "):
                with self.subTest(written=prefix + written):
                    known = normalize(prefix + written, "CI")
                    self.assertEqual((known.error, known.suggestion), (OUTDATED, today))
                    self.assertFalse(known.e164)
                    self.assertEqual(normalize(known.suggestion, "CI").international, today)
        self.assertEqual(normalize("+225 07 12 34 56", "CM").suggestion, "+225 07 07 12 34 56")
        self.assertEqual(normalize("0707123456", "CI").e164, "+2250707123456")
        self.assertEqual(normalize("13123456", "CI").error, TOO_SHORT)

    def test_what_is_no_number(self):
        for written, error in (
            ("hello", CHARACTERS),
            ("+", CHARACTERS),
            ("=cmd|' /C calc'!A0", CHARACTERS),
            ("<script>alert(1)</script>", CHARACTERS),
            ("\U0001f600", CHARACTERS),
            ("6", TOO_SHORT),
            ("69900112", TOO_SHORT),
            ("+237", TOO_SHORT),
            ("6990011223344", TOO_LONG),
            ("699001122/677001122", TOO_LONG),
            ("6" * 10000, TOO_LONG),
            ("999001122", PREFIX),
            ("+1 555-555-5555", PREFIX),
            ("+999123456789", PREFIX),
        ):
            with self.subTest(written=written[:30]):
                known = normalize(written, "CM")
                self.assertEqual(known.error, error)
                self.assertFalse(known.e164)
        self.assertEqual(normalize("", "CM"), normalize(None, "CM"))
        self.assertFalse(normalize("", "CM").error)

    def test_typing_never_looks_like_a_mistake(self):
        whole = "699001122"
        errors = {normalize(whole[:length], "CM").error for length in range(1, len(whole))}
        self.assertEqual(errors, {TOO_SHORT})

    def test_example(self):
        self.assertEqual(normalize(example("CM"), "CM").international, example("CM"))
        self.assertEqual(example("XX"), "")
