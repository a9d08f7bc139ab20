"""Prices and nights of a stay, in plain Python."""

from .nights import night_ranges
from .rates import hours_charged, month_share, night_price, required_nights
