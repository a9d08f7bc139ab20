from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

MAX_PEOPLE = 50_000


class KmsCallAdd(models.TransientModel):
    """Choose who joins a campaign, and see how many before they do."""

    _name = "kms.call.add"
    _description = "Add people to a call campaign"

    campaign_id = fields.Many2one(
        "kms.call.campaign", required=True, readonly=True, ondelete="cascade"
    )
    source = fields.Selection(
        [("crm.lead", "Leads"), ("res.partner", "Customers")], default="crm.lead", required=True
    )
    lead_domain = fields.Char(string="Which leads", default="[]")
    partner_domain = fields.Char(string="Which customers", default="[]")
    found_count = fields.Integer(string="Found", compute="_compute_counts")
    added_count = fields.Integer(string="Will join", compute="_compute_counts")
    known_count = fields.Integer(string="In the campaign already", compute="_compute_counts")
    no_phone_count = fields.Integer(string="Without a valid number", compute="_compute_counts")
    opt_out_count = fields.Integer(string="Do not want to be called", compute="_compute_counts")
    no_consent_count = fields.Integer(
        string="In France, without recorded consent", compute="_compute_counts"
    )

    @api.depends("source", "lead_domain", "partner_domain", "campaign_id")
    def _compute_counts(self):
        for wizard in self:
            counts = wizard._add(dry=True)
            refused = counts["opt_out"] + counts["no_consent"]
            wizard.found_count = counts["all"]
            wizard.added_count = counts["added"] - refused
            wizard.known_count = counts["known"]
            wizard.no_phone_count = counts["no_phone"]
            wizard.opt_out_count = counts["opt_out"]
            wizard.no_consent_count = counts["no_consent"]

    def _add(self, dry):
        self.ensure_one()
        People = self.env["kms.call.people"]
        leads = self.source == "crm.lead"
        text = self.lead_domain if leads else self.partner_domain
        domain = Domain(People._read_domain(text)) & Domain(
            "company_id", "in", (False, self.campaign_id.company_id.id)
        )
        if not leads:
            # an address is not a person
            domain &= Domain("type", "=", "contact") & Domain("user_ids", "=", False)
        # the user's own rights say which of them they may choose
        records = self.env[self.source].search(domain, limit=MAX_PEOPLE, order="id")
        people = People._from_leads(records) if leads else People._from_partners(records)
        return People._add(self.campaign_id, people, dry=dry)

    def action_add(self):
        """Put them into the campaign."""
        self.ensure_one()
        self.check_access("write")
        self.campaign_id.check_access("write")
        counts = self._add(dry=False)
        if not counts["added"]:
            raise UserError(self.env._("Nobody new is found by this filter. Change it."))
        refused = counts["opt_out"] + counts["no_consent"]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s people to call have joined %(campaign)s.",
                    count=counts["added"] - refused,
                    campaign=self.campaign_id.name,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
