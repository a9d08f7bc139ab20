"""Amounts of money in words, as law and custom want them on a document.

Plain Python: no registry, no translation file. The till prints the same words without a network,
so ``static/src/words/amount_to_words.js`` holds the same rules; both are held to one table,
``static/tests/words_cases.json``.
"""

import json
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path

from num2words import num2words

LANGUAGES = ("fr", "en")
MILLION = 10**6
# Enough digits for the largest float, so that a mistyped amount prints instead of failing.
PRECISION = 400

_STATIC = Path(__file__).parents[1] / "static/src/words"
_CURRENCIES = json.loads((_STATIC / "currencies.json").read_text(encoding="utf-8"))


def currency_names(currency_code, lang_code):
    """How a currency is said in a language.

    :param str currency_code: ISO 4217 code
    :param str lang_code: ``fr``, ``fr_FR``, ``en_US``…
    :return: ``decimals``, ``unit``, ``units`` and, for a currency with cents, ``subunit`` and
        ``subunits``; ``feminine`` where French counts it «une»; None when the pair is not known
    :rtype: dict | None
    """
    currency = _CURRENCIES.get(currency_code)
    lang = lang_code.partition("_")[0]
    if not currency or lang not in currency:
        return None
    return {"decimals": currency["decimals"], **currency[lang]}


def amount_to_words(amount, currency_code, lang_code, names=None):
    """Say an amount, rounded half up to the currency's smallest coin.

    :param float amount: in units of the currency; may be negative
    :param str currency_code: ISO 4217 code
    :param str lang_code: a language of :data:`LANGUAGES`, with or without a country
    :param dict names: for a currency that :func:`currency_names` does not know, in its format
    :rtype: str
    :raise KeyError: the currency or the language is not known
    """
    names = names or currency_names(currency_code, lang_code)
    if names is None:
        raise KeyError((currency_code, lang_code))
    speak = {"fr": _french, "en": _english}[lang_code.partition("_")[0]]
    whole, cents = _split(amount, names["decimals"])
    parts = []
    if whole or not cents:
        parts.append(speak(whole, names["unit"], names["units"], names.get("feminine")))
    if cents:
        parts.append(speak(cents, names["subunit"], names["subunits"]))
    words = {"fr": " et ", "en": " and "}[lang_code.partition("_")[0]].join(parts)
    if amount < 0 and (whole or cents):
        words = f"{num2words(-1, lang=lang_code).partition(' ')[0]} {words}"
    return words


def _split(amount, decimals):
    """The absolute amount as whole units and cents, from its decimal writing."""
    with localcontext() as context:
        context.prec = PRECISION
        cents = int(abs(Decimal(str(amount))).scaleb(decimals).to_integral_value(ROUND_HALF_UP))
    return divmod(cents, 10**decimals)


def _french(number, unit, units, feminine=False):
    words = num2words(number, lang="fr")
    if feminine and words.endswith("un"):
        words += "e"
    # French counts 0 and 1 in the singular, and «million» is a noun: «deux millions d'euros».
    name = unit if number < 2 else units
    if number and number % MILLION == 0:
        return f"{words} d'{name}" if name[0].lower() in "aeiou" else f"{words} de {name}"
    return f"{words} {name}"


def _english(number, unit, units, _feminine=False):
    # An amount is one breath: "one thousand two hundred", no comma that could pass for a stop.
    words = num2words(number, lang="en").replace(",", "")
    return f"{words} {unit if number == 1 else units}"
