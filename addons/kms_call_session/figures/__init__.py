from .pace import FEW, Pace, share
from .parts import INTERESTED, calls, sums
from .sales import sales
from .sources import SOURCES

__all__ = ["FEW", "INTERESTED", "SOURCES", "Pace", "calls", "sales", "share", "sums"]
