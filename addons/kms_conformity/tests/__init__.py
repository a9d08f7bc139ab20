from . import test_access
from . import test_matrix
from . import test_models
from . import test_routes
from . import test_rules_can_fail
from . import test_screens
from . import test_sources
from . import test_translations
