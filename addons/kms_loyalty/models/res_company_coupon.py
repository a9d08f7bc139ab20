from odoo import fields, models


class ResCompany(models.Model):
    """Numbers of coupon campaigns and of privacy."""

    _inherit = "res.company"

    kms_coupon_most = fields.Integer(
        string="Coupons of one campaign, at most",
        default=100_000,
        help="A campaign that would make more is refused before it starts.",
    )
    kms_coupon_holdout = fields.Float(
        string="Held out (%)",
        default=10,
        help="Share of a new campaign's customers who get no coupon, so that one sees what "
        "coupons bring.",
    )
    kms_coupon_minimum_sample = fields.Integer(
        string="Customers before a conclusion",
        default=100,
        help="With fewer customers on either side no conclusion is drawn.",
    )
    kms_coupon_print_most = fields.Integer(
        string="Cards printed at once", default=200, help="Ten cards fit on a sheet."
    )
    kms_accounting_years = fields.Integer(
        string="Accounting documents kept (years)",
        default=10,
        help="What the law asks for. Erasing a customer's data leaves these documents alone.",
    )

    _kms_coupon_numbers_check = models.Constraint(
        "CHECK (kms_coupon_most BETWEEN 1 AND 1000000 AND kms_coupon_holdout BETWEEN 0 AND 50"
        " AND kms_coupon_minimum_sample BETWEEN 2 AND 1000000"
        " AND kms_coupon_print_most BETWEEN 1 AND 1000 AND kms_accounting_years BETWEEN 0 AND 100)",
        "A campaign has at most a million coupons and holds out at most 50 %, a conclusion needs"
        " at least 2 customers, at most 1000 cards are printed at once.",
    )
