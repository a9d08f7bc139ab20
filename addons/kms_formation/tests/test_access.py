from odoo.exceptions import AccessError
from odoo.fields import Command

from ..hooks import GIVEN, uninstall_hook
from .common import SchoolCase


class TestAccess(SchoolCase):
    def test_each_role(self):
        student = self.enroll(self.make_session())
        for role in ("cashier", "accountant"):
            user = self.make_user(f"school_{role}_2", role)
            seen = student.with_user(user)
            self.assertEqual(seen.amount_due, 100_000)
            self.assertTrue(seen.session_id.name)
            for call in (
                lambda seen=seen: seen.write({"note": "x"}),
                seen.action_enroll,
                lambda user=user: self.course.with_user(user).write({"list_price": 1}),
            ):
                with self.assertRaises(AccessError):
                    call()
        for role in ("showroom", "storekeeper", "concierge", "reception"):
            user = self.make_user(f"school_{role}", role)
            with self.assertRaises(AccessError):
                student.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                self.env["kms.fee.desk"].with_user(user).load()

    def test_catalogue_is_marketing_s(self):
        with self.assertRaises(AccessError):
            self.course.with_user(self.secretary).write({"list_price": 1})
        marketing = self.make_user("school_marketing", "marketing")
        self.course.with_user(marketing).write({"list_price": 90_000})
        self.make_user("school_management", "management")

    def test_secretary_cannot_cash(self):
        with self.assertRaises(AccessError):
            self.env["kms.fee.desk"].with_user(self.secretary).load()

    def test_secretary_sees_the_school_s_orders_only(self):
        student = self.enroll(self.make_session())
        order = student.sudo().sale_id
        order.with_user(self.secretary).read(["name"])
        other = self.env["sale.order"].create(
            {"partner_id": student.partner_id.id, "user_id": self.cashier.id}
        )
        with self.assertRaises(AccessError):
            other.with_user(self.secretary).read(["name"])

    def test_two_companies(self):
        other = self.env["res.company"].create({"name": "Other school"})
        stranger = self.make_user("school_stranger", "training", other)
        student = self.enroll(self.make_session())
        records = [
            student,
            student.session_id,
            student.course_id,
            student.sudo().seat_id,
            student.sudo()._statement_lines(),
        ]
        for record in records:
            self.assertFalse(record.with_user(stranger).search([("id", "in", record.ids)]))
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["display_name"])
        with self.assertRaises(AccessError):
            self.make_student(student.session_id, user=stranger)
        cashier = self.make_user("school_other_cashier", "cashier", other)
        self.assertFalse(
            self.env["kms.fee.desk"].with_user(cashier).with_company(other).find("Student")
        )

    def test_groups_come_back(self):
        uninstall_hook(self.env)
        for role, group in GIVEN:
            self.assertNotIn(self.env.ref(group), self.env.ref(role).implied_ids)
            self.env.ref(role).implied_ids = [Command.link(self.env.ref(group).id)]
