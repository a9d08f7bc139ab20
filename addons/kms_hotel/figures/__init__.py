from .sources import OF_TODAY, SOURCES
