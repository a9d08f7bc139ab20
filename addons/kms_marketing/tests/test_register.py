import json
from datetime import timedelta

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..exceptions import SignedOffError
from .common_register import RegisterCase


@tagged("post_install", "-at_install")
class TestRegisterClosing(RegisterCase):
    def test_the_day_shows_lines_totals_and_what_is_odd(self):
        before = self._card()
        self.visit.copy({"phone": False, "kms_arrival_date": self.noon, "email_from": False})
        card = self._card()
        self.assertEqual(card["count"], before["count"] + 1)
        check = self.env.ref("kms_marketing.register_visit_check_contact")
        counts = [
            sum(found["count"] for found in shown["checks"] if found["id"] == check.id)
            for shown in (before, card)
        ]
        self.assertEqual(counts[1], counts[0] + 1)
        [total] = self._card(register=self.sales)["totals"]
        self.assertIn("100", total["value"])
        action = self.visits.with_user(self.manager).action_open_lines(self.day, check.id)
        found = self.env["crm.lead"].search(action["domain"])
        self.assertEqual(len(found), counts[1])
        self.assertFalse(any(found.mapped("phone")))

    def test_an_appointment_of_the_past_that_is_still_planned_is_odd(self):
        register = self.env.ref("kms_marketing.register_appointment")
        lead = self.env["crm.lead"].create({"name": "Met", "kms_channel": "field"})
        before = self._card(register=register)
        self.env["calendar.event"].create(
            {
                "name": "Meeting",
                "start": self.noon,
                "stop": self.noon + timedelta(hours=1),
                "opportunity_id": lead.id,
            }
        )
        card = self._card(register=register)
        self.assertEqual(card["count"], before["count"] + 1)
        labels = [check["label"] for check in card["checks"]]
        self.assertIn("Appointment in the past that is still planned", labels)

    def test_the_day_is_that_of_douala(self):
        # 23:00 UTC is midnight in Douala
        end = self.company._kms_day_bounds(self.yesterday)[1]
        before = self._card()["count"]
        self.visit.copy({"kms_arrival_date": end - timedelta(seconds=1)})
        self.assertEqual(self._card()["count"], before + 1)
        self.visit.copy({"kms_arrival_date": end})
        self.assertEqual(self._card()["count"], before + 1)
        with freeze_time("2026-03-10 23:30:00"):
            self.assertEqual(self._registers().load_day()["day"], "2026-03-11")

    def test_signed_off_by_whom_and_when(self):
        answer = self._close()
        self.assertTrue(all(card["closing"] for card in answer["registers"]))
        closing = self._closing()
        self.assertEqual(closing.user_id, self.manager)
        self.assertEqual(closing.line_count, self._card()["count"])
        signed = closing.date
        self._close(self.director)
        self.assertEqual((closing.user_id, closing.date), (self.manager, signed))
        self.assertEqual(len(closing.correction_ids), 1)

    def test_one_register_alone(self):
        self._close(registers=self.sales)
        self.assertTrue(self._closing(self.sales))
        self.assertFalse(self._closing())

    def test_the_database_keeps_one_signature(self):
        self._close()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.env["kms.register.closing"].create(
                {
                    "company_id": self.company.id,
                    "register_id": self.visits.id,
                    "day": self.yesterday,
                    "user_id": self.director.id,
                    "date": fields.Datetime.now(),
                }
            )

    def test_days_that_cannot_be_signed_off(self):
        tomorrow = fields.Date.to_string(self.company._kms_today() + timedelta(days=1))
        for day in (tomorrow, "31/02/2026", "soon", 42, ["x"], "9999-99-99"):
            with self.subTest(day=day), self.assertRaises(UserError):
                self._registers().close_day(day)

    def test_only_the_manager_signs_off_and_nobody_by_hand(self):
        for role in ("reception", "field", "storekeeper", "accountant"):
            user = self._new_user(role, suffix="_closing")
            for call in (
                lambda user=user: self._registers(user).load_day(self.day),
                lambda user=user: self._registers(user).close_day(self.day),
                lambda user=user: self.visits.with_user(user).action_print_day(self.day),
            ):
                with self.subTest(role=role), self.assertRaises(AccessError):
                    call()
        self._close()
        closing = self._closing().with_user(self.manager)
        for call in (
            lambda: closing.write({"state": "reopened"}),
            closing.unlink,
            closing.copy,
        ):
            with self.assertRaises(AccessError):
                call()

    def test_reopened_by_the_management_with_a_reason(self):
        self._close()
        with self.assertRaises(AccessError):
            self._registers().reopen_day(self.day, self.visits.id, "Forgotten visitors")
        for reason in ("", "  x ", None, "x" * 501, ["why"]):
            with self.subTest(reason=str(reason)[:9]), self.assertRaises(UserError):
                self._registers(self.director).reopen_day(self.day, self.visits.id, reason)
        self._registers(self.director).reopen_day(self.day, self.visits.id, "Forgotten visitors")
        closing = self._closing()
        self.assertEqual(closing.state, "reopened")
        self.visit.with_user(self.salesperson).contact_name = "Mrs Kalla-Ngo"
        self.assertEqual(closing.correction_count, 0)
        self._close(self.director)
        self.assertEqual((closing.state, closing.user_id), ("closed", self.director))
        kinds = closing.correction_ids.sorted("id").mapped("kind")
        self.assertEqual(kinds, ["closed", "reopened", "closed"])
        reopened = closing.correction_ids.filtered(lambda entry: entry.kind == "reopened")
        self.assertEqual((reopened.reason, reopened.user_id), ("Forgotten visitors", self.director))

    def test_another_company_is_not_concerned(self):
        other = self.env["res.company"].create({"name": "Other house"})
        self.manager.write({"company_ids": [(6, 0, (self.company | other).ids)]})
        registers = (
            self._registers().with_company(other).with_context(allowed_company_ids=other.ids)
        )
        registers.close_day(self.day)
        self.visit.with_user(self.salesperson).contact_name = "Mrs Kalla-Ngo"
        self._close()
        with self.assertRaises(SignedOffError):
            self.visit.with_user(self.salesperson).contact_name = "Mrs Ngo"
        stranger = self._new_user("marketing", suffix="_other")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        found = self.env["kms.register.closing"].with_user(stranger).search([])
        self.assertEqual(found.company_id, other)

    def test_in_a_bounded_number_of_queries(self):
        def load():
            self.env.flush_all()
            self.env.invalidate_all()
            self._registers().load_day(self.day)

        load()
        for _number in range(30):
            self.visit.copy({"kms_arrival_date": self.noon})
        with self.assertQueryCount(60):
            load()

    def test_the_paper_of_each_register(self):
        self._close()
        self.visit.with_user(self.salesperson).with_context(
            kms_register_reason="Misspelt"
        ).contact_name = "Mrs Kalla-Ngo"
        registers = self.env["kms.register"].search([])
        action = registers.with_user(self.manager).action_print_day(self.day)
        html = (
            self.env["ir.actions.report"]
            .with_user(self.manager)
            ._render_qweb_html("kms_marketing.report_register", registers.ids, data=action["data"])[
                0
            ]
            .decode()
        )
        for word in ("Mrs Kalla-Ngo", "Misspelt", self.manager.name, self.sale.name, "100"):
            self.assertIn(word, html)
        self.assertEqual(registers.with_context(lang="en_US")[0].sequence, 1)

    def test_the_spreadsheet_has_the_columns_of_the_register(self):
        export = self.visits.with_user(self.manager).get_export(self.day)
        self.assertEqual(
            [column["name"] for column in export["fields"]],
            self.visits.column_ids.mapped("field_name"),
        )
        json.dumps(export, default=str)
        self.assertIn(self.visit, self.env["crm.lead"].search(export["domain"]))

    def test_each_register_names_what_exists(self):
        for register in self.env["kms.register"].search([]):
            lines = self.env[register.model]
            with self.subTest(register=register.name):
                self.assertIsInstance(lines, type(self.env["kms.register.line"]).__mro__[-2])
                self.assertIn(register.date_field, lines._fields)
                for column in register.column_ids:
                    self.assertIn(column.field_name, lines._fields)
                    self.assertTrue(column._label())
                register.with_user(self.manager).action_open_lines(self.day)
