from . import account_payment_register
from . import kms_certificate_revoke
from . import kms_enrollment_change
from . import kms_fee_refund
from . import kms_session_cancel
