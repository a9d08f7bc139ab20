from odoo import api, fields, models

from ..reading.text import write_value


class KmsAlertEvent(models.Model):
    """One episode: from the moment a figure leaves its bounds until it is back inside."""

    _name = "kms.alert.event"
    _description = "Episode of an alert"
    _order = "id desc"

    alert_id = fields.Many2one("kms.alert", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="alert_id.company_id", store=True, index=True)
    metric_id = fields.Many2one(related="alert_id.metric_id", store=True, index=True)
    date = fields.Date(required=True)
    value = fields.Float(string="Number", required=True)
    previous = fields.Float(string="Number before")
    value_text = fields.Char(string="Value at the time", compute="_compute_value_text")
    previous_text = fields.Char(string="Value before", compute="_compute_value_text")
    told_at = fields.Datetime(string="Told")
    closed_at = fields.Datetime(string="Back inside")

    # once per episode, whoever looks at the same time
    _open_uniq = models.UniqueIndex(
        "(alert_id) WHERE closed_at IS NULL", "This alert has been given already."
    )

    @api.depends_context("lang")
    @api.depends("value", "previous")
    def _compute_value_text(self):
        for event in self:
            unit, company = event.metric_id.unit, event.company_id
            event.value_text = self._kms_write(unit, event.value, company)
            event.previous_text = self._kms_write(unit, event.previous, company)

    @api.model
    def _kms_write(self, unit, value, company):
        return write_value(self.env, unit, value, company.currency_id)

    def _kms_tell(self):
        """Tell the recipients who may read the figure, once: a thing to do and a message."""
        for event in self.filtered(lambda event: not event.told_at):
            event.told_at = fields.Datetime.now()
            alert = event.alert_id
            for user in alert._kms_readers().filtered(alert._kms_may_read):
                subject, body = alert._kms_sentence(event, user.lang or "en_US")
                # one message is enough: the activity itself writes none
                alert.with_context(mail_activity_quick_update=True).activity_schedule(
                    "kms_dashboard.mail_activity_type_alert",
                    user_id=user.id,
                    summary=subject,
                    note=body,
                )
                alert.with_context(mail_notify_force_send=False).message_notify(
                    partner_ids=user.partner_id.ids, subject=subject, body=body
                )
            event._kms_write_to_addresses()

    def _kms_write_to_addresses(self):
        alert = self.alert_id
        # sudo: whether the person who wrote the addresses down may still read the figure.
        owner = alert.sudo().user_id
        if not alert._kms_may_read(owner):
            return
        subject, body = alert._kms_sentence(self, owner.lang or "en_US")
        # sudo: the outbox is nobody's to write.
        self.env["mail.mail"].sudo().create(
            [
                {
                    "subject": subject,
                    "body_html": body,
                    "email_to": address,
                    "email_from": alert.company_id.email_formatted or owner.email_formatted,
                    "auto_delete": True,
                }
                for address in alert._kms_addresses()
            ]
        )
