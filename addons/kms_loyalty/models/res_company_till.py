from odoo import fields, models


class ResCompany(models.Model):
    """What a till may give without asking."""

    _inherit = "res.company"

    kms_till_discount = fields.Float(
        string="Discount of a cashier (%)",
        default=10,
        digits=(5, 2),
        help="The most that a cashier may take off a line, as a discount or by a lower price.",
    )
    kms_till_discount_manager = fields.Float(
        string="Discount of a manager (%)",
        default=100,
        digits=(5, 2),
        help="The most that a manager of the till may take off a line.",
    )
    kms_till_stale_days = fields.Integer(
        string="Tills know prices for (days)",
        default=7,
        help="A till that was offline may have sold at the prices of so many days ago.",
    )

    _kms_till_check = models.Constraint(
        "CHECK (kms_till_discount BETWEEN 0 AND 100"
        " AND kms_till_discount_manager BETWEEN kms_till_discount AND 100"
        " AND kms_till_stale_days BETWEEN 0 AND 60)",
        "Discounts lie between 0 and 100 %, a manager's is not below a cashier's, and a till knows "
        "prices for at most 60 days.",
    )
