from odoo import models


class KmsFieldVisit(models.Model):
    """Field visits are lines of a register."""

    _name = "kms.field.visit"
    _inherit = ["kms.field.visit", "kms.register.line"]
