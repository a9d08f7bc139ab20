from .moments import FREQUENCIES, PERIODS, is_quiet, next_moment, period_of
