# first, the others inherit from it
from . import kms_intake  # isort: skip

from . import calendar_event
from . import crm_lead
from . import kms_fact_engine
from . import kms_field
from . import kms_field_sector
from . import kms_field_visit
from . import kms_metric
from . import kms_quote_followup
from . import kms_reception
from . import kms_sales_target
from . import res_company
from . import res_config_settings
from . import res_partner
from . import sale_order
from . import utm_source
