from . import coupons, sales, tiers

SOURCES = {**sales.SOURCES, **coupons.SOURCES, **tiers.SOURCES}
