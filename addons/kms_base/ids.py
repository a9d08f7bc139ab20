"""Ids and values as clients send them. No environment."""

# What PostgreSQL holds in an id: a longer number is an error of the database, not a record.
MAX_ID = 2**31 - 1


def read_id(value):
    """Return the id that a client sent, or 0 for what is none: nobody's record.

    :param value: anything JSON can hold
    :return: 1 to 2 147 483 647, or 0
    :rtype: int
    """
    valid = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MAX_ID
    return value if valid else 0


def read_ids(values):
    """Return those of a list of ids that can be one, in their order.

    :param values: anything JSON can hold
    :rtype: list[int]
    """
    return [one for one in map(read_id, values) if one] if isinstance(values, list) else []


def read_values(values):
    """Return the values that a client sent by name, or none.

    :param values: anything JSON can hold
    :rtype: dict
    """
    return values if isinstance(values, dict) else {}
