# first, the others inherit from it
from . import kms_intake  # isort: skip
from . import kms_satisfaction_mixin  # isort: skip
# satisfaction, conversion and customers
from . import kms_bulk_mixin  # isort: skip

from . import calendar_event
from . import crm_lead
from . import crm_lead_contact
from . import crm_lead_convert
from . import crm_lead_digital
from . import crm_lead_funnel
from . import crm_lead_import
from . import crm_lead_pipeline
from . import crm_lead_satisfaction
from . import crm_lead_score
from . import crm_lead_score_criteria
from . import crm_lead_score_words
from . import crm_lead_scoring_frequency
from . import crm_stage
from . import crm_team
from . import kms_bulk_create
from . import kms_field
from . import kms_field_sector
from . import kms_field_visit
from . import kms_funnel
from . import kms_lead_import
from . import kms_lead_import_lead
from . import kms_lead_import_line
from . import kms_lead_import_progress
from . import kms_lead_import_report
from . import kms_lead_import_run
from . import kms_lead_import_screen
from . import kms_lead_reader
from . import kms_lead_reader_known
from . import kms_lead_score_history
from . import kms_lead_score_model
from . import kms_lead_score_model_evaluation
from . import kms_lead_score_rule
from . import kms_quote_followup
from . import kms_reception
from . import kms_sales_target
from . import kms_satisfaction
from . import kms_satisfaction_desk
from . import res_company
from . import res_company_satisfaction
from . import res_company_score
from . import res_config_settings
from . import res_config_settings_satisfaction
from . import res_config_settings_score
from . import res_partner
from . import res_partner_bulk
from . import res_partner_digital
from . import res_partner_profile
from . import res_partner_segment
from . import res_users
from . import sale_order
from . import sale_order_pipeline
from . import sale_order_satisfaction
from . import utm_source
