from . import digital, money, service, sources

SOURCES = {**sources.SOURCES, **service.SOURCES, **digital.SOURCES, **money.SOURCES}
