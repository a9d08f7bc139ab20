from . import test_access
from . import test_distance
from . import test_field
from . import test_followup
from . import test_hoot
from . import test_reception
from . import test_target
from . import test_visit
