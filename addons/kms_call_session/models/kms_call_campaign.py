from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import frozendict, ormcache

from odoo.addons.kms_base.models.crm_team import CHANNELS

LEGAL_BASES = [
    ("consent", "Consent"),
    ("contract", "Contract that runs"),
    ("interest", "Legitimate interest"),
]
# What the queue keeps in memory of a campaign.
CACHED = {
    "user_ids",
    "state",
    "timezone",
    "max_tries",
    "company_id",
    "script",
    "message",
    "legal_basis",
    "name",
    "product_id",
    "date_from",
    "date_to",
}


class KmsCallCampaign(models.Model):
    """People to call for one purpose, by a few sellers who share one queue."""

    _name = "kms.call.campaign"
    _description = "Call campaign"
    _inherit = ["mail.thread"]
    _order = "state, date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    objective = fields.Text()
    state = fields.Selection(
        [("draft", "To prepare"), ("running", "Running"), ("paused", "Paused"), ("done", "Ended")],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    date_from = fields.Date(string="From", default=fields.Date.context_today)
    date_to = fields.Date(string="To")
    kms_channel = fields.Selection(CHANNELS, string="Channel", default="digital", required=True)
    user_ids = fields.Many2many(
        "res.users",
        string="Sellers",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who calls. Nobody named: every call agent of the company.",
    )
    responsible_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    product_id = fields.Many2one(
        "product.product",
        string="Product proposed",
        check_company=True,
        help="Goes on the quotation of who is interested, unless they asked for another one.",
    )
    script = fields.Text(
        help="What the seller says. [Nom], [Societe], [Ville], [Produit], [Vendeur], [Maison] and "
        "[Devis] are filled in."
    )
    message = fields.Text(
        string="Message afterwards",
        help="What a WhatsApp message or an e-mail after the call says, with the same blanks.",
    )
    legal_basis = fields.Selection(LEGAL_BASES, default="interest", required=True, tracking=True)
    timezone = fields.Selection(
        lambda self: self.env["res.company"]._kms_timezones(),
        string="Time zone of those who are called",
        required=True,
        default=lambda self: self.env.company.kms_timezone,
    )
    window_ids = fields.One2many("kms.call.window", "campaign_id", string="Call windows", copy=True)
    max_tries = fields.Integer(
        string="Tries at most",
        default=5,
        required=True,
        aggregator=None,
        help="Who has not been reached after so many calls is parked.",
    )
    live_domain = fields.Char(
        string="Leads that join",
        default="[]",
        help="New leads that match this filter join the campaign while it runs.",
    )
    is_live = fields.Boolean(string="New leads join by themselves")
    live_date = fields.Datetime(string="Joined until", readonly=True, copy=False)
    prospect_ids = fields.One2many("kms.call.prospect", "campaign_id", string="Prospects")

    _tries_positive = models.Constraint("CHECK (max_tries > 0)", "At least one try is needed.")
    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_from <= date_to)",
        "The campaign ends before it begins.",
    )

    @api.constrains("state", "script")
    def _check_script(self):
        for campaign in self:
            if campaign.state == "running" and not (campaign.script or "").strip():
                raise ValidationError(
                    self.env._("Write the script of %(name)s first.", name=campaign.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if CACHED.intersection(vals):
            self.env.registry.clear_cache()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_called(self):
        if self.env["kms.call"].search_count([("campaign_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("Calls were made in this campaign. End it instead."))

    # -- buttons ---------------------------------------------------------------------------------

    def action_start(self):
        """Open the queue to the sellers."""
        self.check_access("write")
        self.filtered(lambda campaign: not campaign.live_date).live_date = fields.Datetime.now()
        self.state = "running"
        return True

    def action_pause(self):
        """Give no more cards out; calls that are being made are still written down."""
        self.check_access("write")
        self.state = "paused"
        return True

    def action_end(self):
        """End the campaign."""
        self.check_access("write")
        self.state = "done"
        return True

    def action_open_session(self):
        """Open the call screen on this campaign."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.client"]._for_xml_id("kms_call_session.call_session_action")
        return action | {"params": {"campaign_id": self.id}}

    def action_import(self):
        """Open the screen that reads prospects from a file."""
        self.ensure_one()
        self.check_access("write")
        action = self.env["ir.actions.client"]._for_xml_id("kms_call_session.call_import_action")
        return action | {"params": {"campaign_id": self.id}, "name": self.name}

    # -- the queue -------------------------------------------------------------------------------

    @ormcache("self.id")
    def _queue_settings(self):
        """What the queue needs to know at each call, kept in memory.

        :rtype: frozendict
        """
        # sudo: the cache is everybody's; who may use it is checked by :meth:`_check_caller`
        campaign = self.sudo().exists()
        if not campaign:
            raise UserError(self.env._("This campaign does not exist any more."))
        company = campaign.company_id
        return frozendict(
            id=campaign.id,
            name=campaign.name,
            state=campaign.state,
            company_id=company.id,
            company=company.name,
            user_ids=frozenset(campaign.user_ids.ids),
            timezone=campaign.timezone,
            books_zone=company.kms_timezone,
            windows=tuple(
                (window.weekday, window.hour_from, window.hour_to) for window in campaign.window_ids
            ),
            max_tries=campaign.max_tries,
            script=campaign.script or "",
            message=campaign.message or "",
            product=campaign.product_id.name or "",
            date_from=campaign.date_from,
            date_to=campaign.date_to,
            lease=company.kms_call_lease_minutes,
            ahead=company.kms_call_cards_ahead,
            grace=company.kms_call_grace_minutes,
        )

    def _check_caller(self):
        """Return the settings of a campaign in which the user may call.

        :rtype: frozendict
        :raise AccessError: it is another company's, or other sellers'
        """
        self.ensure_one()
        settings = self._queue_settings()
        mine = not settings["user_ids"] or self.env.uid in settings["user_ids"]
        if settings["company_id"] not in self.env.companies.ids or not (
            mine or self.env.user.has_group("kms_base.role_marketing")
        ):
            raise AccessError(self.env._("This campaign is for other sellers."))
        return settings
