from . import calling
from . import models
from . import report
from . import wizards
