from . import satisfaction
from . import lead
