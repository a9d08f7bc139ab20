import doctest
import random

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..certificates import code, limiter, seal
from .common_life import LifeCase

LOGGER = "odoo.addons.kms_formation.models.kms_certificate"


@tagged("post_install", "-at_install")
class TestCertificate(LifeCase):
    def refusals(self, kind="certificate", student=None):
        student = student or self.student
        student.invalidate_recordset()
        return student._kms_certificate_refusals(kind)[student.id]

    def test_calculations(self):
        for module in (code, seal, limiter):
            self.assertFalse(doctest.testmod(module).failed, module)

    # ------------------------------------------------------------
    # WHO MAY HAVE ONE
    # ------------------------------------------------------------

    def test_attendance_just_below_and_on_the_threshold(self):
        # 12 of 16 h are 75 %; half an hour less is below
        self.call_roll(self.student, "present", "present", "present", "absent")
        self.assertFalse(self.refusals("attestation"))
        self.tap(self.slots[0], self.student, "late", 30)
        self.assertEqual(self.refusals("attestation"), ["Attendance 71.9 % of the 75 % asked."])

    def test_marks_just_below_and_on_the_pass_mark(self):
        self.call_roll(self.student, *["present"] * 4)
        self.assertEqual(self.refusals(), ["The session has no assessment."])
        test = self.make_assessment()
        self.assertEqual(self.refusals(), ["Marks missing: 1."])
        self.give(test, self.student, "9.99")
        self.assertEqual(self.refusals(), ["Average 9.99 of the 10 asked."])
        self.assertFalse(self.refusals("attestation"))
        self.give(test, self.student, "10")
        self.assertFalse(self.refusals())

    def test_a_course_without_examination_asks_for_none(self):
        self.course.pass_mark = 0
        self.call_roll(self.student, *["present"] * 4)
        self.assertFalse(self.refusals())

    def test_classes_to_come_and_rolls_not_called_come_first(self):
        self.make_slots(self.session, 3)
        self.tap(self.slots[0], self.student, "present")
        self.assertEqual(
            self.refusals("attestation"),
            ["Classes still to come: 1.", "Classes without a roll: 3."],
        )

    def test_the_fee_and_the_state(self):
        self.succeed(self.student)
        self.company.kms_certificate_paid = True
        [sentence] = self.refusals()
        self.assertRegex(sentence, "Still to pay: .*100.000")
        with self.assertRaisesRegex(UserError, "Mrs Ngo\nStill to pay"):
            self.issue(self.student)
        self.company.kms_certificate_paid = False
        self.assertFalse(self.refusals())
        self.student.sudo()._suspend("Sick for long")
        self.assertEqual(self.refusals(), ["The enrolment is: Suspended."])

    # ------------------------------------------------------------
    # ISSUED ONCE, ITS WORDS STAY
    # ------------------------------------------------------------

    def test_issued_once_printed_often(self):
        self.succeed(self.student)
        first = self.issue(self.student)
        self.assertRegex(first.number, r"^IFP-\d{4}-\d{5}$")
        self.assertEqual(self.issue(self.student), first)
        attestation = self.issue(self.student, "attestation")
        self.assertNotEqual(attestation.number, first.number)
        self.assertEqual(
            (first.student_name, first.course_name, first.average, first.attendance_rate),
            ("Mrs Ngo", "Joinery", 15, 100),
        )
        self.assertFalse(attestation.average)
        self.assertEqual(len(first.sudo().code), 20)

    def test_the_database_refuses_a_second_one(self):
        self.succeed(self.student)
        certificate = self.issue(self.student).sudo()
        again = {**certificate.copy_data()[0], "number": "IFP-X", "code": "0" * 20, "seal": "00"}
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            certificate.create(again)

    def test_the_words_stay_when_everything_else_changes(self):
        self.succeed(self.student)
        certificate = self.issue(self.student)
        self.student.partner_id.name = "Mrs Married"
        self.course.name = "Carpentry"
        self.give(self.session.assessment_ids, self.student, "3")
        found = self.find(certificate)
        self.assertEqual(
            (found.student_name, found.course_name, found.average), ("Mrs Ngo", "Joinery", 15)
        )

    def test_written_in_the_language_of_who_issues_it(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.course.certificate_title = "Joiner"
        self.course.with_context(lang="fr_FR").certificate_title = "Menuisier"
        self.succeed(self.student)
        self.secretary.lang = "fr_FR"
        french = self.secretary.with_context(lang="fr_FR").env
        student = self.student.with_env(french(user=self.secretary))
        certificate = student.env["kms.certificate"]._issue(student, "certificate")
        self.assertEqual((certificate.lang, certificate.title), ("fr_FR", "Menuisier"))
        self.assertEqual(self.find(certificate), certificate)

    def test_nobody_writes_one_by_hand(self):
        self.succeed(self.student)
        certificate = self.issue(self.student)
        for user in (self.secretary, self.manager):
            mine = certificate.with_user(user)
            with self.assertRaises(AccessError):
                mine.write({"student_name": "Mr Rich"})
            with self.assertRaises(AccessError):
                mine.create({"student_name": "Mr Rich"})
            with self.assertRaises(AccessError):
                mine.unlink()
            with self.assertRaises(AccessError):
                mine.read(["code"])
        with self.assertRaises(AccessError):
            self.issue(self.other, user=self.cashier)

    def test_batch(self):
        self.succeed(self.student)
        screen = self.screen("certificate")
        rows = screen.load(self.session.id, "certificate")["students"]
        self.assertEqual([bool(row["refusals"]) for row in rows], [True, False])
        ids = [self.student.id, self.other.id]
        for _time in range(2):
            rows = screen.issue(self.session.id, "certificate", ids)
        self.assertEqual([bool(row["number"]) for row in rows], [True, False])
        self.session.invalidate_recordset()
        self.assertEqual(self.session.certificate_count, 1)
        stranger = self.enroll(self.make_session(first=-10, days=20), "Mrs Kalla")
        for arguments in (
            (self.session.id, "diploma", ids),
            (self.session.id, ["certificate"], ids),
            (self.session.id, "certificate", "all"),
            (self.session.id, "certificate", [stranger.id]),
            (self.session.id, "certificate", [2**40]),
            (False, "certificate", ids),
        ):
            with self.subTest(arguments=arguments), self.assertRaises(UserError):
                screen.issue(*arguments)
        with self.assertRaises(AccessError):
            self.screen("certificate", self.cashier).issue(self.session.id, "certificate", ids)

    def test_queries_of_the_list_do_not_grow_with_the_class(self):
        counts = []
        self.session.seats_max = 40
        for seats in (2, 20):
            for number in range(seats):
                self.enroll(self.session, f"Student {seats} {number}")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.screen("certificate").load(self.session.id, "certificate")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    # ------------------------------------------------------------
    # FOUND BY NUMBER AND CODE ONLY
    # ------------------------------------------------------------

    def find(self, certificate, **changed):
        certificate = certificate.sudo()
        values = {"number": certificate.number, "code": certificate.code, **changed}
        public = self.env["kms.certificate"].with_user(self.env.ref("base.public_user"))
        return public._kms_find(values["number"], values["code"])

    def test_found_as_printed_typed_or_scanned(self):
        self.succeed(self.student)
        certificate = self.issue(self.student)
        printed = certificate._kms_code()
        self.assertRegex(printed, r"^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$")
        for text in (printed, printed.lower(), printed.replace("-", " "), f" {printed} "):
            self.assertEqual(self.find(certificate, code=text), certificate)
        self.assertEqual(
            self.find(certificate, number=f" {certificate.number.lower()} "), certificate
        )
        link = certificate._kms_link()
        self.assertIn(f"/kms/certificate/{certificate.number}/", link)

    def test_ten_thousand_tries_find_nothing(self):
        self.succeed(self.student)
        certificate = self.issue(self.student)
        dice = random.Random(7)
        tries = {"".join(dice.choices(code.ALPHABET, k=code.LENGTH)) for _try in range(10_000)}
        self.assertEqual(len(tries), 10_000)
        right = certificate.sudo().code
        near = [right[:-1] + letter for letter in code.ALPHABET if letter != right[-1]]
        near += ["", "0" * 20, "-" * 20, right[:-1], right + "0", right[::-1], None, 5, b"x"]
        found = [text for text in [*tries, *near] if self.find(certificate, code=text)]
        self.assertFalse(found)
        for number in ("IFP-2026-99999", "", "%", "_" * 8, "' OR 1=1 --", "\0", "ÏFP", None, 3):
            self.assertFalse(self.find(certificate, number=number))
        self.assertFalse(self.find(certificate, number="IFP-2026-99999", code="-" * 20))

    def test_a_changed_word_breaks_the_seal(self):
        self.succeed(self.student)
        certificate = self.issue(self.student)
        for column, value in (
            ("student_name", "Mr Rich"),
            ("course_name", "Medicine"),
            ("date_from", "2001-01-01"),
            ("average", 19.99),
            ("body", "<p>with distinction</p>"),
        ):
            with self.subTest(column=column), self.env.cr.savepoint() as savepoint:
                self.env.flush_all()
                self.env.cr.execute(
                    SQL(
                        "UPDATE kms_certificate SET %s = %s WHERE id = %s",
                        SQL.identifier(column),
                        value,
                        certificate.id,
                    )
                )
                self.env.invalidate_all()
                with self.assertLogs(LOGGER, "ERROR"):
                    self.assertFalse(self.find(certificate))
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertEqual(self.find(certificate), certificate)

    # ------------------------------------------------------------
    # REVOKED
    # ------------------------------------------------------------

    def revoke(self, certificate, reason="Name misspelt", user=None):
        wizard = self.env["kms.certificate.revoke"].with_user(user or self.manager)
        wizard.create(
            {"certificate_ids": [(6, 0, certificate.ids)], "reason": reason}
        ).action_revoke()

    def test_revoked_with_a_reason_then_issued_anew(self):
        self.succeed(self.student)
        first = self.issue(self.student)
        with self.assertRaisesRegex(UserError, "Write why"):
            self.revoke(first, "  ")
        with self.assertRaises(AccessError):
            self.revoke(first, user=self.secretary)
        self.revoke(first)
        self.assertEqual(
            (first.state, first.revoked_by_id, first.revoked_reason),
            ("revoked", self.manager, "Name misspelt"),
        )
        moment = first.revoked_date
        self.revoke(first, "Once more")
        self.assertEqual((first.revoked_date, first.revoked_reason), (moment, "Name misspelt"))
        self.assertEqual(self.find(first).state, "revoked")
        second = self.issue(self.student)
        self.assertNotEqual(second.number, first.number)
        self.assertEqual(self.find(second).state, "valid")
