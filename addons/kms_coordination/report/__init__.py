from . import kms_customer_history
from . import kms_delivery_payment_report
