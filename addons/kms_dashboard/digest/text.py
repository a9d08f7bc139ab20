"""A sheet in so few words that it fits a message. No environment."""

LENGTH = 700
TITLE_LENGTH = 60
LINE_LENGTH = 90
PATTERN = "{name}: {value}"
MARKS = str.maketrans("", "", "*_~`")  # a messenger reads them as bold, italic, struck, code


def write_digest(title, days, figures, pattern=PATTERN, length=LENGTH):
    """Write the main figures as lines; what does not fit is counted, never cut in a number.

    >>> figures = [("Sales", "320 000 F", "+12,5 %"), ("Quotes", "5", "")]
    >>> print(write_digest("Flash", "4 mars", figures))
    *Flash* · 4 mars
    Sales: 320 000 F (+12,5 %)
    Quotes: 5
    >>> print(write_digest("Flash", "4 mars", [("Sales", "1", "")] * 3, length=32))
    *Flash* · 4 mars
    Sales: 1
    … +2

    :param str title: name of the sheet
    :param str days: the days in words
    :param figures: list of name, value and change in words
    :param str pattern: how a name and its value are written beside each other
    :param int length: characters at most, 150 or more for any title
    :rtype: str
    """
    lines = [f"*{_plain(title, TITLE_LENGTH)}* · {_plain(days, TITLE_LENGTH)}"]
    used = len(lines[0])
    for rank, figure in enumerate(figures):
        line = _line(*figure, pattern)
        left = len(figures) - rank - 1
        room = len(f"\n… +{left}") if left else 0
        if used + 1 + len(line) + room > length:
            lines.append(f"… +{left + 1}")
            break
        lines.append(line)
        used += 1 + len(line)
    return "\n".join(lines)


def _line(name, value, change, pattern):
    value = _plain(value, LINE_LENGTH) + (f" ({change})" if change else "")
    room = LINE_LENGTH - len(pattern.format(name="", value=value))
    return pattern.format(name=_plain(name, max(room, 10)), value=value)


def _plain(text, length):
    """One line without marks."""
    text = " ".join(str(text).translate(MARKS).split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
