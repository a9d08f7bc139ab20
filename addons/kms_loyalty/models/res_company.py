from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    kms_loyalty_frequency_days = fields.Integer(
        string="Window of frequency (days)",
        default=90,
        help="Purchases of so many days, the day of the run included, count for frequency.",
    )
    kms_loyalty_frequency_factor = fields.Float(
        string="Frequency: points",
        default=4,
        digits=(6, 2),
        help="Frequency is worth these points times the purchases, divided by the number below.",
    )
    kms_loyalty_frequency_divisor = fields.Float(
        string="Frequency: divided by",
        default=3,
        digits=(6, 2),
        help="The months of the window: the points are those of one purchase a month.",
    )
    kms_loyalty_frequency_max = fields.Float(string="Frequency: at most", default=40, digits=(5, 2))
    kms_loyalty_period_days = fields.Integer(
        string="Length of a period (days)",
        default=30,
        help="Regularity looks at periods of so many days; the last one ends on the day of the "
        "run.",
    )
    kms_loyalty_period_count = fields.Integer(string="Periods of regularity", default=6)
    kms_loyalty_amount_days = fields.Integer(
        string="Window of the amount (days)",
        default=90,
        help="What was spent in so many days, the day of the run included, counts for the amount.",
    )
    kms_loyalty_grace_days = fields.Integer(
        string="Grace before a demotion (days)",
        help="Who falls below a tier keeps it for so many days; 0 takes it at once.",
    )
    kms_loyalty_coupon = fields.Boolean(
        string="Congratulation coupons",
        default=True,
        help="The nightly analysis gives a coupon for each promotion, except on its first night.",
    )
    kms_loyalty_coupon_days = fields.Integer(string="Validity of the coupon (days)", default=30)
    kms_loyalty_coupon_gap = fields.Integer(
        string="No second coupon within (days)",
        default=30,
        help="As long as a congratulation coupon of so many last days can still be used, a "
        "customer gets no other.",
    )
    kms_loyalty_coupon_minimum = fields.Monetary(
        string="Minimum basket of the coupon", default=10_000, currency_field="currency_id"
    )
    kms_loyalty_history_days = fields.Integer(
        string="Score history (days)",
        default=400,
        help="Former scores and trial runs are kept for so many days. Moves between tiers stay.",
    )

    kms_coupon_hold_minutes = fields.Integer(
        string="Coupon held for (minutes)",
        default=30,
        help="How long a till that was told that a coupon is valid keeps it before the payment.",
    )

    kms_lookup_limit = fields.Integer(
        string="Look-ups per minute",
        default=20,
        help="How many customers a cashier can look up within a minute.",
    )
    kms_lookup_days = fields.Integer(
        string="Look-ups kept for (days)",
        default=365,
        help="Who looked up whom is personal data too, and removed after so many days.",
    )
    kms_tier_discount_base = fields.Selection(
        [("goods", "The price of the goods"), ("rest", "What is left after coupons")],
        string="Tier discount on",
        default="goods",
        required=True,
        help="When a coupon adds to the discount of the tier. On the price of the goods, the tier "
        "comes first and the coupon is taken off the rest.",
    )

    _kms_lookup_check = models.Constraint(
        "CHECK (kms_lookup_limit BETWEEN 1 AND 1000 AND kms_lookup_days BETWEEN 1 AND 3650)",
        "Between 1 and 1000 look-ups a minute, kept for between 1 day and 10 years.",
    )
    _kms_coupon_hold_check = models.Constraint(
        "CHECK (kms_coupon_hold_minutes BETWEEN 1 AND 1440)",
        "A coupon is held for between one minute and one day.",
    )
    _kms_loyalty_windows_check = models.Constraint(
        "CHECK (kms_loyalty_frequency_days BETWEEN 1 AND 1000"
        " AND kms_loyalty_amount_days BETWEEN 1 AND 1000"
        " AND kms_loyalty_period_days BETWEEN 1 AND 400"
        " AND kms_loyalty_period_count BETWEEN 1 AND 36)",
        "Windows have between 1 and 1000 days, regularity between 1 and 36 periods of 1 to 400 "
        "days.",
    )
    _kms_loyalty_numbers_check = models.Constraint(
        "CHECK (kms_loyalty_frequency_factor >= 0 AND kms_loyalty_frequency_divisor > 0"
        " AND kms_loyalty_frequency_max BETWEEN 0 AND 100"
        " AND kms_loyalty_grace_days BETWEEN 0 AND 1000)",
        "Loyalty points are not negative, the number they are divided by is above 0, and grace "
        "has at most 1000 days.",
    )
    _kms_loyalty_coupon_check = models.Constraint(
        "CHECK (kms_loyalty_coupon_days > 0 AND kms_loyalty_coupon_gap >= 0"
        " AND kms_loyalty_coupon_minimum >= 0 AND kms_loyalty_history_days > 0)",
        "A coupon is valid for at least one day; minimum basket and days are not negative.",
    )

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "kms_tier_discount_base"]

    @api.model_create_multi
    def create(self, vals_list):
        """Give new companies the tiers and the grid that they start with."""
        companies = super().create(vals_list)
        # sudo: whoever may make a company gets it complete.
        companies.sudo()._kms_loyalty_set_up()
        return companies

    def _kms_loyalty_set_up(self):
        """Create the default tiers and grid where there are none."""
        for company in self:
            for name in ("kms.loyalty.tier", "kms.loyalty.step"):
                Model = self.env[name]
                if not Model.search_count([("company_id", "=", company.id)], limit=1):
                    Model._kms_set_up(company)
