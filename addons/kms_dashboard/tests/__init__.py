from . import test_board
from . import test_dates
from . import test_export
from . import test_facts
from . import test_hoot
from . import test_periods
from . import test_text
