from .parts import INTERESTED, calls
from .sources import SOURCES

__all__ = ["INTERESTED", "SOURCES", "calls"]
