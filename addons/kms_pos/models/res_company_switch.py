from odoo import api, fields, models


class ResCompany(models.Model):
    """How cashiers take over from each other at a till."""

    _inherit = "res.company"

    kms_till_switch = fields.Boolean(
        string="Cashiers change at the till",
        default=True,
        help="The name at the top of the till lets a colleague take over with PIN or password.",
    )
    kms_till_pin_tries = fields.Integer(
        string="Wrong PINs",
        default=5,
        help="So many wrong PINs in a row, and the password is asked for until it was right once.",
    )

    _kms_till_pin_tries_check = models.Constraint(
        "CHECK (kms_till_pin_tries BETWEEN 1 AND 20)", "Allow 1 to 20 wrong PINs."
    )

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "kms_till_switch"]
