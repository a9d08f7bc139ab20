from . import crm_lead
from . import kms_quote_followup
from . import kms_reception
from . import res_company
from . import res_config_settings
from . import res_partner
from . import sale_order
from . import utm_source
