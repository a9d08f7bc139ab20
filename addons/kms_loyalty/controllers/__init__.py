from . import pos
from . import run
