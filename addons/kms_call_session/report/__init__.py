from . import kms_call_report
from . import kms_customer_history
