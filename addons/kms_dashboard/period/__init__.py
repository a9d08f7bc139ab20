from .ranges import GRAINS, KINDS, MAX_DAYS, Period, buckets, month_end, resolve, span
