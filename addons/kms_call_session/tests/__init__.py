from . import test_calling
from . import test_conflict
from . import test_hoot
from . import test_people
from . import test_queue
from . import test_quick
from . import test_step
