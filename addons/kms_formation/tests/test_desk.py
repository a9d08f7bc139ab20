from uuid import uuid4

from odoo.exceptions import AccessError, UserError

from .common import SchoolCase


class TestDesk(SchoolCase):
    def setUp(self):
        super().setUp()
        self.desk = self.env["kms.fee.desk"].with_user(self.cashier)
        self.student = self.enroll(self.make_session(), "Awa Ngo")
        self.student.partner_id.phone = "699 10 20 30"

    def values(self, **values):
        return {
            "uuid": uuid4().hex[:16],
            "enrollment_id": self.student.id,
            "journal_id": self.cash.id,
            "amount": 40_000,
            **values,
        }

    def payments(self):
        return self.env["account.payment"].search([("kms_enrollment_id", "=", self.student.id)])

    def test_a_fee_is_in_the_money_of_the_school(self):
        """An account in another currency takes francs too; nobody types euros here."""
        currency = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("id", "!=", self.company.currency_id.id)], limit=1)
        )
        currency.active = True
        abroad = self.env["account.journal"].create(
            {
                "name": "Abroad",
                "code": "ABR",
                "type": "bank",
                "currency_id": currency.id,
                "company_id": self.company.id,
            }
        )
        answer = self.desk.pay(self.values(journal_id=abroad.id, amount=10_000))
        payment = self.env["account.payment"].browse(answer["payment"]["id"])
        self.assertEqual(payment.currency_id, self.company.currency_id)

    def test_found(self):
        for query in ("699102030", "+237 699-10-20-30", self.student.barcode, "awa", "Ngo"):
            found = self.desk.find(query)
            self.assertIn(self.student.id, [one["id"] for one in found], query)
        self.assertIn(self.student.id, [one["id"] for one in self.desk.find(self.student.name)])
        for query in ("", "aw", "%%%", None, "699000000", {"a": 1}, "x" * 1000):
            self.assertFalse(self.desk.find(query), query)

    def test_same_payment_ten_times(self):
        values = self.values()
        answers = [self.desk.pay(values) for _time in range(10)]
        self.assertEqual(len(self.payments()), 1)
        self.assertEqual(len({answer["payment"]["id"] for answer in answers}), 1)
        self.assertEqual(self.student.amount_due, 60_000)
        card = answers[0]["card"]
        self.assertEqual([part["amount"] for part in card["schedule"]], [30_000, 30_000])
        self.assertEqual(card["suggested"], 30_000)
        self.assertEqual(card["paid"], 40_000)

    def test_mobile_money_needs_its_id_once(self):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.desk.pay(self.values(journal_id=self.mtn.id))
        self.desk.pay(self.values(journal_id=self.mtn.id, ref="mp 1234", amount=10_000))
        self.assertEqual(self.payments().kms_transaction_ref, "MP1234")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.desk.pay(self.values(journal_id=self.mtn.id, ref="MP1234", amount=10_000))
        self.assertEqual(len(self.payments()), 1)

    def test_hostile(self):
        for values in (
            {"amount": 0},
            {"amount": -5},
            {"amount": float("nan")},
            {"amount": float("inf")},
            {"amount": "40000"},
            {"amount": True},
            {"amount": 10.5},
            {"amount": 1e15},
            {"journal_id": False},
            {"journal_id": -1},
            {"enrollment_id": 0},
            {"enrollment_id": "1"},
            {"enrollment_id": None},
            {"uuid": ""},
            {"uuid": "x' OR 1=1"},
            {"uuid": None},
        ):
            with self.assertRaises(UserError, msg=values), self.env.cr.savepoint():
                self.desk.pay(self.values(**values))
        for wrong in (None, [], "x"):
            with self.assertRaises(UserError):
                self.desk.pay(wrong)
        self.assertFalse(self.payments())
        with self.assertRaises(UserError):
            self.desk.open(0)

    def test_secretary_does_not_cash(self):
        with self.assertRaises(AccessError):
            self.env["kms.fee.desk"].with_user(self.secretary).pay(self.values())

    def test_queue(self):
        other = self.enroll(self.make_session(), "Second")
        self.student.action_queue()
        other.action_queue()
        self.student.action_queue()
        names = [one["name"] for one in self.desk.load()["queue"]]
        self.assertEqual(names, ["Awa Ngo", "Second"])
        answer = self.desk.pay(self.values())
        self.assertEqual([one["name"] for one in answer["queue"]], ["Second"])
        self.assertEqual(answer["today"]["amount"], 40_000)
        self.assertFalse(self.desk.leave(other.id)["queue"])
        with self.assertRaises(UserError):
            self.make_student(self.make_session()).action_queue()

    def test_receipt(self):
        answer = self.desk.pay(self.values())
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html(
            "account.report_payment_receipt", [answer["payment"]["id"]]
        )[0].decode()
        self.assertIn("kms_schedule", html)
        self.assertIn("60", html)
        html = report._render_qweb_html("kms_formation.report_statement", self.student.ids)[0]
        self.assertIn(self.student.sudo().invoice_ids.name, html.decode())
