"""When a first contact is due, in plain Python and without a database."""

from .deadline import deadline

__all__ = ["deadline"]
