from datetime import timedelta

from odoo.tests import tagged

from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestFigures(SchoolCase):
    """What the board of the school shows is what its lists and the ledger hold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.before = cls._values()

    @classmethod
    def _values(cls):
        scope = cls.env["kms.board"]._kms_scope({"kind": "today"}, {})
        metrics = cls.env["kms.metric"].search(
            [("kms_channel", "=", "training"), ("kind", "in", ("additive", "live"))]
        )
        entries = {metric: metric._kms_entry() for metric in metrics}
        read = cls.env["kms.figures"]._kms_read(list(entries.values()), scope)
        return {metric.code: read[entry][None].total or 0 for metric, entry in entries.items()}

    def _added(self, *codes):
        now = self._values()
        return tuple(now[code] - self.before[code] for code in codes)

    def _refresh(self):
        self.env.flush_all()
        engine = self.env["kms.fact.engine"]
        for source in engine._kms_sources().values():
            engine._kms_refresh(self.company, source)

    def test_enrolments_and_fees(self):
        session = self.make_session(first=0)
        student = self.enroll(session)
        self.pay(student, 30_000)
        codes = ("training_enrollments", "fees_cashed", "training_due", "students_in_class")
        self.assertEqual(self._added(*codes), (1, 30_000, 70_000, 1))
        self._refresh()
        self.assertEqual(self._added(*codes), (1, 30_000, 70_000, 1))
        self.assertEqual(self._added("session_seats", "session_taken"), (5, 1))

    def test_a_reversed_payment_counts_against(self):
        student = self.enroll(self.make_session())
        payment = self.pay(student, 30_000)
        self._refresh()
        payment.move_id._reverse_moves([{"date": self.today}], cancel=True)
        self.assertEqual(self._added("fees_cashed", "training_due"), (0, 100_000))
        self._refresh()
        self.assertEqual(self._added("fees_cashed", "training_due"), (0, 100_000))

    def test_a_transfer_is_no_new_enrolment(self):
        student = self.enroll(self.make_session())
        student.sudo()._transfer(self.make_session(first=60), "Works in the morning")
        self.assertEqual(self._added("training_enrollments", "students_in_class"), (1, 1))

    def test_what_is_due_by_age_is_the_ledger(self):
        late, early = self.enroll(self.make_session(), "Late"), self.enroll(self.make_session())
        self.pay(early, 120_000)
        lines = late.sudo().invoice_ids.line_ids.filtered("date_maturity").sorted("date_maturity")
        for line, days in zip(lines, (-45, -10, 20), strict=True):
            line.date_maturity = self.today + timedelta(days=days)
        self.env.flush_all()
        due = self.env["kms.fee.due"].search([("enrollment_id", "in", (late | early).ids)])
        ages = {line.age: line.amount for line in due}
        self.assertEqual(
            ages, {"days_60": 40_000, "days_30": 30_000, "future": 30_000, "credit": -20_000}
        )
        self.assertEqual(sum(ages.values()), sum((late | early).mapped("amount_due")))
        self.assertEqual(self._added("training_due", "training_late"), (80_000, 70_000))

    def test_break_even_of_a_session(self):
        session = self.make_session(seats=10)
        session.sudo().write({"fixed_cost": 250_000, "student_cost": 10_000})
        for name in ("One", "Two"):
            self.enroll(session, name)
        self.env.flush_all()
        line = self.env["kms.course.session.report"].search([("session_id", "=", session.id)])
        # 250 000 / (100 000 - 10 000) = 2.8: from the third student on
        self.assertEqual((line.break_even, line.missing, line.occupancy), (3, 1, 20))
        self.assertEqual((line.revenue, line.cost, line.margin), (200_000, 270_000, -70_000))

    def test_prospects_and_conversion(self):
        self.env["crm.lead"].create(
            {"name": "Prospect", "contact_name": "Mrs Ngo", "kms_channel": "training"}
        )
        self.assertEqual(self._added("training_prospects"), (1,))

    def test_each_figure_opens_its_records(self):
        for metric in self.env["kms.metric"].search([("kms_channel", "=", "training")]):
            if metric.kind in ("additive", "live"):
                with self.subTest(metric=metric.code):
                    action = self.env["kms.board"].drill(metric.code, {"kind": "today"})
                    self.env[action["res_model"]].search(action["domain"])
