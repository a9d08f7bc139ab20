from odoo import models
from odoo.tools import get_lang

from ..words import LANGUAGES, amount_to_words, currency_names


class ResCurrency(models.Model):
    _inherit = "res.currency"

    def amount_to_text(self, amount):
        """Core knows neither the plural nor the French «de»: say it right where the language is
        one of ours, leave the others to core.
        """
        names = self._kms_currency_names()
        if not names:
            return super().amount_to_text(amount)
        return amount_to_words(amount, self.name, get_lang(self.env).code, names)

    def _kms_currency_names(self):
        """The names of the currency in the user's language, see :func:`currency_names`.

        :return: None in a language that the suite does not speak
        :rtype: dict | None
        """
        self.ensure_one()
        lang = get_lang(self.env).code
        if lang.partition("_")[0] not in LANGUAGES:
            return None
        unit = self.currency_unit_label or self.name
        subunit = self.currency_subunit_label or ""
        return currency_names(self.name, lang) or {
            "decimals": self.decimal_places,
            "unit": unit,
            "units": unit,
            "subunit": subunit,
            "subunits": subunit,
        }
