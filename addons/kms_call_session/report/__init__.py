from . import kms_customer_history
