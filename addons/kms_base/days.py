"""Days as clients send them."""

from datetime import date

from odoo.exceptions import UserError

# Around these a day can still be moved by years without leaving what Python can count.
FIRST_YEAR, LAST_YEAR = 1900, 2200


def read_day(env, value):
    """Return the day that a client sent, or None when it sent none.

    :param env: environment, for the language of the refusal
    :param value: anything JSON can hold; a day is YYYY-MM-DD
    :rtype: datetime.date or None
    :raise UserError: the value is no day, or one that nobody means
    """
    if not value:
        return None
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UserError(env._("This is no date. Choose a day."))
    return day
