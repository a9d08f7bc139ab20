"""Figures the way people there write them."""

from odoo.tools import format_amount, formatLang

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
        return format_amount(env, value, currency)
    whole = unit == "count" and float(value).is_integer()
    text = formatLang(env, value, digits=0 if whole else 1)
    if unit == "count":
        return text
    units = {"percent": "%", "days": env._("days"), "minutes": env._("min")}
    return f"{text}\N{NARROW NO-BREAK SPACE}{units[unit]}"
