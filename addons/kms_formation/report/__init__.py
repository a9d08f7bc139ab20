from . import kms_course_session_report
from . import kms_customer_history
from . import kms_fee_cashed
from . import kms_fee_due
