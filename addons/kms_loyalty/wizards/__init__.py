from . import kms_coupon_check
from . import base_partner_merge_automatic_wizard
from . import kms_consent
from . import kms_coupon_give
from . import kms_erase
from . import kms_loyalty_start
