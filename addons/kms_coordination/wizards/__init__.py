from . import kms_delivery_release_wizard
from . import kms_preparation_reason
from . import kms_rupture_replace
