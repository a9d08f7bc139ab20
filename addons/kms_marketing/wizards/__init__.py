from . import crm_lead_lost
from . import kms_partner_bulk
