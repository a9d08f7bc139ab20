"""Calculations of attendance and marks, without ``env``."""

from .attendance import class_hours, share
from .marks import SCALE, average, points, read_mark
