from . import account_move
from . import crm_lead
from . import crm_team
from . import res_company
from . import res_config_settings
from . import res_currency
from . import res_partner
from . import sale_order
