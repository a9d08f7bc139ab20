from . import lead
from . import library
from . import satisfaction
