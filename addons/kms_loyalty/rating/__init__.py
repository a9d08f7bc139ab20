"""The loyalty score as plain Python: grid, days and the rule. Nothing here knows a database."""

from . import days, grid, rule
