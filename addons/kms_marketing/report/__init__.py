from . import kms_conversion_report
from . import kms_customer_history
