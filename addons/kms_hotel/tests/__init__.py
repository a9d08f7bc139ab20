from . import test_access
from . import test_days
from . import test_folio
from . import test_guard
from . import test_hoot
from . import test_operations
from . import test_register
from . import test_report
