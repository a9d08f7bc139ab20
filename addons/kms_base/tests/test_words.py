import json

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_open

from odoo.addons.kms_base.words import amount_to_words


def words_cases():
    with file_open("kms_base/static/tests/words_cases.json") as file:
        return json.load(file)


@tagged("post_install", "-at_install")
class TestWords(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env["res.lang"]._activate_lang("de_DE")

    def test_table(self):
        cases = words_cases()
        self.assertGreater(len(cases), 60)
        for amount, code, lang, words in cases:
            with self.subTest(amount=amount, code=code, lang=lang):
                self.assertEqual(amount_to_words(amount, code, lang), words)

    def test_unknown_currency_or_language(self):
        with self.assertRaises(KeyError):
            amount_to_words(1, "ZZZ", "fr_FR")
        with self.assertRaises(KeyError):
            amount_to_words(1, "EUR", "de_DE")

    def test_absurd_amount_still_prints(self):
        self.assertTrue(amount_to_words(1e60, "XAF", "fr_FR").endswith("de francs CFA"))

    def test_amount_to_text_follows_the_language_of_the_context(self):
        xaf = self.env.ref("base.XAF")
        self.assertEqual(
            xaf.with_context(lang="fr_FR").amount_to_text(2_000_000), "deux millions de francs CFA"
        )
        self.assertEqual(
            xaf.with_context(lang="en_US").amount_to_text(1_200_000),
            "one million two hundred thousand CFA francs",
        )

    def test_amount_to_text_of_another_currency_uses_its_labels(self):
        currency = self.env["res.currency"].create(
            {
                "name": "QQQ",
                "symbol": "Q",
                "rounding": 0.01,
                "currency_unit_label": "quark",
                "currency_subunit_label": "charm",
            }
        )
        self.assertEqual(
            currency.with_context(lang="fr_FR").amount_to_text(80.05),
            "quatre-vingts quark et cinq charm",
        )

    def test_amount_to_text_in_another_language_is_left_to_core(self):
        euro = self.env.ref("base.EUR").with_context(lang="de_DE")
        self.assertIn("Zwei", euro.amount_to_text(2))
