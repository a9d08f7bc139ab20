import hashlib
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from odoo.addons.kms_base.models.crm_team import CHANNELS

DRAFT_DAYS = 7


class KmsLeadImport(models.Model):
    """A file of leads: dropped, looked at, imported once.

    The rows are read and imported in the background, in one transaction: whatever ends it, there
    are all of its leads or none.
    """

    _name = "kms.lead.import"
    _description = "Lead import"
    _order = "id desc"

    name = fields.Char(string="File name", required=True, readonly=True)
    file = fields.Binary(attachment=True, required=True, readonly=True)
    checksum = fields.Char(readonly=True, help="SHA-256 of the file's content.")
    target = fields.Selection([("lead", "Leads")], default="lead", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    requester_id = fields.Many2one(
        "res.users", string="Imported by", readonly=True, default=lambda self: self.env.user
    )
    state = fields.Selection(
        [("draft", "To check"), ("queued", "In progress"), ("done", "Imported")],
        default="draft",
        required=True,
        readonly=True,
        index=True,
    )
    kms_channel = fields.Selection(CHANNELS, string="Channel", default="digital", required=True)
    assign = fields.Selection(
        [("none", "Nobody yet"), ("one", "One person"), ("team", "The team, in turn")],
        string="Assign to",
        default="none",
        required=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Salesperson", domain="[('share', '=', False)]", ondelete="set null"
    )
    source_id = fields.Many2one("utm.source", string="Source of the others", ondelete="set null")
    campaign_id = fields.Many2one(
        "utm.campaign", string="Campaign of the others", ondelete="set null"
    )
    known_policy = fields.Selection(
        [
            ("skip", "Leave out"),
            ("update", "Complete empty fields"),
            ("create", "Import anyway"),
        ],
        string="Who is known already",
        default="skip",
        required=True,
    )
    again = fields.Boolean(
        string="Import again", help="The same file was imported before, and this is on purpose."
    )
    columns = fields.Json(readonly=True, help="Headings of the file and what they mean here.")
    summary = fields.Json(readonly=True, help="What looking through the file has shown.")
    message = fields.Char(string="What happened", readonly=True)
    error_file = fields.Binary(attachment=True, readonly=True, string="Rows with problems")
    error_name = fields.Char(compute="_compute_error_name")
    row_count = fields.Integer(string="Rows", readonly=True)
    created_count = fields.Integer(string="New leads", readonly=True)
    updated_count = fields.Integer(string="Completed", readonly=True)
    skipped_count = fields.Integer(string="Already known", readonly=True)
    problem_count = fields.Integer(string="Not imported", readonly=True)
    duration = fields.Float(string="Seconds", readonly=True, aggregator=None)
    done_date = fields.Datetime(string="Imported on", readonly=True)
    line_ids = fields.One2many("kms.lead.import.line", "import_id", string="Remarks")
    lead_ids = fields.One2many("crm.lead", "kms_import_id", string="Leads")

    _file_once = models.UniqueIndex(
        "(company_id, target, checksum) WHERE state IN ('queued', 'done') AND again IS NOT TRUE",
        "This file was imported already.",
    )

    @api.depends("name", "error_file")
    def _compute_error_name(self):
        for record in self:
            stem = record.name.rpartition(".")[0] or record.name
            record.error_name = self.env._("%(file)s - to correct.xlsx", file=stem[:80])

    @api.constrains("assign", "user_id")
    def _check_assign(self):
        everyone = self.env.user.has_group("sales_team.group_sale_salesman_all_leads")
        for record in self:
            if record.assign == "one" and not record.user_id:
                raise ValidationError(self.env._("Choose the person who gets the leads."))
            if record.assign == "team" and not everyone:
                raise ValidationError(
                    self.env._("Only the manager shares leads out to the team. Keep them yourself.")
                )

    # -- life ------------------------------------------------------------------------------------

    @api.model
    def _prepare_from_file(self, name, data):
        """Values of an import for a file that was dropped; options are those of the last time."""
        last = self.search([("create_uid", "=", self.env.uid), ("state", "!=", "draft")], limit=1)
        manager = self.env.user.has_group("sales_team.group_sale_salesman_all_leads")
        return {
            "name": " ".join(str(name).split())[:128] or self.env._("File"),
            "checksum": hashlib.sha256(data).hexdigest(),
            "company_id": self.env.company.id,
            "kms_channel": last.kms_channel or "digital",
            "known_policy": last.known_policy or "skip",
            "assign": (last.assign or "none") if manager else "one",
            "user_id": last.user_id.id if manager else self.env.uid,
        }

    def _queue(self):
        """Put the import into the queue, once.

        :raise UserError: the same file is in already
        """
        self.ensure_one()
        if self.state != "draft":
            return
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.write({"state": "queued", "message": False, "requester_id": self.env.uid})
        except UniqueViolation as error:
            self.invalidate_recordset()
            raise UserError(
                self._twin_sentence()
                or self.env._("This file is being imported at this very moment. Look at the list.")
            ) from error
        self.env["kms.lead.import.progress"]._forget(self.id)
        # sudo: whoever may import may have the work done, without rights on scheduled actions
        self.env.ref("kms_marketing.ir_cron_lead_import").sudo()._trigger()

    def _twin_sentence(self):
        """Say when the same file was imported, or nothing."""
        # sudo: also a colleague's import counts; only its date and its author are told
        twin = self.sudo().search(
            [
                ("checksum", "=", self.checksum),
                ("company_id", "=", self.company_id.id),
                ("target", "=", self.target),
                ("state", "!=", "draft"),
                ("id", "!=", self.id),
            ],
            limit=1,
        )
        if not twin:
            return ""
        if twin.state == "queued":
            return self.env._(
                '%(user)s is importing this very file. Tick "Import again" if you want it twice.',
                user=twin.requester_id.name,
            )
        when = fields.Datetime.context_timestamp(self, twin.done_date or twin.write_date)
        return self.env._(
            "%(user)s imported this very file on %(date)s: %(count)s leads. "
            'Tick "Import again" if you mean it.',
            user=twin.requester_id.name,
            date=when.strftime("%d/%m/%Y %H:%M"),
            count=twin.created_count,
        )

    def _back_to_draft(self, message):
        # sudo: a call agent's rights may have changed since
        self.sudo().write({"state": "draft", "message": message})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if any(record.state == "queued" for record in self):
            raise UserError(self.env._("An import in progress cannot be deleted. Cancel it first."))

    @api.autovacuum
    def _gc_drafts(self):
        """Files that were dropped and never imported hold names and phone numbers: they go."""
        limit = fields.Datetime.now() - timedelta(days=DRAFT_DAYS)
        drafts = self.search([("state", "=", "draft"), ("write_date", "<", limit)], limit=200)
        drafts.unlink()
        self.env["kms.lead.import.progress"]._forget_finished()
        return len(drafts), len(drafts) == 200

    # -- buttons ---------------------------------------------------------------------------------

    def action_open_leads(self):
        """List the leads that this import made."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm.crm_lead_all_leads")
        return action | {
            "name": self.name,
            "domain": [("kms_import_id", "=", self.id)],
            "context": {"active_test": False},
            "view_mode": "list,kanban,form",
        }

    def action_open_lines(self):
        """List what the import has to say about single rows."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kms_marketing.kms_lead_import_line_action"
        )
        return action | {"domain": [("import_id", "=", self.id)]}
