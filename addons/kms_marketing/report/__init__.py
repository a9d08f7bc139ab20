from . import kms_conversion_report
from . import kms_customer_history
from . import kms_customer_history_message
from . import kms_customer_history_timeline
