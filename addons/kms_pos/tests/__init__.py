from . import test_channel
from . import test_drawer
from . import test_hoot
from . import test_mobile_money
from . import test_settle
from . import test_switch
from . import test_till
