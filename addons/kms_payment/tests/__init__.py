from . import test_cashier
from . import test_journals
from . import test_transaction_ref
