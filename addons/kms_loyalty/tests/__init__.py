from . import test_access
from . import test_coupon
from . import test_hoot
from . import test_increment
from . import test_move
from . import test_rating
from . import test_run
from . import test_score
