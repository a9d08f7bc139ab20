from . import kms_loyalty_sale
