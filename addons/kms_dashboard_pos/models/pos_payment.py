from odoo import models


class PosPayment(models.Model):
    _inherit = "pos.payment"

    # the figures of a day find its payments among millions
    _kms_payment_date_idx = models.Index("(payment_date)")
