from . import periods
from . import standing
