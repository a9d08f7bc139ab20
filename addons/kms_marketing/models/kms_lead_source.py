import re
import secrets
from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

CODE = re.compile(r"[a-z0-9][a-z0-9_-]{1,31}")
SHORTEST_SECRET = 16


class SourceAccess(NamedTuple):
    """What the endpoint has to know of a source; kept in memory between deliveries."""

    source_id: int
    company_id: int
    secret: str
    signature_secret: str
    signed_only: bool
    secret_path: str
    items_path: str
    id_paths: tuple
    answer_ok: bool


class KmsLeadSource(models.Model):
    """An address at which one sender delivers leads."""

    _name = "kms.lead.source"
    _inherit = ["kms.cached.mixin"]
    _description = "Source of incoming leads"
    _order = "company_id, name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    code = fields.Char(
        required=True,
        copy=False,
        help="Last part of the address: small letters, digits and dashes.",
    )
    url = fields.Char(string="Address", compute="_compute_url")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    mapping_id = fields.Many2one(
        "kms.lead.mapping",
        required=True,
        ondelete="restrict",
        domain=[("is_mail", "=", False)],
    )
    secret = fields.Char(
        required=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(32),
        help="The sender shows it in the header X-KMS-Secret, as a bearer token or as ?secret= in "
        "the address. It is also Meta's verification token.",
    )
    signature_secret = fields.Char(
        copy=False,
        help="Secret of the application at Meta: its deliveries are signed with it "
        "(X-Hub-Signature-256).",
    )
    signed_only = fields.Boolean(
        string="Signed deliveries only", help="Refuse deliveries that show the secret alone."
    )
    answer_ok = fields.Boolean(
        string="Answer 200",
        help="Some senders take 200 only for an answer; others are told 202, accepted.",
    )
    utm_source_id = fields.Many2one("utm.source", string="Source", ondelete="restrict")
    utm_medium_id = fields.Many2one("utm.medium", string="Medium", ondelete="restrict")
    utm_campaign_id = fields.Many2one("utm.campaign", string="Campaign", ondelete="restrict")
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Gets the leads of this source. Nobody: the team takes them from the list.",
    )
    team_id = fields.Many2one(
        "crm.team",
        domain="[('kms_channel', '=', 'digital'), ('company_id', 'in', [False, company_id])]",
        help="Empty: the team of the digital channel.",
    )
    delivery_ids = fields.One2many("kms.lead.delivery", "source_id", string="Deliveries")
    quarantined_count = fields.Integer(string="In quarantine", compute="_compute_quarantined_count")

    _code_uniq = models.UniqueIndex("(code)", "Another source has this code. Choose a new one.")

    @api.depends("code")
    def _compute_url(self):
        for source in self:
            source.url = (
                f"{source.get_base_url()}/kms/leads/{source.code}" if source.code else False
            )

    @api.depends("delivery_ids.state")
    def _compute_quarantined_count(self):
        counts = dict(
            self.env["kms.lead.delivery"]._read_group(
                [("source_id", "in", self.ids), ("state", "=", "quarantined")],
                ["source_id"],
                ["__count"],
            )
        )
        for source in self:
            source.quarantined_count = counts.get(source, 0)

    @api.constrains("code", "secret", "signature_secret", "signed_only")
    def _check_access_values(self):
        for source in self:
            if not CODE.fullmatch(source.code):
                raise ValidationError(
                    self.env._(
                        "A code has 2 to 32 small letters, digits and dashes; %(code)s has others.",
                        code=source.code[:40],
                    )
                )
            if len(source.secret) < SHORTEST_SECRET:
                raise ValidationError(
                    self.env._(
                        "A secret of fewer than %(count)s characters is soon guessed. Write a "
                        "longer one.",
                        count=SHORTEST_SECRET,
                    )
                )
            if source.signed_only and not source.signature_secret:
                raise ValidationError(
                    self.env._(
                        "Signed deliveries of %(name)s cannot be checked without the signature "
                        "secret.",
                        name=source.name,
                    )
                )

    # -- the endpoint ----------------------------------------------------------------------------

    @api.model
    @tools.ormcache("code")
    def _get_access(self, code):
        """Return what the endpoint has to know of an active source, or None.

        :param str code: last part of the address
        :rtype: SourceAccess | None
        """
        source = self.search([("code", "=", code)], limit=1)
        if not source:
            return None
        return SourceAccess(
            source.id,
            source.company_id.id,
            source.secret,
            source.signature_secret or "",
            source.signed_only,
            source.mapping_id.secret_path or "",
            source.mapping_id.items_path or "",
            source.mapping_id._get_id_paths(),
            source.answer_ok,
        )

    def action_new_secret(self):
        """Replace the secret: from now on the old one is refused."""
        self.check_access("write")
        for source in self:
            source.secret = secrets.token_urlsafe(32)
        return True

    def action_open_deliveries(self):
        """Open what this source delivered.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kms_marketing.kms_lead_delivery_action"
        )
        return action | {"domain": [("source_id", "=", self.id)], "context": {}}

    # -- leads -----------------------------------------------------------------------------------

    def _prepare_lead_values(self):
        """Return what every lead of this source has in common."""
        self.ensure_one()
        team = self.team_id or self.env["crm.team"]._kms_get_channel_team(
            "digital", self.company_id
        )
        stage = self.env["crm.lead"]._stage_find(team_id=team.id, domain=[("fold", "=", False)])
        return {
            "type": "opportunity",
            "company_id": self.company_id.id,
            "team_id": team.id,
            "stage_id": stage.id,
            "user_id": self.user_id.id,
            "source_id": self.utm_source_id.id,
            "medium_id": self.utm_medium_id.id,
            "campaign_id": self.utm_campaign_id.id,
        }
