import logging
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, plaintext2html

OPEN_SESSIONS = ("planned", "open", "running")
BATCH = 100
_logger = logging.getLogger(__name__)


class KmsEnrollment(models.Model):
    """Seats: who gets one, who waits, and whom a freed one is offered to."""

    _inherit = "kms.enrollment"

    def _claim_seat(self, state, **values):
        """Sit the student down on the first free seat, whoever else wants one at this moment.

        Each seat is tried in a savepoint: the unique index makes the second client wait for the
        first one, then take the next seat. Nobody reads an error.

        :param str state: state of an enrolment that has a seat
        :param values: what is written along
        :return: whether a seat was left
        :rtype: bool
        """
        self.ensure_one()
        self.flush_recordset()
        for seat_id in self._free_seats():
            try:
                with self.env.cr.savepoint(flush=False):
                    self.env.cr.execute(
                        SQL(
                            "UPDATE kms_enrollment SET seat_id = %s, state = %s WHERE id = %s",
                            seat_id,
                            state,
                            self.id,
                        ),
                        log_exceptions=False,
                    )
            except UniqueViolation:
                continue
            # The same once more for what follows from it: tracking, registers, computed fields.
            self.write({"seat_id": seat_id, "state": state, **values})
            return True
        return False

    def _free_seats(self):
        """Return the seats that nobody has in this transaction's eyes, the first one first."""
        self.ensure_one()
        self.session_id.flush_recordset()
        query = SQL(
            "SELECT seat.id FROM kms_course_seat seat WHERE seat.session_id = %s"
            " AND NOT EXISTS (SELECT FROM kms_enrollment one WHERE one.seat_id = seat.id)"
            " ORDER BY seat.number",
            self.session_id.id,
        )
        return [row[0] for row in self.env.execute_query(query)]

    def _leave_seat(self, state, **values):
        """End the stay on a seat and offer it to the first who waits."""
        freed = self.filtered("seat_id").session_id
        self.write({"state": state, "seat_id": False, "offer_deadline": False, **values})
        self.registration_id.filtered(lambda one: one.state != "cancel").action_cancel()
        self.env.flush_all()
        freed._offer_free_seats()

    def _offer_seat(self):
        """Hold a seat for a student who waits, and tell them.

        :return: whether a seat was left
        :rtype: bool
        """
        self.ensure_one()
        hours = self.company_id.kms_offer_hours
        deadline = fields.Datetime.now() + timedelta(hours=hours)
        if not self._claim_seat("offered", offer_deadline=deadline):
            return False
        self._tell_offer()
        return True

    def _tell_offer(self):
        """Write to the student, or give the secretary the text to send."""
        self.ensure_one()
        student = self.with_context(lang=self.partner_id.lang or self.env.lang)
        text = student._offer_text()
        if self.partner_id.email:
            self.env["mail.mail"].create(
                {
                    "subject": student.env._("A seat is free: %s", student.session_id.name),
                    "body_html": plaintext2html(text),
                    "email_to": self.partner_id.email_formatted,
                    "model": self._name,
                    "res_id": self.id,
                    "auto_delete": False,
                }
            )
        self.activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=self.company_id._kms_today(),
            summary=self.env._("A seat is held: tell the student"),
            note=plaintext2html(text),
            user_id=self.user_id.id or self.env.uid,
        )

    def _offer_text(self):
        self.ensure_one()
        zone = self.with_context(tz=self.company_id.kms_timezone)
        until = fields.Datetime.context_timestamp(zone, self.offer_deadline)
        return self.env._(
            "Hello %(name)s, a seat is free in %(session)s. We hold it for you until %(date)s: "
            "come or answer before then to enrol.",
            name=self.partner_id.name,
            session=self.session_id.name,
            date=until.strftime("%d/%m/%Y %H:%M"),
        )

    @api.model
    def _cron_offers(self, limit=1000):
        """Take back the seats that nobody came for, and offer what is free to who waits.

        :param int limit: at most so many held seats and sessions in one run
        """
        late = self.search(
            [("state", "=", "offered"), ("offer_deadline", "<", fields.Datetime.now())],
            order="offer_deadline",
            limit=limit,
        )
        waiting = self._read_group(
            [("state", "=", "waiting"), ("session_id.state", "in", OPEN_SESSIONS)],
            ["session_id"],
            limit=limit,
        )
        todo = [(late_one, "_expire_offer") for late_one in late]
        todo += [(session, "_offer_free_seats") for (session,) in waiting]
        remaining = self.env["ir.cron"]._commit_progress(0, remaining=len(todo))
        for record, method in todo:
            if not remaining:
                break
            try:
                with self.env.cr.savepoint():
                    getattr(record, method)()
            except UserError as error:
                record.message_post(body=str(error))
            except Exception:
                _logger.exception("%s of %s", method, record)
                self.env.invalidate_all()
            remaining = self.env["ir.cron"]._commit_progress(1)

    def _expire_offer(self):
        for enrollment in self:
            enrollment.activity_unlink(["mail.mail_activity_data_call"])
            enrollment._leave_seat(
                "cancelled",
                end_date=fields.Datetime.now(),
                reason=self.env._("The seat was held until the deadline and not taken."),
            )
