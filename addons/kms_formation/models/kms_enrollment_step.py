from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError


class KmsEnrollment(models.Model):
    """What can happen to a student: suspended, transferred, dropped out, cancelled, completed."""

    _inherit = "kms.enrollment"

    def _need(self, states, reason=True):
        """:raise UserError: not in one of these states, or no reason given"""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for enrollment in self:
            if enrollment.state not in states:
                raise UserError(
                    self.env._(
                        'The enrolment of %(student)s is "%(state)s": this step does not fit.',
                        student=enrollment.partner_id.name,
                        state=labels[enrollment.state],
                    )
                )
        if not reason or (isinstance(reason, str) and len(reason.strip()) < 3):
            raise UserError(self.env._("Write why, in a few words."))

    def _suspend(self, reason):
        """Keep the seat and stop the reminders."""
        self._need(("enrolled",), reason)
        self.write({"state": "suspended", "reason": reason})

    def action_resume(self):
        """Take a suspended student back.

        :rtype: bool
        """
        self.check_access("write")
        # sudo: the state is sealed.
        step = self.sudo()
        step._need(("suspended",))
        step.write({"state": "enrolled", "reason": False})
        return True

    def action_cancel(self):
        """Take back what is not yet an enrolment: a draft, a place on the list, an offer.

        :rtype: bool
        """
        self.check_access("write")
        # sudo: the state is sealed.
        step = self.sudo()
        step._need(("draft", "waiting", "offered"))
        step.activity_unlink(["mail.mail_activity_data_call"])
        step._leave_seat("cancelled", end_date=fields.Datetime.now())
        return True

    def action_draft(self):
        """Take a cancelled enrolment up again, as a draft.

        :rtype: bool
        """
        self.check_access("write")
        # sudo: the state is sealed.
        step = self.sudo()
        step._need(("cancelled",))
        step.write({"state": "draft", "end_date": False, "reason": False, "waiting_date": False})
        return True

    def _complete(self):
        """End the course for those who saw it through; the balance stays due."""
        self._need(("enrolled",))
        self.write({"state": "completed", "end_date": fields.Datetime.now()})

    # ------------------------------------------------------------
    # DROP-OUT
    # ------------------------------------------------------------

    def _kept_percent(self):
        """Return which share of the fee the school keeps when the student leaves today.

        :rtype: float
        """
        self.ensure_one()
        company = self.company_id
        start = company._kms_day_of(self.session_id.date_begin)
        free_until = start - timedelta(days=company.kms_dropout_free_days)
        return 0.0 if company._kms_today() <= free_until else company.kms_dropout_kept_percent

    def _drop(self, reason, kept_percent=None):
        """Let the student go: the seat is free, what is not kept is credited.

        :param str reason: why
        :param float kept_percent: share of the fee; that of the settings when left out
        """
        self._need(("enrolled", "suspended"), reason)
        for enrollment in self:
            kept = enrollment._kept_percent() if kept_percent is None else kept_percent
            price = enrollment._billed_price() * (100 - kept) / 100
            enrollment._credit(
                enrollment.currency_id.round(price),
                self.env._("Drop-out: %(kept)g%% of the fee is kept", kept=kept),
            )
            enrollment._leave_seat("dropped", end_date=fields.Datetime.now(), reason=reason)

    # ------------------------------------------------------------
    # TRANSFER
    # ------------------------------------------------------------

    def _transfer(self, session, reason):
        """Move the student, the order and the money to another session; bill the difference.

        :param session: `kms.course.session` of the same company
        :param str reason: why
        :return: the new enrolment
        :rtype: kms.enrollment
        :raise UserError: no seat is left there
        """
        self.ensure_one()
        self._need(("enrolled", "suspended"), reason)
        if session == self.session_id or session.company_id != self.company_id:
            raise UserError(self.env._("Choose another session of the same school."))
        arrival = self.create(self._prepare_transfer_values(session))
        arrival._check_open()
        if not arrival._claim_seat("enrolled", enroll_date=fields.Datetime.now()):
            raise UserError(
                self.env._("No seat is left in %(session)s.", session=session.display_name)
            )
        arrival._make_badge()
        self._hand_money_over(arrival)
        self._leave_seat("transferred", end_date=fields.Datetime.now(), reason=reason)
        arrival._bill_difference(self.course_id)
        return arrival

    def _prepare_transfer_values(self, session):
        self.ensure_one()
        return {
            "session_id": session.id,
            "partner_id": self.partner_id.id,
            "lead_id": self.lead_id.id,
            "user_id": self.user_id.id,
            "discount_percent": self.discount_percent,
            "discount_reason": self.discount_reason,
            "transfer_from_id": self.id,
        }

    def _hand_money_over(self, arrival):
        order, moves = self.sale_id, self.move_ids
        payments = self.env["account.payment"].search([("kms_enrollment_id", "=", self.id)])
        self.sale_id = False
        arrival.sale_id = order
        for records in (order, moves, payments):
            records.kms_enrollment_id = arrival

    def _bill_difference(self, old_course):
        self.ensure_one()
        share = (100 - self.discount_percent) / 100
        wanted = self.currency_id.round(self.course_id.list_price * share)
        difference = wanted - self._billed_price()
        if self.course_id == old_course:
            return
        label = self.env._(
            "Transfer from %(old)s to %(new)s", old=old_course.name, new=self.course_id.name
        )
        if self.currency_id.compare_amounts(difference, 0) > 0:
            self._bill_line(
                {
                    "name": label,
                    "product_id": self.course_id.product_id.id,
                    "product_uom_qty": 1,
                    "price_unit": difference,
                    "discount": 0,
                }
            )
        else:
            self._credit(-difference, label)
