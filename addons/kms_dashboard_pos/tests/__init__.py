from . import test_cash_journal
from . import test_house
from . import test_my_sales
from . import test_target
