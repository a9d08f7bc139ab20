from .sources import SOURCES

__all__ = ["SOURCES"]
