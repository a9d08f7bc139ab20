from odoo import models

# what a telephone number receives
MEDIA_OF_A_PHONE = ("sms", "whatsapp")


class ResPartner(models.Model):
    """What a customer says about offers in front of a cashier."""

    _inherit = "res.partner"

    def _kms_opt_in_at_till(self):
        """Record that customers agreed to offers on the number they gave; said again, once."""
        Consent = self.env["kms.marketing.consent"]
        company = self.env.company
        for medium in MEDIA_OF_A_PHONE:
            for card in self - Consent._kms_who_said(self, company, medium):
                Consent._kms_record(card, company, medium, "agree", self.env._("At the till"))
