from odoo import api, fields, models


class ResCompany(models.Model):
    """What a till may accept while nobody can be asked."""

    _inherit = "res.company"

    kms_offline_coupon_amount = fields.Monetary(
        string="Offline coupon: at most",
        default=20_000,
        currency_field="currency_id",
        help="What coupons may take off one order while the till has no network; 0 accepts none.",
    )
    kms_offline_coupon_count = fields.Integer(
        string="Offline coupons per till",
        default=10,
        help="How many coupons a till accepts until its orders are synchronised; 0 accepts none.",
    )

    _kms_offline_coupon_check = models.Constraint(
        "CHECK (kms_offline_coupon_amount >= 0 AND kms_offline_coupon_count BETWEEN 0 AND 1000)",
        "The caps of offline coupons are not negative; a till accepts at most 1000.",
    )

    @api.model
    def _load_pos_data_fields(self, config):
        return [
            *super()._load_pos_data_fields(config),
            "kms_offline_coupon_amount",
            "kms_offline_coupon_count",
        ]
