from . import kms_partner_bulk
