from . import kms_cash_journal
from . import kms_house_cash
from . import kms_house_sale
