from .bitmap import pack, unpack
from .days import Days
from .metric import Metric
from .scope import Scope
from .series import Series
from .source import Source, Watch
