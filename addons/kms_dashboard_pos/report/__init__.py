from . import kms_house_cash
from . import kms_house_sale
