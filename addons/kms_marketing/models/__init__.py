# first, the others inherit from it
from . import kms_intake  # isort: skip
from . import kms_register_line  # isort: skip

from . import calendar_event
from . import calendar_event_register
from . import crm_lead
from . import crm_lead_register
from . import kms_field
from . import kms_field_sector
from . import kms_field_visit
from . import kms_field_visit_register
from . import kms_quote_followup
from . import kms_reception
from . import kms_register
from . import kms_register_check
from . import kms_register_closing
from . import kms_register_column
from . import kms_register_correction
from . import kms_sales_target
from . import report_kms_marketing_report_register
from . import res_company
from . import res_company_day
from . import res_config_settings
from . import res_partner
from . import sale_order
from . import sale_order_followup
from . import sale_order_followup_contact
from . import sale_order_followup_cron
from . import sale_order_line
from . import sale_order_register
from . import sale_order_revision
from . import utm_source
