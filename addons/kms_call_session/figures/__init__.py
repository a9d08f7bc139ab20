from .pace import FEW, Pace, share
from .parts import INTERESTED, calls, sums
from .sources import SOURCES

__all__ = ["FEW", "INTERESTED", "SOURCES", "Pace", "calls", "share", "sums"]
