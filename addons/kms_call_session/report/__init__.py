from . import kms_call_report
from . import kms_call_sale
from . import kms_customer_history
