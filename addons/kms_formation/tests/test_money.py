import random

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import SchoolCase

OPERATIONS = 1000
STUDENTS = 40
BATCH = 50


@tagged("post_install", "-at_install")
class TestMoney(SchoolCase):
    """What the school says is due is what the ledger says, whatever was paid and taken back."""

    def ledger(self, students):
        """The receivable of these people by the general ledger, by its balances alone."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT line.partner_id, SUM(line.balance) FROM account_move_line line"
                " JOIN account_account account ON account.id = line.account_id"
                " WHERE account.account_type = 'asset_receivable'"
                " AND line.parent_state = 'posted' AND line.partner_id IN %s"
                " GROUP BY line.partner_id",
                tuple(students.partner_id.ids),
            )
        )
        return dict(rows)

    def check(self, students):
        students.invalidate_recordset()
        ledger = self.ledger(students)
        for student in students:
            self.assertEqual(student.amount_due, ledger[student.partner_id.id], student.name)
            self.assertEqual(student.amount_paid, student.amount_total - student.amount_due)
            lines = student._statement_lines()
            self.assertEqual(lines[-1].balance, student.amount_due)
            self.assertEqual(
                sum(lines.mapped("debit")) - sum(lines.mapped("credit")), student.amount_due
            )
            left = sum(part["amount"] for part in student._schedule())
            self.assertEqual(left, max(student.amount_due, 0))
        self.assertEqual(sum(students.mapped("amount_due")), sum(ledger.values()))

    def test_1000_random_payments(self):
        dice = random.Random(7)
        # what the chatter writes is no part of the question
        self.env = self.env(context={**self.env.context, "tracking_disable": True})
        session = self.make_session(seats=STUDENTS)
        students = self.env["kms.enrollment"].union(
            *(self.enroll(session, f"S{number}").sudo() for number in range(STUDENTS))
        )
        payments = self.env["account.payment"]
        done = 0
        while done < OPERATIONS:
            new = self.env["account.payment"].create(
                [self._random_payment(dice, dice.choice(students)) for _one in range(BATCH // 2)]
            )
            new.action_post()
            payments += new
            new.kms_enrollment_id._match_payments()
            self._take_back(dice, dice.sample(payments, BATCH // 2 - 2))
            for student in dice.sample(students, 2):
                student._credit(dice.randint(1, 2_000), "Goodwill")
            done += BATCH
            self._analyze()
            if done % 200 == 0:
                self.check(students)
        self.assertIn("canceled", payments.mapped("state"))
        self.assertTrue(payments.move_id.reversal_move_ids)
        self.check(students)

    def _analyze(self):
        """Tell the planner how much there is by now, as the database does between transactions."""
        self.env.flush_all()
        for table in ("account_move", "account_move_line", "account_payment"):
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        self.env.cr.execute("ANALYZE account_partial_reconcile")

    def _random_payment(self, dice, student):
        outbound = dice.random() < 0.1
        journal = dice.choice([self.cash, self.bank])
        return {
            "payment_type": "outbound" if outbound else "inbound",
            "partner_type": "customer",
            "partner_id": student.partner_id.id,
            "journal_id": journal.id,
            "amount": dice.choice([1, dice.randint(1, 50_000), 60_000, 150_000]),
            "kms_enrollment_id": student.id,
        }

    def _take_back(self, dice, payments):
        """Cancel one half of what still stands of some payments, reverse the other by an entry."""
        standing = [
            payment
            for payment in payments
            if payment.state in ("in_process", "paid") and not payment.move_id.reversal_move_ids
        ]
        middle = dice.randint(0, len(standing))
        cancelled = self.env["account.payment"].union(*standing[:middle])
        cancelled.action_draft()
        cancelled.action_cancel()
        reversed_ones = self.env["account.payment"].union(*standing[middle:])
        reversed_ones.move_id._reverse_moves(cancel=True)

    def test_each_case_by_hand(self):
        student = self.enroll(self.make_session())
        part = self.pay(student, 15_000)
        self.assertEqual((student.amount_paid, student.amount_due), (15_000, 85_000))
        too_much = self.pay(student, 100_000)
        self.assertEqual((student.amount_paid, student.amount_due), (115_000, -15_000))
        too_much.action_draft()
        too_much.action_cancel()
        self.assertEqual((student.amount_paid, student.amount_due), (15_000, 85_000))
        part.move_id._reverse_moves(cancel=True)
        self.assertEqual((student.amount_paid, student.amount_due), (0, 100_000))
        student.sudo()._credit(10_000, "Goodwill")
        self.assertEqual((student.amount_total, student.amount_due), (90_000, 90_000))
        self.check(student.sudo())

    def test_core_wizard_pays_the_student(self):
        student = self.enroll(self.make_session())
        wizard = (
            self.env["account.payment.register"]
            .with_user(self.cashier)
            .with_context(active_model="account.move", active_ids=student.sudo().invoice_ids.ids)
            .create({"journal_id": self.cash.id, "amount": 120_000})
        )
        payment = wizard._create_payments()
        self.assertEqual(payment.kms_enrollment_id, student)
        self.assertEqual(student.amount_due, -20_000)
        self.check(student.sudo())

    def test_nobody_pays_for_a_stranger_by_mistake(self):
        student = self.enroll(self.make_session())
        with self.assertRaises(ValidationError):
            self.pay(student, 1_000, partner_id=self.make_partner("Stranger").id)

    def test_no_discount_behind_the_invoice(self):
        student = self.enroll(self.make_session())
        with self.assertRaises(UserError):
            student.write({"discount_percent": 100, "discount_reason": "A friend"})
        draft = self.make_student(self.make_session())
        draft.write({"discount_percent": 10, "discount_reason": "Second course"})

    def test_overdue_and_entry(self):
        student = self.enroll(self.make_session())
        self.assertEqual(student.amount_overdue, 0, "due today is not late yet")
        invoice = student.sudo().invoice_ids
        lines = invoice.line_ids.filtered("date_maturity").sorted("date_maturity")
        first = lines.filtered(lambda line: line.balance == 40_000)
        self.env.cr.execute(
            "UPDATE account_move_line SET date_maturity = date_maturity - 8 WHERE id = %s",
            [first.id],
        )
        self.env.invalidate_all()
        self.assertEqual(student.amount_overdue, 40_000)
        self.assertTrue(student.entry_refused)
        found = self.env["kms.enrollment"].search([("entry_refused", "=", True)])
        self.assertIn(student, found)
        late = self.env["kms.enrollment"].search([("amount_overdue", ">=", 40_000)])
        self.assertIn(student, late)
        self.company.kms_entry_days = 8
        self.env.invalidate_all()
        self.assertFalse(student.entry_refused)
        self.company.kms_entry_days = 7
        self.pay(student, 40_000)
        self.assertFalse(student.entry_refused)
        self.assertNotIn(student, self.env["kms.enrollment"].search([("entry_refused", "=", True)]))

    def test_search_amounts(self):
        owing, paid, draft = (
            self.enroll(self.make_session(), "A"),
            self.enroll(self.make_session(), "B"),
            self.make_student(self.make_session(), "C"),
        )
        self.pay(paid, 100_000)
        students = owing + paid + draft
        mine = [("id", "in", students.ids)]
        search = self.env["kms.enrollment"].search
        self.assertEqual(search([*mine, ("amount_due", ">", 0)]), owing)
        self.assertEqual(set(search([*mine, ("amount_due", "<=", 0)])), set(paid + draft))
        self.assertFalse(search([*mine, ("amount_due", "<", 0)]))
