from . import res_company
from . import res_config_settings
from . import kms_course
from . import kms_classroom
from . import kms_course_session
from . import kms_course_session_step
from . import kms_course_seat
from . import kms_enrollment
from . import kms_enrollment_seat
from . import kms_enrollment_enroll
from . import kms_enrollment_bill
from . import kms_enrollment_fee
from . import kms_enrollment_step
from . import kms_enrollment_desk
from . import kms_fee_queue
from . import kms_fee_desk
from . import kms_fee_reminder
from . import event_event
from . import event_slot
from . import account_move
from . import account_payment
from . import account_payment_term
from . import sale_order

# Last: its view reads what the others add to core.
from . import kms_fee_statement
