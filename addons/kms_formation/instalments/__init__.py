"""Calculations of instalments, without ``env``."""

from . import plan
