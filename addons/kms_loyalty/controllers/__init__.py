from . import partner_data
from . import pos
from . import run
from . import stop
