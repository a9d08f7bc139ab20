from . import instalments
from . import results
from . import certificates
from . import models
from . import controllers
from . import wizards
from .hooks import uninstall_hook
