from odoo import fields, models

SHORT_REASONS = [
    ("missing", "Not found in the warehouse"),
    ("damaged", "Damaged"),
    ("reserved", "Kept for another customer"),
    ("wrong", "Wrong article on the shelf"),
    ("customer", "The customer takes fewer"),
]


class StockMove(models.Model):
    _inherit = "stock.move"

    kms_short_reason = fields.Selection(
        SHORT_REASONS,
        string="Why fewer",
        copy=False,
        help="Said by the storekeeper when a preparation order gets fewer than it asked for.",
    )
