from odoo import fields, models

from odoo.addons.kms_base.phone import normalize, whatsapp_url

from .kms_call_outcome import KINDS
from .kms_quick_find import index_of_parts

STATES = [
    ("to_call", "To call"),
    ("leased", "On a seller's screen"),
    ("callback", "To call back"),
    ("done", "Done"),
    ("parked", "Parked"),
    ("refused", "Not to be called"),
]
REFUSALS = [("opt_out", "Does not want to be called"), ("no_consent", "No consent recorded")]
PRIORITIES = [("0", "Normal"), ("1", "High"), ("2", "Very high")]
# What the queue and the steps write, and nobody by hand.
SEALED = frozenset(
    {
        "state",
        "refusal",
        "lease_user_id",
        "lease_until",
        "lease_date",
        "tries",
        "last_kind",
        "last_date",
        "last_user_id",
        "last_uuid",
    }
)


class KmsCallProspect(models.Model):
    """Somebody to call in a campaign, once per phone number."""

    _name = "kms.call.prospect"
    _description = "Prospect to call"
    _inherit = ["kms.sealed.mixin"]
    _order = "priority desc, id"
    _check_company_auto = True
    _kms_sealed = SEALED

    campaign_id = fields.Many2one(
        "kms.call.campaign", required=True, ondelete="cascade", readonly=True, check_company=True
    )
    company_id = fields.Many2one(related="campaign_id.company_id", store=True, index=True)
    name = fields.Char(required=True, index="trigram")
    company_name = fields.Char(string="Firm", index="trigram")
    phone = fields.Char(required=True, readonly=True, index=True, help="In international writing.")
    email = fields.Char(string="E-mail")
    city = fields.Char()
    note = fields.Text(string="Notes")
    is_business = fields.Boolean(string="Business number")
    lead_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="set null")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", ondelete="set null"
    )
    priority = fields.Selection(PRIORITIES, default="0", required=True)
    state = fields.Selection(STATES, default="to_call", required=True, readonly=True)
    refusal = fields.Selection(REFUSALS, string="Why not", readonly=True)
    lease_user_id = fields.Many2one("res.users", string="On the screen of", readonly=True)
    lease_until = fields.Datetime(string="Held until", readonly=True)
    lease_date = fields.Datetime(string="Held since", readonly=True)
    next_date = fields.Datetime(string="Next call")
    promise_user_id = fields.Many2one(
        "res.users", string="Promised by", help="Who said that they would call back."
    )
    tries = fields.Integer(readonly=True, aggregator=None)
    last_kind = fields.Selection(KINDS, string="Last outcome", readonly=True)
    last_date = fields.Datetime(string="Last call", readonly=True)
    last_user_id = fields.Many2one("res.users", string="Last called by", readonly=True)
    last_uuid = fields.Char(readonly=True)
    call_ids = fields.One2many("kms.call", "prospect_id", string="Calls")

    _part_of_phone_idx = models.Index(index_of_parts("phone"))
    _phone_uniq = models.UniqueIndex(
        "(campaign_id, phone)", "This phone number is in the campaign already."
    )
    _fresh_idx = models.Index(
        "(campaign_id, priority DESC, id) WHERE state = 'to_call' AND next_date IS NULL"
    )
    _due_idx = models.Index(
        "(campaign_id, state, next_date, id)"
        " WHERE state IN ('callback', 'to_call') AND next_date IS NOT NULL"
    )
    _lease_idx = models.Index("(campaign_id, lease_until, id) WHERE state = 'leased'")
    _mine_idx = models.Index("(lease_user_id, campaign_id) WHERE state = 'leased'")

    def action_call(self):
        """Dial the number."""
        self.ensure_one()
        self.check_access("read")
        self.env["res.partner"]._kms_check_sees_phones()
        return {"type": "ir.actions.act_url", "url": f"tel:{self.phone}", "target": "self"}

    def action_whatsapp(self):
        """Open WhatsApp on the number."""
        self.ensure_one()
        self.check_access("read")
        self.env["res.partner"]._kms_check_sees_phones()
        return {"type": "ir.actions.act_url", "url": whatsapp_url(self.phone), "target": "new"}

    def action_again(self):
        """Have parked or finished people called once more, as if they were new."""
        self.check_access("write")
        # sudo: the seal is against hands; this is the button
        self.filtered(lambda prospect: prospect.state in ("parked", "done")).sudo().write(
            {"state": "to_call", "next_date": False, "promise_user_id": False, "tries": 0}
        )
        return True

    def _display_phone(self):
        self.ensure_one()
        return normalize(self.phone).international or self.phone
