import re
import unicodedata
from functools import lru_cache
from itertools import islice

# How a list of answers names its questions and its answers: Meta, Google Ads, TikTok, others.
NAMES = ("name", "column_id", "field", "key", "question", "label", "column_name")
VALUES = ("values", "string_value", "value", "answer", "answers", "response")
MAX_OTHERS = 40
# No form has more fields; what comes after is not looked at.
MAX_KEYS = 1000


@lru_cache(maxsize=4096)
def key_of(text):
    """What two spellings of a name have in common.

    >>> key_of("Phone (mobile)") == key_of("phone_mobile")
    True
    """
    letters = unicodedata.normalize("NFKD", str(text).casefold())
    return re.sub(r"[\W_]+", "", "".join(c for c in letters if not unicodedata.combining(c)))


def find(data, path):
    """Return the text at a path of a payload, or an empty one.

    A name matches whatever its case, accents and punctuation; a number takes one element of a
    list; a list of questions and answers is read by the name of the question.

    >>> answers = [{"name": "full_name", "values": ["Mme Kalla"]}]
    >>> find({"field_data": answers}, "field_data.full_name")
    'Mme Kalla'
    >>> find({"data[full_name]": "Mme Kalla"}, "data.full_name")
    'Mme Kalla'

    :param data: part of a payload that stands for one lead
    :param str path: names separated by dots
    :rtype: str
    """
    return as_text(_walk(data, path.split(".")))


def _walk(data, names):
    if not names:
        return data
    if isinstance(data, dict):
        folded = {key_of(key): value for key, value in islice(data.items(), MAX_KEYS)}
        # forms send "data.name" or "data[name]" as the name of one field
        for length in range(len(names), 0, -1):
            key = key_of("".join(names[:length]))
            if key and key in folded:
                return _walk(folded[key], names[length:])
    elif isinstance(data, list):
        if names[0].isdecimal():
            index = int(names[0][:6])
            return _walk(data[index], names[1:]) if index < len(data) else None
        wanted = key_of(names[0])
        for question, answer in pairs(data):
            if key_of(question) == wanted:
                return _walk(answer, names[1:])
        parts = (_walk(part, names) for part in data if isinstance(part, dict))
        return next((part for part in parts if part not in (None, "")), None)
    return None


def pairs(data):
    """Yield question and answer of each element of a list that has both."""
    for part in islice(data, MAX_KEYS):
        if not isinstance(part, dict):
            continue
        answer = next((name for name in VALUES if name in part), None)
        for name in NAMES if answer else ():
            if isinstance(part.get(name), str):
                yield part[name], part[answer]


def as_text(value):
    """Return a value as people write it; what is no simple value is empty."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or value is None:
        return "1" if value else ""
    if isinstance(value, int):
        # past any phone number or amount; turning it into digits could take minutes
        return str(value) if abs(value) < 10**30 else ""
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else ""
    if isinstance(value, list):
        return ", ".join(filter(None, (as_text(part) for part in value if not _is_nested(part))))
    return ""


def _is_nested(value):
    return isinstance(value, list | dict)


def others(data, used, flat):
    """Return what was answered and is not mapped: it may matter to whoever calls back.

    :param data: part of a payload that stands for one lead
    :param used: paths that are mapped
    :param bool flat: also the plain fields, not only lists of questions and answers
    :return: question and answer, at most :data:`MAX_OTHERS`
    :rtype: list[tuple[str, str]]
    """
    known = {key_of(path.split(".")[-1]) for path in used}
    found = {}
    for name, value in islice(data.items(), MAX_KEYS) if isinstance(data, dict) else ():
        if isinstance(value, list):
            asked = list(islice(pairs(value), MAX_KEYS))
        else:
            asked = [(name, value)] if flat and not _is_nested(value) else []
        for question, answer in asked:
            text = as_text(answer)
            if text and key_of(question) not in known:
                found.setdefault(question[:64], text[:500])
    return list(found.items())[:MAX_OTHERS]
