import uuid
from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import UserError


class KmsSheetPreview(models.TransientModel):
    """A sheet before it leaves, with the figures that the user may read."""

    _name = "kms.sheet.preview"
    _description = "Preview of a sheet"
    _order = "id"

    sheet_id = fields.Many2one("kms.sheet", required=True, readonly=True, ondelete="cascade")
    date = fields.Date(compute="_compute_date", store=True, readonly=False, required=True)
    token = fields.Char(default=lambda self: str(uuid.uuid4()), readonly=True, required=True)
    body = fields.Html(compute="_compute_body", sanitize=False)
    digest = fields.Text(string="For WhatsApp", compute="_compute_body")
    size_text = fields.Char(compute="_compute_body")
    recipients = fields.Char(string="Goes to", compute="_compute_recipients")

    @api.depends("sheet_id")
    def _compute_date(self):
        for preview in self:
            preview.date = preview.sheet_id._kms_day()

    @api.depends("sheet_id", "date")
    def _compute_body(self):
        for preview in self:
            preview.body = preview.digest = preview.size_text = False
            if not preview.date or not preview.sheet_id:
                continue
            user = self.env.user
            preview.sheet_id.check_access("read")
            summary = preview.sheet_id._kms_summary(user, preview.date)
            preview.body = preview.sheet_id._kms_body(user, summary)
            preview.digest = summary["digest"]
            preview.size_text = self.env._("%s characters", len(summary["digest"]))

    @api.depends("sheet_id")
    def _compute_recipients(self):
        for preview in self:
            sheet = preview.sheet_id
            sheet.check_access("read")
            names = [*sheet._kms_readers().mapped("name"), *sheet._kms_addresses()]
            preview.recipients = ", ".join(names) or self.env._("Nobody yet")

    def action_send(self):
        """Send the sheet now, once however often the button is pressed.

        :rtype: dict
        """
        self.check_access("read")
        self.ensure_one()
        sheet = self.sheet_id
        sheet.check_access("write")
        if not sheet._kms_readers() and not sheet._kms_addresses():
            raise UserError(self.env._("Choose who gets the sheet first."))
        sheet._kms_note(f"button {self.token}", self.date)
        # sudo: starting a cron early changes nothing but the time.
        self.env.ref("kms_dashboard.ir_cron_sheet").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The sheet is on its way; its history says when it left."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_whatsapp(self):
        """Open WhatsApp with the short text.

        :rtype: dict
        """
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"https://wa.me/?text={quote(self.digest or '')}",
            "target": "new",
        }
