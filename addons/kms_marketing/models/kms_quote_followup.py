from odoo import api, fields, models

METHODS = [
    ("phone", "Phone"),
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("whatsapp", "WhatsApp"),
    ("visit", "Visit"),
]
RESULTS = [
    ("no_answer", "No answer"),
    ("interested", "Interested"),
    ("call_back", "Call back"),
    ("accepted", "Accepted"),
    ("refused", "Refused"),
]


class KmsQuoteFollowup(models.Model):
    """One attempt to hear what becomes of a quotation (domain.md, "Quote follow-up")."""

    _name = "kms.quote.followup"
    _description = "Quotation follow-up"
    _order = "date desc, id desc"
    _rec_name = "order_id"

    order_id = fields.Many2one(
        "sale.order", string="Quotation", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="order_id.partner_id", store=True, index=True)
    partner_phone = fields.Char(related="order_id.partner_id.phone", string="Phone number")
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    method = fields.Selection(METHODS, required=True, default="phone")
    result = fields.Selection(RESULTS, required=True)
    comment = fields.Text()
    next_action = fields.Char()
    next_date = fields.Date(string="Next follow-up", index="btree_not_null")
    user_id = fields.Many2one(
        "res.users", string="Done by", required=True, default=lambda self: self.env.user
    )
    reminded = fields.Boolean(
        readonly=True, copy=False, help="An activity was made for the next follow-up."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Record what was heard; a refusal closes its quotation."""
        followups = super().create(vals_list)
        # A follow-up is part of its quotation: who may not change it does not write here.
        followups.order_id.check_access("write")
        followups.order_id.activity_feedback(["kms_marketing.activity_type_followup"])
        for followup in followups.filtered(lambda followup: followup.result == "refused"):
            followup.order_id._kms_close(followup._get_refusal_reason())
        return followups

    def _get_refusal_reason(self):
        self.ensure_one()
        if self.comment:
            return self.env._("Refused by the customer: %(comment)s", comment=self.comment)
        return self.env._("Refused by the customer")

    def action_done(self):
        """Close the dialog; an accepted quotation is opened, ready to be confirmed.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        if self.result == "accepted":
            return self.order_id._get_records_action()
        return {"type": "ir.actions.act_window_close"}
