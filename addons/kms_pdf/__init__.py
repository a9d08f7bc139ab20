from . import models
from . import pdfa
