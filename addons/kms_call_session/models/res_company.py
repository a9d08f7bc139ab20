from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    kms_call_lease_minutes = fields.Integer(
        string="Card held for",
        default=20,
        help="Minutes for which a prospect's card belongs to the seller who has it. A seller who "
        "closes the laptop blocks nobody for longer.",
    )
    kms_call_cards_ahead = fields.Integer(
        string="Cards ahead",
        default=2,
        help="Cards that a seller has beyond the one on the screen: what one goes on with when "
        "the network is away.",
    )
    kms_call_grace_minutes = fields.Integer(
        string="Call-back kept for its seller",
        default=30,
        help="Minutes after which a call-back that its seller has not made goes to anybody.",
    )
    kms_call_ring_seconds = fields.Integer(
        string="No answer below",
        default=8,
        help="Seconds: who was away from the page for less, on a phone, has talked to nobody, and "
        "no answer is proposed.",
    )
    kms_call_message_tries = fields.Integer(
        string="Message proposed after",
        default=3,
        help="Calls without answer after which a WhatsApp message is proposed instead of one more.",
    )
    kms_call_sale_days = fields.Integer(
        string="Sold by phone within",
        default=90,
        help="Days after a call that was answered in which an order of the same person counts as "
        "sold by phone.",
    )
    _kms_call_sale_days_positive = models.Constraint(
        "CHECK (kms_call_sale_days > 0)", "A sale by phone comes at least one day after the call."
    )
    _kms_call_limits = models.Constraint(
        "CHECK (kms_call_lease_minutes > 0 AND kms_call_cards_ahead BETWEEN 0 AND 100"
        " AND kms_call_grace_minutes >= 0 AND kms_call_ring_seconds >= 0"
        " AND kms_call_message_tries > 0)",
        "A card is held for at least one minute, with at most a hundred ahead, and a message is "
        "proposed after at least one call.",
    )

    def write(self, vals):
        # the queue keeps what it needs of its campaigns in memory
        if any(name.startswith("kms_call_") or name in ("name", "kms_timezone") for name in vals):
            self.env.registry.clear_cache()
        if "kms_call_sale_days" in vals:
            for company in self:
                self.env["kms.fact.dirty"]._kms_mark(company, "call_sale")
        return super().write(vals)
