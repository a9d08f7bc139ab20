from odoo import fields, models
from odoo.exceptions import UserError

LAST_PAYMENTS = 5


class KmsEnrollment(models.Model):
    """What the cash desk and the papers show of a student's fee."""

    _inherit = "kms.enrollment"

    def _schedule(self):
        """Return the instalments that are left, unmatched money taken off the earliest ones.

        :return: date, amount and whether it is late
        :rtype: list[dict]
        """
        self.ensure_one()
        # sudo: the schedule is read off the ledger for whoever may read the enrolment.
        lines = self.sudo()._open_lines()
        spare = -sum(line.amount_residual for line in lines if line.amount_residual < 0)
        today = self.company_id._kms_today()
        schedule = []
        for line in lines.filtered(lambda one: one.amount_residual > 0):
            covered = min(spare, line.amount_residual)
            spare -= covered
            left = self.currency_id.round(line.amount_residual - covered)
            if left:
                schedule.append(
                    {
                        "date": line.date_maturity,
                        "amount": left,
                        "is_late": line.date_maturity < today,
                    }
                )
        return schedule

    def _prepare_desk_line(self):
        self.ensure_one()
        labels = dict(self._fields["state"]._description_selection(self.env))
        return {
            "id": self.id,
            "name": self.partner_id.name,
            "number": self.name,
            "phone": self.env["res.partner"]._kms_shown_phone(self.phone),
            "course": self.course_id.name,
            "state": labels[self.state],
            "due": self.amount_due,
            "late": self.amount_overdue,
        }

    def _prepare_desk_card(self):
        self.ensure_one()
        payments = self.env["account.payment"].search(
            [("kms_enrollment_id", "=", self.id), ("state", "in", ("in_process", "paid"))],
            order="id desc",
            limit=LAST_PAYMENTS,
        )
        schedule = self._schedule()
        return {
            **self._prepare_desk_line(),
            "total": self.amount_total,
            "paid": self.amount_paid,
            "session": self.session_id.name,
            "suggested": self.amount_overdue or (schedule[0]["amount"] if schedule else 0),
            "schedule": [
                {**part, "date": fields.Date.to_string(part["date"])} for part in schedule
            ],
            "payments": [
                {
                    "id": payment.id,
                    "name": payment.name,
                    "date": fields.Date.to_string(payment.date),
                    "amount": payment.amount * (1 if payment.payment_type == "inbound" else -1),
                    "journal": payment.journal_id.name,
                }
                for payment in payments
            ],
        }

    def action_queue(self):
        """Send the student to the cash desk: the name stands in the cashier's queue.

        :rtype: dict
        """
        self.check_access("write")
        for enrollment in self:
            if not enrollment.sale_id:
                raise UserError(self.env._("Enrol first: there is nothing to pay yet."))
            # sudo: the cashier's list is written by this button alone.
            self.env["kms.fee.queue"].sudo()._enter(enrollment)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": self.env._("Announced at the cash desk.")},
        }

    def _statement_lines(self):
        """Return the lines of the account, as the screen shows them.

        :rtype: kms.fee.statement
        """
        self.ensure_one()
        self.env.flush_all()
        return self.env["kms.fee.statement"].search([("enrollment_id", "=", self.id)])

    def action_statement(self):
        """Open the account of the students, line by line.

        :rtype: dict
        """
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kms_formation.kms_fee_statement_action"
        )
        return {**action, "domain": [("enrollment_id", "in", self.ids)]}
