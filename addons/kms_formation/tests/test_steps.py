from odoo.exceptions import AccessError, UserError

from .common import SchoolCase


class TestSteps(SchoolCase):
    def lines(self, student):
        lines = student.sudo().invoice_ids.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        return lines.sorted("date_maturity")

    def test_instalments(self):
        session = self.make_session(first=0, days=60)
        student = self.enroll(session)
        lines = self.lines(student)
        self.assertEqual(lines.mapped("balance"), [40_000, 30_000, 30_000])
        self.assertEqual([(line.date_maturity - self.today).days for line in lines], [0, 30, 60])
        self.assertEqual(student.sudo().sale_id.kms_channel, "training")
        self.assertEqual(student.sudo().invoice_ids.kms_channel, "training")

    def test_parts_are_whole_and_sum(self):
        course = self.make_course("Odd", "ODD", 100_001, instalment_count=7, first_percent=33)
        student = self.enroll(self.make_session(course=course))
        amounts = self.lines(student).mapped("balance")
        self.assertEqual(len(amounts), 7)
        self.assertTrue(all(amount == int(amount) for amount in amounts))
        self.assertEqual(sum(amounts), 100_001)

    def test_scholarship(self):
        student = self.enroll(
            self.make_session(), discount_percent=25, discount_reason="Best of the year"
        )
        self.assertEqual(student.amount_total, 75_000)
        self.assertIn("Best of the year", student.sudo().invoice_ids.invoice_line_ids.name)
        free = self.enroll(self.make_session(), discount_percent=100, discount_reason="Orphan")
        self.assertEqual((free.state, free.amount_due), ("enrolled", 0))

    def test_suspend(self):
        student = self.enroll(self.make_session(seats=1))
        waiting = self.enroll(student.session_id, "W")
        self.change(student, "suspend")
        self.assertEqual((student.state, student.seat_number), ("suspended", 1))
        self.assertEqual(waiting.state, "waiting", "the seat is kept")
        student.action_resume()
        self.assertEqual(student.state, "enrolled")
        with self.assertRaises(UserError):
            student.action_resume()

    def test_drop_out_in_time(self):
        student = self.enroll(self.make_session(first=30))
        self.pay(student, 40_000)
        self.change(student, "drop")
        self.assertEqual(student.state, "dropped")
        self.assertEqual((student.amount_total, student.amount_due), (0, -40_000))
        self.assertEqual(student.amount_paid, 40_000)
        self.assertEqual(student.registration_id.state, "cancel")
        self.pay(student, 40_000, payment_type="outbound")
        self.assertEqual((student.amount_due, student.amount_paid), (0, 0))

    def test_drop_out_late(self):
        student = self.enroll(self.make_session(first=3))
        self.pay(student, 40_000)
        self.change(student, "drop")
        self.assertEqual(
            (student.amount_total, student.amount_paid, student.amount_due),
            (50_000, 40_000, 10_000),
        )

    def test_only_marketing_keeps_another_share(self):
        student = self.enroll(self.make_session(first=3))
        with self.assertRaises(AccessError):
            self.change(student, "drop", kept_percent=0)
        marketing = self.make_user("school_marketing", "marketing")
        self.change(student, "drop", user=marketing, kept_percent=10)
        self.assertEqual(student.amount_total, 10_000)

    def test_transfer_same_course(self):
        student = self.enroll(self.make_session(seats=1))
        self.pay(student, 40_000)
        waiting = self.enroll(student.session_id, "W")
        target = self.make_session()
        action = self.change(student, "transfer", session_id=target.id)
        arrival = self.env["kms.enrollment"].browse(action["res_id"])
        self.assertEqual((student.state, arrival.state), ("transferred", "enrolled"))
        self.assertEqual((student.amount_total, student.amount_due), (0, 0))
        self.assertEqual((arrival.amount_total, arrival.amount_due), (100_000, 60_000))
        self.assertEqual(len(arrival.sudo().invoice_ids), 1, "no new paper")
        self.assertEqual(waiting.state, "offered")

    def test_transfer_to_a_dearer_and_a_cheaper_course(self):
        for price, papers, due in (
            (150_000, 2, 110_000),
            (80_000, 2, 40_000),
            (30_000, 2, -10_000),
        ):
            course = self.make_course(f"At {price}", str(price), price)
            student = self.enroll(self.make_session(first=20))
            self.pay(student, 40_000)
            target = self.make_session(course=course)
            action = self.change(student, "transfer", session_id=target.id)
            arrival = self.env["kms.enrollment"].browse(action["res_id"])
            self.assertEqual((arrival.amount_total, arrival.amount_due), (price, due))
            self.assertEqual(len(arrival.sudo().invoice_ids), papers)

    def test_transfer_keeps_the_scholarship(self):
        course = self.make_course("Dear", "DEAR", 200_000)
        student = self.enroll(self.make_session(), discount_percent=50, discount_reason="Grant")
        action = self.change(student, "transfer", session_id=self.make_session(course=course).id)
        self.assertEqual(self.env["kms.enrollment"].browse(action["res_id"]).amount_total, 100_000)

    def test_transfer_without_a_seat_changes_nothing(self):
        student = self.enroll(self.make_session())
        target = self.make_session(seats=1)
        self.enroll(target, "T")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.change(student, "transfer", session_id=target.id)
        self.assertEqual((student.state, student.amount_due), ("enrolled", 100_000))

    def test_cancelled_session(self):
        session, target = self.make_session(), self.make_session()
        paid, unpaid = self.enroll(session, "A"), self.enroll(session, "B")
        self.pay(paid, 100_000)
        draft = self.make_student(session, "C")
        cancel = self.env["kms.session.cancel"].with_user(self.secretary)
        cancel.create({"session_id": session.id, "reason": "Too few"}).action_confirm()
        self.assertEqual(
            (paid.state, unpaid.state, draft.state), ("dropped", "dropped", "cancelled")
        )
        self.assertEqual((paid.amount_due, unpaid.amount_due), (-100_000, 0))
        moving = self.make_session()
        student = self.enroll(moving, "D")
        cancel.create(
            {
                "session_id": moving.id,
                "reason": "Too few",
                "way": "transfer",
                "target_id": target.id,
            }
        ).action_confirm()
        self.assertEqual((moving.state, student.state), ("cancelled", "transferred"))
        self.assertEqual(target.enrollment_ids.amount_due, 100_000)

    def test_each_step_in_its_place(self):
        session = self.make_session()
        draft = self.make_student(session)
        for kind in ("suspend", "drop", "transfer"):
            with self.assertRaises(UserError):
                self.change(draft, kind, session_id=self.make_session().id)
        student = self.enroll(session, "E")
        with self.assertRaises(UserError):
            student.action_cancel()
        with self.assertRaises(UserError):
            student.action_enroll()
        with self.assertRaises(UserError):
            student.unlink()
        with self.assertRaises(UserError):
            self.change(student, "suspend", reason=" ")
        draft.action_cancel()
        draft.action_draft()
        self.assertEqual(draft.state, "draft")
