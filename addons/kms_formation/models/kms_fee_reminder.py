from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date, formatLang, plaintext2html

from odoo.addons.kms_base.phone import whatsapp_url

STEPS = [
    ("before", "Before the day"),
    ("day", "On the day"),
    ("first", "First reminder"),
    ("last", "Last reminder"),
]
BATCH = 500


class KmsFeeReminder(models.Model):
    """One reminder of one instalment. The unique index lets each go out once, whatever happens to
    the run that sends it."""

    _name = "kms.fee.reminder"
    _description = "Reminder of an instalment"
    _inherit = ["kms.sealed.mixin"]
    _order = "id desc"
    _rec_name = "enrollment_id"
    _kms_sealed = frozenset(("line_id", "step", "method", "state", "text"))

    line_id = fields.Many2one(
        "account.move.line", string="Instalment", required=True, index=True, ondelete="cascade"
    )
    step = fields.Selection(STEPS, required=True)
    enrollment_id = fields.Many2one(
        "kms.enrollment", string="Enrolment", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="enrollment_id.partner_id", string="Student")
    phone = fields.Char(related="partner_id.phone")
    date = fields.Date(required=True, string="Sent on")
    due_date = fields.Date(string="Due on", required=True)
    amount = fields.Monetary(required=True)
    method = fields.Selection(
        [("email", "E-mail"), ("message", "WhatsApp or SMS"), ("none", "Neither phone nor e-mail")],
        required=True,
    )
    state = fields.Selection(
        [("todo", "To send"), ("sent", "Sent"), ("paid", "Paid meanwhile")],
        required=True,
        index=True,
    )
    text = fields.Text()

    _step_uniq = models.UniqueIndex("(line_id, step)", "This reminder went out already.")

    @api.model
    def _cron_remind(self, limit=20000):
        """Send the reminders of today, in batches that are each kept or not at all.

        :param int limit: at most so many reminders in one run
        """
        self._close_paid()
        progress = self.env["ir.cron"]
        for company in self.env["res.company"].search(Domain.TRUE):
            remaining = limit
            while remaining > 0:
                made = self._remind(company, min(BATCH, remaining))
                remaining -= len(made)
                if not progress._commit_progress(len(made), remaining=int(len(made) == BATCH)):
                    return
                if len(made) < BATCH:
                    break

    @api.model
    def _close_paid(self):
        """Take the reminders nobody has sent yet off the list when their instalment is paid."""
        self.env["account.move.line"].flush_model()
        paid = self.search([("state", "=", "todo")]).filtered(
            lambda reminder: (
                reminder.line_id.amount_residual <= 0 or reminder.enrollment_id.amount_due <= 0
            )
        )
        paid.state = "paid"

    @api.model
    def _remind(self, company, limit):
        """Make the next reminders of a company, and their e-mails.

        :return: the reminders
        :rtype: kms.fee.reminder
        """
        self.env.flush_all()
        rows = self.env.execute_query(self._due_query(company, limit))
        reminders = self.browse([row[0] for row in rows])
        self.env.invalidate_all(flush=False)
        mails = []
        for reminder in reminders.with_company(company):
            reminder.text = reminder._compose()
            if reminder.method == "email":
                mails.append(reminder._prepare_mail())
        self.env["mail.mail"].create(mails)
        return reminders

    @api.model
    def _due_query(self, company, limit):
        """Return the query that writes the reminders due today down, each once.

        A step counts until the next one begins, so that a day without a run loses nothing, and
        who is late on all of them gets the last one only.
        """
        return SQL(
            """
            WITH due AS (%(due)s),
            new AS (
                SELECT due.* FROM due
                 WHERE NOT EXISTS (SELECT FROM kms_fee_reminder one
                                    WHERE one.line_id = due.line_id AND one.step = due.step)
                   AND (SELECT SUM(line.amount_residual) FROM account_move_line line
                          JOIN account_move move ON move.id = line.move_id
                          JOIN account_account account ON account.id = line.account_id
                         WHERE move.kms_enrollment_id = due.enrollment_id
                           AND account.account_type = 'asset_receivable'
                           AND line.parent_state = 'posted') > 0
                 ORDER BY due.line_id LIMIT %(limit)s
            )
            INSERT INTO kms_fee_reminder (line_id, step, enrollment_id, company_id, date, due_date,
                                          amount, method, state, create_date, create_uid)
            SELECT new.line_id, new.step, new.enrollment_id, %(company)s, %(today)s,
                   new.date_maturity, new.amount, way.method,
                   CASE way.method WHEN 'email' THEN 'sent' ELSE 'todo' END,
                   NOW() AT TIME ZONE 'UTC', %(uid)s
              FROM new JOIN res_partner partner ON partner.id = new.partner_id,
                   LATERAL (SELECT CASE WHEN COALESCE(partner.email_normalized, '') <> ''
                                        THEN 'email'
                                        WHEN COALESCE(partner.phone_sanitized, '') <> ''
                                        THEN 'message' ELSE 'none' END AS method) way
            ON CONFLICT (line_id, step) DO NOTHING
            RETURNING id
            """,
            due=self._instalments_query(company),
            today=company._kms_today(),
            company=company.id,
            limit=limit,
            uid=self.env.uid,
        )

    @api.model
    def _instalments_query(self, company):
        """Return the query of the open instalments near or past their day, with their step."""
        return SQL(
            """
            SELECT line.id AS line_id, student.id AS enrollment_id, line.date_maturity,
                   line.amount_residual AS amount, student.partner_id,
                   CASE WHEN line.date_maturity + %(last)s <= %(today)s THEN 'last'
                        WHEN line.date_maturity + %(first)s <= %(today)s THEN 'first'
                        WHEN line.date_maturity <= %(today)s THEN 'day'
                        ELSE 'before' END AS step
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN kms_enrollment student ON student.id = move.kms_enrollment_id
              JOIN account_account account ON account.id = line.account_id
             WHERE account.account_type = 'asset_receivable'
               AND line.parent_state = 'posted' AND line.amount_residual > 0
               AND line.date_maturity - %(before)s <= %(today)s
               AND move.company_id = %(company)s
               AND student.state IN ('enrolled', 'completed')
            """,
            last=company.kms_reminder_last_days,
            first=company.kms_reminder_first_days,
            before=company.kms_reminder_before_days,
            today=company._kms_today(),
            company=company.id,
        )

    # ------------------------------------------------------------
    # TEXT
    # ------------------------------------------------------------

    def _compose(self):
        self.ensure_one()
        reminder = self.with_context(lang=self.partner_id.lang or self.env.lang)
        env = reminder.env
        values = {
            "name": reminder.partner_id.name,
            "amount": formatLang(env, self.amount, currency_obj=self.currency_id),
            "course": reminder.enrollment_id.course_id.name,
            "date": format_date(env, self.due_date),
            "school": self.company_id.name,
        }
        if self.due_date > self.date:
            return env._(
                "Hello %(name)s, the instalment of %(amount)s for %(course)s is due on %(date)s. "
                "Thank you. %(school)s",
                **values,
            )
        if self.step == "day":
            return env._(
                "Hello %(name)s, the instalment of %(amount)s for %(course)s is due since "
                "%(date)s. Thank you for paying it at the cash desk. %(school)s",
                **values,
            )
        return env._(
            "Hello %(name)s, the instalment of %(amount)s for %(course)s was due on %(date)s and "
            "is late. Please pay it, or come and see us. %(school)s",
            **values,
        )

    def _prepare_mail(self):
        self.ensure_one()
        reminder = self.with_context(lang=self.partner_id.lang or self.env.lang)
        return {
            "subject": reminder.env._(
                "Instalment of %(course)s", course=reminder.enrollment_id.course_id.name
            ),
            "body_html": plaintext2html(self.text),
            "email_from": self.company_id.email_formatted or self.env.user.email_formatted,
            "email_to": self.partner_id.email_formatted,
            "model": "kms.enrollment",
            "res_id": self.enrollment_id.id,
        }

    def action_send(self):
        """Open WhatsApp with the text ready, and count the reminder as sent.

        :rtype: dict
        :raise UserError: paid meanwhile, or no number to write to
        """
        self.ensure_one()
        self.check_access("write")
        self.env["res.partner"]._kms_check_sees_phones()
        number = self.partner_id.phone_sanitized
        if self.line_id.sudo().amount_residual <= 0:  # sudo: paid or not is all that is read
            self.sudo().state = "paid"  # sudo: the state is sealed
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        if not number:
            raise UserError(self.env._("Write the student's phone number down first."))
        self.sudo().state = "sent"  # sudo: as above
        return {
            "type": "ir.actions.act_url",
            "url": whatsapp_url(number, self.text),
            "target": "new",
        }
