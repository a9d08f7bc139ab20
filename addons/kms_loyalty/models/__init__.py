from . import kms_loyalty_step
from . import kms_loyalty_tier
from . import res_company
from . import res_config_settings
