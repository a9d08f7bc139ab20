from . import kms_partner_bulk
from . import crm_lead_lost
