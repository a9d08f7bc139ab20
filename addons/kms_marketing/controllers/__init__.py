from . import lead
from . import satisfaction
