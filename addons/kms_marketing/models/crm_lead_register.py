from odoo import models


class CrmLead(models.Model):
    """The visitors at the door are lines of a register."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "kms.register.line"]
