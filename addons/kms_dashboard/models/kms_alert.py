from datetime import datetime

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import html_escape

from odoo.addons.kms_base.models.crm_team import CHANNELS

from ..schedule import is_quiet, period_of
from .kms_sheet import PERIODS

COMPARISONS = [
    ("below", "falls below"),
    ("above", "rises above"),
    ("drop", "loses more than (%)"),
    ("gain", "gains more than (%)"),
]
CHANGES = ("drop", "gain")
ERROR_LENGTH = 500


class KmsAlert(models.Model):
    """Watches a figure and tells people once when it leaves its bounds, and not again before it
    has come back inside."""

    _name = "kms.alert"
    _inherit = ["kms.recipients", "mail.thread", "mail.activity.mixin"]
    _description = "Alert on a figure"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    metric_id = fields.Many2one(
        "kms.metric", string="Figure", required=True, index=True, ondelete="cascade"
    )
    kms_channel = fields.Selection(CHANNELS, string="Channel", help="All of them when empty.")
    comparison = fields.Selection(COMPARISONS, string="When it", required=True, default="below")
    threshold = fields.Float(string="Limit", required=True)
    period = fields.Selection(PERIODS, string="Days", required=True, default="yesterday")
    hour = fields.Float(
        string="Looked at from",
        help="Time of the day, in the company's time zone. A day that has just begun is below "
        "most limits.",
    )
    event_ids = fields.One2many("kms.alert.event", "alert_id", string="History")
    fired = fields.Boolean(string="Outside", compute="_compute_fired", search="_search_fired")
    checked_at = fields.Datetime(string="Last looked at", readonly=True, copy=False, index=True)
    error = fields.Char(readonly=True, copy=False)

    _hour_check = models.Constraint(
        "CHECK (hour >= 0 AND hour < 24)", "Choose a time between 0:00 and 23:59."
    )

    @api.depends("event_ids.closed_at")
    def _compute_fired(self):
        for alert in self:
            alert.fired = any(not event.closed_at for event in alert.event_ids)

    @api.model
    def _search_fired(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("event_ids", "any", [("closed_at", "=", False)])]

    @api.constrains("comparison", "threshold", "metric_id", "kms_channel", "user_id")
    def _check_sense(self):
        for alert in self:
            metric = alert.metric_id._kms_entry()
            if alert.comparison in CHANGES and alert.threshold <= 0:
                raise ValidationError(self.env._("Write the change in percent, more than 0."))
            if alert.comparison in CHANGES and metric.kind == "live":
                raise ValidationError(
                    self.env._("%s is a figure as of now: it has no days before.", metric.name)
                )
            if alert.kms_channel and not metric.has("kms_channel"):
                raise ValidationError(self.env._("%s is not known by channel.", metric.name))
            if not alert._kms_may_read(alert.user_id):
                raise ValidationError(self.env._("You may not read %s of everybody.", metric.name))

    @api.model
    def _kms_answered_fields(self):
        return super()._kms_answered_fields() | {"metric_id", "kms_channel"}

    def _kms_may_read(self, user):
        """Whether somebody reads the figure of everybody: alerts know no other."""
        # sudo: which groups read a figure is no secret.
        return bool(self.sudo().metric_id.group_ids & user.sudo().all_group_ids)

    # ------------------------------------------------------------
    # WATCHING
    # ------------------------------------------------------------

    @api.model
    def _cron_watch(self, limit=100):
        """Look at every alert, those first that were not looked at for longest.

        :param int limit: alerts a time
        """
        for alert in self.search([], order="checked_at ASC NULLS FIRST, id", limit=limit):
            try:
                with self.env.cr.savepoint():
                    alert._kms_watch()
                    alert.error = False
            except Exception as error:  # noqa: BLE001  one bad alert must not stop the others
                alert.error = " ".join(str(error).split())[:ERROR_LENGTH]
            alert.checked_at = fields.Datetime.now()
            if not self.env["ir.cron"]._commit_progress(1):
                return

    def _kms_watch(self):
        """Open or close the episode of the alert, and tell people about it by day."""
        self.ensure_one()
        zone = pytz.timezone(self.company_id.kms_timezone)
        now = pytz.utc.localize(fields.Datetime.now()).astimezone(zone)
        hour = now.hour + now.minute / 60
        if hour < self.hour:
            return
        # a figure that cannot be told neither opens nor closes an episode
        series = self._kms_series(now.date())
        event = self.event_ids.filtered(lambda event: not event.closed_at)
        outside = self._kms_is_outside(series)
        if outside is False and event:
            event.closed_at = fields.Datetime.now()
            return
        if outside and not event:
            event = self.env["kms.alert.event"].create(
                {
                    "alert_id": self.id,
                    "date": now.date(),
                    "value": series.total,
                    "previous": series.previous or 0.0,
                }
            )
        company = self.company_id
        if event and not is_quiet(hour, company.kms_quiet_from, company.kms_quiet_to):
            event._kms_tell()

    def _kms_series(self, day):
        boards = self.env["kms.board"].with_context(
            allowed_company_ids=self.company_id.ids, lang=self.env.user.lang
        )
        filters = {"kms_channel": self.kms_channel} if self.kms_channel else {}
        scope = boards._kms_scope(period_of(self.period, day), filters)
        metric = self.metric_id._kms_entry()
        return boards.env["kms.figures"]._kms_read([metric], scope)[metric][None]

    def _kms_is_outside(self, series):
        """Whether the figure is outside its bounds; None when that cannot be told."""
        measured = series.change if self.comparison in CHANGES else series.total
        if measured is None:
            return None
        return {
            "below": measured < self.threshold,
            "above": measured > self.threshold,
            "drop": measured < -self.threshold,
            "gain": measured > self.threshold,
        }[self.comparison]

    def action_check(self):
        """Look at the figure now."""
        self.check_access("write")
        for alert in self:
            # sudo: the history is written by the watching alone.
            alert.sudo()._kms_watch()
            alert.sudo().checked_at = datetime.now(pytz.utc).replace(tzinfo=None, microsecond=0)

    def _kms_sentence(self, event, lang):
        """What happened, in the language of somebody.

        :return: text of a subject, and HTML of a body
        :rtype: tuple[str, markupsafe.Markup]
        """
        alert = self.with_context(lang=lang)
        env = alert.env
        metric = alert.metric_id._kms_entry()
        rule = dict(alert._fields["comparison"]._description_selection(env))[alert.comparison]
        days = dict(alert._fields["period"]._description_selection(env))[alert.period]
        now = event.with_context(lang=lang).value_text
        before = event.with_context(lang=lang).previous_text
        subject = env._("Alert: %(name)s", name=alert.name)
        body = html_escape(
            env._(
                "%(figure)s, %(days)s: %(now)s (before: %(before)s). The alert says: %(rule)s "
                "%(limit)s.",
                figure=metric.name,
                days=days.lower(),
                now=now,
                before=before,
                rule=rule,
                limit=alert._kms_limit_text(),
            )
        )
        return subject, body

    def _kms_limit_text(self):
        unit = "percent" if self.comparison in CHANGES else self.metric_id.unit
        return self.env["kms.alert.event"]._kms_write(unit, self.threshold, self.company_id)
