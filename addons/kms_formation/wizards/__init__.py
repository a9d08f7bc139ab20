from . import account_payment_register
from . import kms_certificate_revoke
