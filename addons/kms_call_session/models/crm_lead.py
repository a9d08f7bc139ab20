from odoo import models

from .kms_quick_find import index_of_parts


class CrmLead(models.Model):
    """Prospects are found by a part of their number; core finds them by a part of their name."""

    _inherit = "crm.lead"

    _kms_part_of_phone_idx = models.Index(index_of_parts("phone_sanitized"))
