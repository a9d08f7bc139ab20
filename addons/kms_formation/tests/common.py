from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import TransactionCase, new_test_user


class SchoolCase(TransactionCase):
    """A school with one course of 100 000, its four doors for money and its people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.cash, cls.mtn, cls.orange, cls.bank = cls.company._kms_setup_payment_journals()
        cls.company.write(
            {"kms_fee_first_percent": 40, "kms_fee_parts": 3, "kms_dropout_free_days": 7}
        )
        cls.secretary = cls.make_user("school_secretary", "training")
        cls.cashier = cls.make_user("school_cashier", "cashier")
        cls.today = cls.company._kms_today()
        cls.course = cls.make_course("Joinery", "JOI", 100_000)

    @classmethod
    def make_user(cls, login, role, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            groups=f"kms_base.role_{role}",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    @classmethod
    def make_course(cls, name, code, price, **values):
        course = cls.env["kms.course"].create(
            {"name": name, "code": code, "list_price": price, **values}
        )
        course.product_id.taxes_id = False
        return course

    @classmethod
    def make_session(cls, seats=5, first=30, days=60, course=None, **values):
        """A session that begins so many days from today."""
        start = fields.Datetime.now().replace(hour=7, minute=0, second=0, microsecond=0)
        start += timedelta(days=first)
        return (
            cls.env["kms.course.session"]
            .with_user(cls.secretary)
            .create(
                {
                    "course_id": (course or cls.course).id,
                    "date_begin": start,
                    "date_end": start + timedelta(days=days),
                    "seats_max": seats,
                    **values,
                }
            )
        )

    @classmethod
    def make_partner(cls, name="Student", **values):
        return cls.env["res.partner"].create({"name": name, **values})

    @classmethod
    def make_student(cls, session, name="Student", user=None, **values):
        """A draft of the secretary's."""
        return (
            cls.env["kms.enrollment"]
            .with_user(user or cls.secretary)
            .create({"session_id": session.id, "partner_id": cls.make_partner(name).id, **values})
        )

    @classmethod
    def enroll(cls, session, name="Student", **values):
        student = cls.make_student(session, name, **values)
        student.action_enroll()
        return student

    def pay(self, student, amount, journal=None, **values):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": student.partner_id.id,
                "journal_id": (journal or self.cash).id,
                "amount": amount,
                "date": self.env.company._kms_today(),
                "kms_enrollment_id": student.id,
                **values,
            }
        )
        payment.action_post()
        student.sudo()._match_payments()
        return payment

    def change(self, student, kind, user=None, **values):
        wizard = (
            self.env["kms.enrollment.change"]
            .with_user(user or self.secretary)
            .create(
                {"enrollment_id": student.id, "kind": kind, "reason": "As they asked", **values}
            )
        )
        return wizard.action_confirm()

    def run_cron(self, model, method, **kwargs):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_, **__: 1.0):
            getattr(self.env[model], method)(**kwargs)
