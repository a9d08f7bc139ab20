from odoo import api, fields, models
from odoo.exceptions import UserError

from .kms_enrollment_seat import OPEN_SESSIONS


class KmsEnrollment(models.Model):
    """From a draft to a student with a seat, an order and an invoice, in one click."""

    _inherit = "kms.enrollment"

    missing_prerequisite_ids = fields.Many2many(
        "kms.course", string="Missing prerequisites", compute="_compute_missing_prerequisite_ids"
    )

    @api.depends("course_id.prerequisite_ids", "partner_id", "state")
    def _compute_missing_prerequisite_ids(self):
        fresh = self.filtered(lambda one: one.state in ("draft", "waiting", "offered"))
        done = self._read_group(
            [("partner_id", "in", fresh.partner_id.ids), ("state", "=", "completed")],
            ["partner_id"],
            ["course_id:recordset"],
        )
        completed = dict(done)
        nothing = self.env["kms.course"]
        for enrollment in self - fresh:
            enrollment.missing_prerequisite_ids = nothing
        for enrollment in fresh:
            known = completed.get(enrollment.partner_id, nothing)
            enrollment.missing_prerequisite_ids = enrollment.course_id.prerequisite_ids - known

    def action_enroll(self):
        """Enrol: a seat, the order, its invoice with the instalments and the badge; or the waiting
        list where no seat is left.

        :return: what to tell the user
        :rtype: dict
        :raise UserError: the session or the enrolment is past that
        """
        self.check_access("write")
        # sudo: the steps write what no client may, and bill with the rights of the house.
        for enrollment in self.sudo():
            enrollment._enroll()
        return self._told()

    def _enroll(self):
        self.ensure_one()
        self._check_open()
        now = fields.Datetime.now()
        if self.state == "offered":
            self.write({"state": "enrolled", "enroll_date": now, "offer_deadline": False})
            self.activity_unlink(["mail.mail_activity_data_call"])
        elif not self._claim_seat("enrolled", enroll_date=now):
            self.write({"state": "waiting", "waiting_date": now})
            return
        self._make_badge()
        self._bill_course()

    def _check_open(self):
        if self.session_id.state not in OPEN_SESSIONS:
            raise UserError(
                self.env._(
                    "%(session)s takes no more students: choose another session.",
                    session=self.session_id.display_name,
                )
            )
        if self.state not in ("draft", "offered"):
            raise UserError(
                self.env._(
                    "%(student)s is past that step: look at the state of the enrolment.",
                    student=self.partner_id.name,
                )
            )

    def _make_badge(self):
        """Give the student core's registration, whose barcode is the badge."""
        self.ensure_one()
        self.registration_id = self.env["event.registration"].create(
            {
                "event_id": self.session_id.event_id.id,
                "partner_id": self.partner_id.id,
                "name": self.partner_id.name,
                "state": "open",
            }
        )

    def _told(self):
        waiting = self.filtered(lambda one: one.state == "waiting")
        message = (
            self.env._("No seat is left: the student is on the waiting list.")
            if waiting
            else self.env._("Enrolled. The invoice and its instalments are ready.")
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if waiting else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
