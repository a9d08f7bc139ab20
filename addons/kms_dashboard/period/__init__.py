from .ranges import GRAINS, KINDS, MAX_DAYS, Period, buckets, resolve
