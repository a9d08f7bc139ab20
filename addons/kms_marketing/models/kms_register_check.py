from odoo import fields, models


class KmsRegisterCheck(models.Model):
    """What is missing or odd in the lines of a day: the manager sees it before signing off."""

    _name = "kms.register.check"
    _description = "Check of a register"
    _order = "register_id, sequence, id"

    register_id = fields.Many2one("kms.register", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(required=True)
    name = fields.Char(required=True, translate=True)
    domain = fields.Char(
        required=True, help="Lines that are odd; may use now (UTC) and day, both as text."
    )
