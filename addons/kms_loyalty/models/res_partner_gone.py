from odoo import models


class ResPartner(models.Model):
    """Customers who go, as the tills must learn."""

    _inherit = "res.partner"

    # What changed since a till asked last; a partner is written rarely, its score is elsewhere.
    _kms_write_date_idx = models.Index("(write_date, id)")

    def unlink(self):
        self.env["kms.till.gone"]._kms_note(self)
        return super().unlink()
