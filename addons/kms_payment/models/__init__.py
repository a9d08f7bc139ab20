from . import account_journal
from . import account_payment
from . import res_company
from . import sale_order
