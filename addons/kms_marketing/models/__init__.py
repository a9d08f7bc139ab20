# first, the others inherit from it
from . import kms_intake  # isort: skip
from . import kms_bulk_mixin  # isort: skip

from . import calendar_event
from . import crm_lead
from . import crm_lead_delivery
from . import crm_lead_digital
from . import crm_lead_escalation
from . import crm_lead_mail
from . import crm_lead_touch
from . import kms_campaign_report
from . import kms_field
from . import kms_field_sector
from . import kms_field_visit
from . import kms_lead_delivery
from . import kms_lead_delivery_process
from . import kms_lead_mapping
from . import kms_lead_mapping_line
from . import kms_lead_reader
from . import kms_lead_reader_known
from . import kms_lead_source
from . import crm_lead_import
from . import kms_bulk_create
from . import kms_lead_import
from . import kms_lead_import_lead
from . import kms_lead_import_line
from . import kms_lead_import_progress
from . import kms_lead_import_report
from . import kms_lead_import_run
from . import kms_lead_import_screen
from . import kms_quote_followup
from . import kms_reception
from . import kms_sales_target
from . import res_company
from . import res_company_touch
from . import res_config_settings
from . import res_partner
from . import res_partner_digital
from . import sale_order
from . import utm_campaign
from . import utm_source
