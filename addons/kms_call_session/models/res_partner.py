from odoo import models

from .kms_quick_find import index_of_parts


class ResPartner(models.Model):
    """Customers are found by a part of their name or number."""

    _inherit = "res.partner"

    _kms_part_of_name_idx = models.Index(index_of_parts("complete_name"))
    _kms_part_of_phone_idx = models.Index(index_of_parts("phone_sanitized"))
