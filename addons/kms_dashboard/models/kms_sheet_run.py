import logging
from datetime import timedelta

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

STATES = [
    ("pending", "To be sent"),
    ("queued", "In the outbox"),
    ("done", "Sent"),
    ("failed", "Failed"),
]
WAITS = (5, 15, 60, 240)  # minutes before each new try
ERROR_LENGTH = 500


class KmsSheetRun(models.Model):
    """One sending of a sheet: noted before anything happens, closed when the e-mails have left."""

    _name = "kms.sheet.run"
    _description = "Sending of a sheet"
    _order = "date desc, id desc"

    sheet_id = fields.Many2one("kms.sheet", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="sheet_id.company_id", store=True, index=True)
    key = fields.Char(required=True, help="A sheet goes out once for each.")
    date = fields.Date(required=True)
    state = fields.Selection(STATES, required=True, default="pending", index=True)
    tries = fields.Integer()
    retry_at = fields.Datetime(string="Next try")
    sent_at = fields.Datetime(string="Handed over")
    sent_count = fields.Integer(string="E-mails")
    message = fields.Text(string="Remarks")
    error = fields.Char()
    mail_ids = fields.Many2many("mail.mail", string="Outbox", groups="base.group_system")

    _key_uniq = models.Constraint(
        "UNIQUE(sheet_id, key)", "This sheet is being sent already; look at its history."
    )

    @api.depends("sheet_id.name", "date")
    def _compute_display_name(self):
        for run in self:
            run.display_name = f"{run.sheet_id.name} {run.date}"

    @api.model
    def _kms_work(self, limit):
        """Send what waits and see what became of what was sent."""
        now = fields.Datetime.now()
        for state, step in (("pending", "_kms_try"), ("queued", "_kms_follow")):
            runs = self.search(
                [("state", "=", state), ("retry_at", "<=", now)],
                order="retry_at, id",
                limit=limit,
            )
            for run in runs:
                getattr(run, step)()
                if not self.env["ir.cron"]._commit_progress(1):
                    return

    def _kms_try(self):
        """Make the e-mails; all of them or none, so that a new try doubles nothing."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                # remarks are for the person who answers for the sheet
                sheet = self.sheet_id.with_context(lang=self.sheet_id.sudo().user_id.lang)
                mails, notes = sheet._kms_send(self.date)
                self._kms_handed_over(mails, notes)
        except Exception as error:
            _logger.info("Sheet %s was not sent", self.id, exc_info=True)
            self._kms_put_off(str(error))

    def _kms_handed_over(self, mails, notes):
        # sudo: the outbox is nobody's to read.
        self.sudo().write(
            {
                "state": "queued" if mails else "done",
                "retry_at": fields.Datetime.now(),
                "sent_at": fields.Datetime.now(),
                "sent_count": len(mails),
                "message": "\n".join(notes) or False,
                "mail_ids": [fields.Command.set(mails.ids)],
                "error": False,
            }
        )
        self._kms_empty_outbox()

    def _kms_empty_outbox(self):
        # sudo: core looks into its outbox once an hour; a flash does not wait.
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _kms_follow(self):
        """Close the sending when its e-mails have left; put back those that could not."""
        self.ensure_one()
        # sudo: the outbox is nobody's to read.
        mails = self.sudo().mail_ids
        stuck = mails.filtered(lambda mail: mail.state == "exception")
        if stuck:
            reason = stuck[0].failure_reason or stuck[0].failure_type or ""
            self._kms_put_off(reason, "queued")
            if self.state == "queued":
                stuck.mark_outgoing()
                self._kms_empty_outbox()
        elif any(mail.state == "outgoing" for mail in mails):
            self.retry_at = fields.Datetime.now() + timedelta(minutes=WAITS[0])
        else:
            self.write({"state": "done", "error": False})
            mails.unlink()

    def _kms_put_off(self, reason, state="pending"):
        """Try again later, or give up and tell somebody."""
        tries = self.tries + 1
        failed = tries > len(WAITS)
        minutes = 0 if failed else WAITS[tries - 1]
        self.write(
            {
                "state": "failed" if failed else state,
                "tries": tries,
                "retry_at": fields.Datetime.now() + timedelta(minutes=minutes),
                "error": " ".join(reason.split())[:ERROR_LENGTH] or self.env._("No reason given"),
            }
        )
        if failed:
            self.sheet_id.activity_schedule(
                "kms_dashboard.mail_activity_type_sheet",
                user_id=self.sheet_id.user_id.id,
                summary=self.env._("The sheet of %s was not sent", self.date),
            )

    def action_retry(self):
        """Try a failed sending again at once."""
        self.check_access("read")
        self.sheet_id.check_access("write")
        # sudo: the history is written by the sending alone; this puts it back in the queue.
        self.sudo().filtered(lambda run: run.state == "failed")._kms_requeue()

    def _kms_requeue(self):
        for run in self:
            stuck = run.mail_ids.filtered(lambda mail: mail.state in ("exception", "outgoing"))
            stuck.mark_outgoing()
            state = "queued" if stuck else "pending"
            run.write({"state": state, "tries": 0, "retry_at": fields.Datetime.now()})
        if self:
            self._kms_empty_outbox()
            # sudo: starting a cron early changes nothing but the time.
            self.env.ref("kms_dashboard.ir_cron_sheet").sudo()._trigger()
