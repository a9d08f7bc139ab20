from . import cash, sales, till

SOURCES = {**sales.SOURCES, **till.SOURCES, **cash.SOURCES}
