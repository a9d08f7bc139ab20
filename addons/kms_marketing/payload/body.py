import hashlib
import json
import re

# Deeper than any form; what nests deeper is a mistake or an attack.
MAX_DEPTH = 32
# PostgreSQL stores no zero byte, and nobody wants the others in a name.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Malformed(Exception):
    """The text is not what it says it is; ``args[0]`` is a code: `json` or `deep`."""


def clean_text(text):
    """Return a text that can be stored: no control characters, no half surrogate pairs."""
    return CONTROL.sub("", text).encode("utf-8", "replace").decode()


def read_json(text):
    r"""Return the data of a JSON text, its strings clean.

    >>> read_json(r'{"name": "Mme\u0000 Kalla"}')
    {'name': 'Mme Kalla'}

    :param str text: JSON
    :raise Malformed: not JSON, or nested more than :data:`MAX_DEPTH` levels
    """
    try:
        return _clean(json.loads(text, parse_constant=_refuse_constant), MAX_DEPTH)
    except RecursionError as error:
        raise Malformed("deep") from error
    except ValueError as error:
        raise Malformed("json") from error


def _refuse_constant(name):
    raise ValueError(name)  # NaN and Infinity are no JSON


def _clean(data, depth):
    if not depth:
        raise Malformed("deep")
    if isinstance(data, str):
        return clean_text(data)
    if isinstance(data, list):
        return [_clean(value, depth - 1) for value in data]
    if isinstance(data, dict):
        return {clean_text(key): _clean(value, depth - 1) for key, value in data.items()}
    return data


def read_body(raw):
    """Return the data of a JSON body, and its text when it is malformed.

    :param bytes raw: as received
    :return: data and text; one of them is None
    :rtype: tuple[object, str | None]
    """
    text = raw.decode("utf-8", "replace")
    try:
        return read_json(text), None
    except Malformed:
        return None, clean_text(text)


def split(data, path):
    """Return the parts of a payload that stand for one lead each.

    >>> split({"entry": [{"changes": [{"value": 1}, {"value": 2}]}]}, "entry.changes.value")
    [1, 2]

    :param data: data of a payload
    :param str path: names from the outside to the lead, separated by dots; lists are walked through
    :return: the parts; the whole when the path leads nowhere
    :rtype: list
    """
    parts = data if isinstance(data, list) else [data]
    for name in filter(None, (path or "").split(".")):
        found = [part[name] for part in parts if isinstance(part, dict) and name in part]
        parts = [one for part in found for one in (part if isinstance(part, list) else [part])]
    return parts or [data]


def dump(data):
    """Return one text for equal data, however it was ordered."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def digest(text):
    """Return 64 characters that differ for different texts."""
    return hashlib.sha256(text.encode()).hexdigest()
