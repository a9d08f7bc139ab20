from odoo import fields, models

from ..models.kms_marketing_consent import MEDIA, SAID


class KmsConsent(models.TransientModel):
    """Write down what a customer said about receiving offers."""

    _name = "kms.consent"
    _description = "Recording consent to offers"
    _order = "id"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, ondelete="cascade"
    )
    medium = fields.Selection(MEDIA, required=True, default="email")
    said = fields.Selection(SAID, string="Word", required=True, default="agree")
    moment = fields.Datetime(string="Date", required=True, default=fields.Datetime.now)
    source = fields.Char(required=True, help="Where it was said: form, till, call, letter.")

    def action_record(self):
        """Add the word to the customer's card."""
        self.ensure_one()
        self.check_access("write")
        self.partner_id.check_access("write")
        # sudo: the lines are only added; who may change the card may write a word down.
        self.env["kms.marketing.consent"].sudo()._kms_record(
            self.partner_id, self.env.company, self.medium, self.said, self.source, self.moment
        )
        return {"type": "ir.actions.act_window_close"}
