from .days import Days
from .scope import Scope
from .series import Series
from .source import Source, Watch
