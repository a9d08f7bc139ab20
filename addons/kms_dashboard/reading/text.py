"""Figures the way people there write them."""

from odoo.tools import format_amount, formatLang

USUAL_GROUPING = "[3,0]"
NOTHING = "\N{EN DASH}"


def write_value(env, unit, value, currency):
    """Write a value with its unit, in the language of the environment.

    :param str unit: see ``kms.metric.unit``
    :param float value: None where there is nothing to tell
    :param currency: `res.currency` of money
    :rtype: str
    """
    if value is None:
        return NOTHING
    if unit == "money":
        return _write_money(env, value, currency)
    whole = unit == "count" and float(value).is_integer()
    text = _write_number(env, value, 0 if whole else 1)
    if unit == "count":
        return text
    units = {"percent": "%", "days": env._("days"), "minutes": env._("min")}
    return f"{text}\N{NARROW NO-BREAK SPACE}{units[unit]}"


def _write_money(env, value, currency):
    """What `format_amount` writes; a board asks a hundred times, and this is ten times faster."""
    lang = _lang(env)
    # what rounds to nothing has no sign
    value = currency.round(value) + 0.0
    if lang.grouping != USUAL_GROUPING:
        return format_amount(env, value, currency)
    number = _grouped(lang, value, currency.decimal_places)
    number = number.replace(" ", "\N{NO-BREAK SPACE}").replace(
        "-", "-\N{ZERO WIDTH NO-BREAK SPACE}"
    )
    parts = (currency.symbol or "", number)
    return "\N{NO-BREAK SPACE}".join(parts if currency.position == "before" else parts[::-1])


def _write_number(env, value, digits):
    lang = _lang(env)
    value = round(value, digits) + 0.0
    if lang.grouping != USUAL_GROUPING:
        return formatLang(env, value, digits=digits)
    return _grouped(lang, value, digits)


def _lang(env):
    return env["res.lang"]._get_data(code=env.lang or "en_US")


def _grouped(lang, value, digits):
    marks = {",": lang.thousands_sep or "", ".": lang.decimal_point}
    return f"{value:,.{digits}f}".translate(str.maketrans(marks))
