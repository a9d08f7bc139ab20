"""The rules of the house as plain functions: facts in, a sorted list of readable offences out.

Nothing here imports Odoo, so that a rule can be tried on a bad sample in a microsecond
(``tests/test_rules_can_fail.py``). ``tests/test_*.py`` gather the facts and call them.
"""

from . import access, browser, lifecycle, manifests, models, sources, translations
