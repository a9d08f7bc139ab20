from odoo.tests import TransactionCase, tagged
from odoo.tools import format_amount, formatLang

from odoo.addons.kms_dashboard.reading.text import write_value

VALUES = (0, -0.0, 0.4, -0.4, 0.05, 999.95, 1234, -1234.5, 1234567.891, 10**12)


@tagged("post_install", "-at_install")
class TestText(TransactionCase):
    def test_as_the_core_writes(self):
        """The short way writes what core writes, in each language, Indian groups included."""
        currencies = self.env.ref("base.XAF") | self.env.ref("base.EUR") | self.env.ref("base.USD")
        for lang in ("en_US", "fr_FR", "en_IN"):
            self.env["res.lang"]._activate_lang(lang)
            env = self.env(context={"lang": lang})
            for value in VALUES:
                with self.subTest(lang=lang, value=value):
                    for currency in currencies:
                        rounded = currency.round(value) + 0.0  # core writes «-0»
                        self.assertEqual(
                            write_value(env, "money", value, currency),
                            format_amount(env, rounded, currency),
                        )
                    digits = 0 if float(value).is_integer() else 1
                    self.assertEqual(
                        write_value(env, "count", value, currencies[0]),
                        formatLang(env, round(value, digits) + 0.0, digits=digits),
                    )

    def test_nothing(self):
        self.assertEqual(
            write_value(self.env, "money", None, self.env.ref("base.XAF")), "\N{EN DASH}"
        )
