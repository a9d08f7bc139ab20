from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..schedule import next_moment

FREQUENCIES = [("daily", "Every day"), ("weekly", "Every week"), ("monthly", "Every month")]
PERIODS = [
    ("today", "The day"),
    ("yesterday", "The day before"),
    ("week", "The week so far"),
    ("last_week", "The week before"),
    ("month", "The month so far"),
    ("last_month", "The month before"),
]
WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]
MAX_MISSED = 7  # sheets of a server that was off: the last ones are sent, no flood


class KmsSheet(models.Model):
    """A synthesis sheet: a board of some days, sent to people at a time of the day."""

    _name = "kms.sheet"
    _inherit = ["kms.recipients", "mail.thread", "mail.activity.mixin"]
    _description = "Synthesis sheet"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    board_id = fields.Many2one(
        "kms.board",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("user_id", "=", False)],
        help="Its figures, as far as each recipient may read them.",
    )
    period = fields.Selection(PERIODS, required=True, default="today", string="Days")
    scheduled = fields.Boolean(string="Sent by itself", default=True)
    frequency = fields.Selection(FREQUENCIES, required=True, default="daily")
    hour = fields.Float(
        string="Time", required=True, default=17.5, help="In the company's time zone."
    )
    weekday = fields.Selection(WEEKDAYS, required=True, default="0")
    month_day = fields.Integer(
        string="Day of the month",
        required=True,
        default=1,
        help="The last one of a shorter month.",
    )
    next_run = fields.Datetime(
        string="Next sending", compute="_compute_next_run", store=True, index=True
    )
    run_ids = fields.One2many("kms.sheet.run", "sheet_id", string="History")

    _hour_check = models.Constraint(
        "CHECK (hour >= 0 AND hour < 23.995)", "Choose a time between 0:00 and 23:59."
    )
    _month_day_check = models.Constraint(
        "CHECK (month_day BETWEEN 1 AND 31)", "Choose a day between 1 and 31."
    )

    @api.depends(
        "active",
        "scheduled",
        "frequency",
        "hour",
        "weekday",
        "month_day",
        "company_id.kms_timezone",
    )
    def _compute_next_run(self):
        now = fields.Datetime.now()
        for sheet in self:
            due = sheet.active and sheet.scheduled and sheet.company_id
            sheet.next_run = sheet._kms_next(now) if due else False

    @api.model
    def _kms_answered_fields(self):
        return super()._kms_answered_fields() | {"board_id", "period"}

    def _kms_zone(self):
        return pytz.timezone(self.company_id.kms_timezone)

    def _kms_next(self, after):
        month_day = min(max(self.month_day, 1), 31)
        return next_moment(
            self.frequency, self.hour, int(self.weekday), month_day, after, self._kms_zone()
        )

    # ------------------------------------------------------------
    # WHAT IS DUE
    # ------------------------------------------------------------

    @api.model
    def _cron_send(self, limit=20):
        """Note what is due, then send it; what fails is tried again later.

        :param int limit: sheets and sendings a time
        """
        due = self.search(
            [("scheduled", "=", True), ("next_run", "<=", fields.Datetime.now())],
            order="next_run, id",
            limit=limit,
        )
        for sheet in due:
            sheet._kms_note_due()
        # a server that dies from here on finds what is due when it starts again
        if not self.env["ir.cron"]._commit_progress(len(due)):
            return
        self.env["kms.sheet.run"]._kms_work(limit)

    def _kms_note_due(self):
        """Write down the sendings that are due since the last time."""
        for sheet in self:
            now = fields.Datetime.now()
            moments = []
            moment = sheet.next_run
            while moment <= now:
                moments.append(moment)
                moment = sheet._kms_next(moment)
            for missed in moments[-MAX_MISSED:]:
                day = pytz.utc.localize(missed).astimezone(sheet._kms_zone()).date()
                sheet._kms_note(fields.Date.to_string(day), day)
            sheet.next_run = moment

    def _kms_note(self, key, day):
        """Write one sending down, once however often it is asked for.

        :param str key: what makes it the same one: its day, or a token of a button
        :param datetime.date day: the day that its figures are looked at from
        :return: the new one, or the one that is there
        :rtype: kms.sheet.run
        """
        self.ensure_one()
        self.env.flush_all()
        now = fields.Datetime.now()
        self.env.execute_query(
            SQL(
                "INSERT INTO kms_sheet_run (sheet_id, company_id, key, date, state, tries,"
                " retry_at, sent_count, create_uid, write_uid, create_date, write_date)"
                " VALUES (%(sheet)s, %(company)s, %(key)s, %(day)s, 'pending', 0, %(now)s, 0,"
                " %(user)s, %(user)s, %(now)s, %(now)s)"
                " ON CONFLICT (sheet_id, key) DO NOTHING RETURNING id",
                sheet=self.id,
                company=self.company_id.id,
                key=key,
                day=day,
                now=now,
                user=self.env.uid,
            )
        )
        runs = self.env["kms.sheet.run"]
        runs.invalidate_model()
        self.invalidate_recordset(["run_ids"])
        # sudo: the sender may read it anyway; the row was written past the ORM.
        found = runs.sudo().search(Domain("sheet_id", "=", self.id) & Domain("key", "=", key))
        return found.sudo(False)

    def _kms_day(self):
        """The company's date of now."""
        return self.company_id._kms_today() if self.company_id else False

    def action_preview(self):
        """Show the sheet as the user would get it.

        :rtype: dict
        """
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "kms.sheet.preview",
            "view_mode": "form",
            "target": "new",
            "context": {"default_sheet_id": self.id},
        }

    @api.autovacuum
    def _gc_runs(self):
        """Forget sendings after two years."""
        before = fields.Datetime.now() - timedelta(days=730)
        runs = self.env["kms.sheet.run"].search(
            [("state", "in", ("done", "failed")), ("create_date", "<", before)], limit=1000
        )
        runs.unlink()
