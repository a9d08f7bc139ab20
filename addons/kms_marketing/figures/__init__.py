from .sources import SOURCES
