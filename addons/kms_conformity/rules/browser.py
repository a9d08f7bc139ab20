"""Tests written in JavaScript run only when a Python test starts them."""

import re

TOUR = re.compile(
    r"""category\(\s*["']web_tour\.tours["']\s*\)\s*\.add\(\s*["']([\w.-]+)""",
)


def started(module, scripts, tests):
    """The hoot suite and each tour of an addon is started by one of its Python tests.

    :param module: name of the addon
    :param scripts: iterable of ``(path inside the addon, text)`` of ``static/tests``
    :param tests: the joined text of its Python tests
    """
    found, has_suite = [], False
    for path, text in scripts:
        has_suite |= path.endswith(".test.js")
        found += [
            f"{module}: {path}: no Python test starts the tour {name}"
            for name in TOUR.findall(text)
            if f'"{name}"' not in tests
        ]
    if has_suite and f"@{module}" not in tests:
        found.append(f"{module}: no Python test starts the hoot suite @{module}")
    return sorted(found)
