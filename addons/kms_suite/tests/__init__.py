from . import test_clock
from . import test_house
from . import test_landing
from . import test_plan
from . import test_replenish
from . import test_story
