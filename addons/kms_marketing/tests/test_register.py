import json
from datetime import timedelta

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..exceptions import SignedOffError
from .common import ShowroomCase


class RegisterCase(ShowroomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.kms_timezone = "Africa/Douala"
        cls.manager = cls._new_user("marketing")
        cls.director = cls._new_user("management")
        cls.visits = cls.env.ref("kms_marketing.register_visit")
        cls.sales = cls.env.ref("kms_marketing.register_sale")
        cls.yesterday = cls.company._kms_today() - timedelta(days=1)
        cls.day = fields.Date.to_string(cls.yesterday)
        cls.noon = cls.company._kms_day_bounds(cls.yesterday)[0] + timedelta(hours=12)
        cls.visit = cls.env["crm.lead"].create(
            {
                "name": "Visit",
                "contact_name": "Mrs Kalla",
                "phone": "+237677451290",
                "kms_channel": "showroom",
                "type": "opportunity",
                "kms_arrival_date": cls.noon,
                "kms_product_id": cls.panel.id,
                "user_id": cls.salesperson.id,
            }
        )
        cls.sale = cls._sell(cls.noon)

    @classmethod
    def _sell(cls, moment):
        customer = cls.env["res.partner"].create({"name": "Register customer"})
        order = cls.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "team_id": cls.team.id,
                "user_id": cls.salesperson.id,
                "order_line": [
                    fields.Command.create(
                        {
                            "product_id": cls.panel.id,
                            "product_uom_qty": 2,
                            "price_unit": 50000,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        order.date_order = moment
        return order

    def _close(self, user=None, registers=None):
        ids = registers.ids if registers else False
        return self._registers(user).close_day(self.day, ids)

    def _registers(self, user=None):
        return self.env["kms.register"].with_user(user or self.manager)

    def _closing(self, register=None):
        return self.env["kms.register.closing"].search(
            [("register_id", "=", (register or self.visits).id), ("day", "=", self.yesterday)]
        )

    def _card(self, day=None, register=None):
        cards = self._registers().load_day(day or self.day)["registers"]
        return next(card for card in cards if card["id"] == (register or self.visits).id)


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


@tagged("post_install", "-at_install")
class TestRegisterCorrection(RegisterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["kms.register"].with_user(cls.manager).close_day(cls.day)
        cls.mine = cls.visit.with_user(cls.salesperson)

    def _corrections(self, register=None):
        return self._closing(register).correction_ids.filtered(
            lambda entry: entry.kind in ("changed", "added")
        )

    def test_a_correction_needs_a_reason_and_leaves_a_trace(self):
        with self.assertRaises(SignedOffError) as refused:
            self.mine.contact_name = "Mrs Kalla-Ngo"
        self.assertIn(self.manager.name, str(refused.exception))
        self.assertEqual(self.visit.contact_name, "Mrs Kalla")
        self.mine.with_context(kms_register_reason="  Name\n misspelt ").write(
            {"contact_name": "Mrs Kalla-Ngo", "kms_orientation": "hotel"}
        )
        entries = self._corrections()
        self.assertEqual(set(entries.mapped("field_name")), {"contact_name", "kms_orientation"})
        entry = entries.filtered(lambda entry: entry.field_name == "contact_name")
        self.assertEqual((entry.old_value, entry.new_value), ("Mrs Kalla", "Mrs Kalla-Ngo"))
        self.assertEqual((entry.reason, entry.user_id), ("Name misspelt", self.salesperson))
        self.assertEqual((entry.res_id, entry.closing_id), (self.visit.id, self._closing()))
        self.assertIn("Name misspelt", "".join(self.visit.message_ids.mapped("body")))
        self.assertEqual(self._closing().correction_count, 2)

    def test_hostile_reasons(self):
        for reason in ("x", " \n ", "y" * 501, ["why"], 42):
            with self.subTest(reason=str(reason)[:9]), self.assertRaises(UserError):
                self.mine.with_context(kms_register_reason=reason).contact_name = "Other"
        self.mine.with_context(kms_register_reason="<b>why</b>").contact_name = "<i>Ngo</i>"
        body = self.visit.message_ids[:1].body
        self.assertNotIn("<i>", body)
        self.assertNotIn("<b>why", body)

    def test_the_same_value_is_no_correction(self):
        self.mine.contact_name = "Mrs Kalla"
        self.assertFalse(self._corrections())

    def test_what_follows_from_a_later_sale_is_no_correction(self):
        self.mine.action_kms_take_charge()
        self.mine.action_kms_convert_to_quotation()
        order = self.visit.kms_quotation_id
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual(self.visit.kms_visit_state, "sold")
        self.assertFalse(self._corrections())

    def test_other_columns_stay_free(self):
        self.mine.write({"description": "Came back", "user_id": self.colleague.id})
        self.assertFalse(self._corrections())

    def test_today_stays_free(self):
        visit = self._register().with_user(self.salesperson)
        visit.contact_name = "Mrs Free"
        self.assertFalse(self._corrections())

    def test_a_line_is_never_deleted(self):
        manager = self.visit.with_user(self.manager)
        for visit in (manager, manager.with_context(kms_register_reason="Twice"), manager.sudo()):
            with self.assertRaisesRegex(UserError, "never deleted"):
                visit.unlink()
        self._register().with_user(self.manager).unlink()

    def test_a_line_that_arrives_late_leaves_a_trace(self):
        late = self.mine.copy({"kms_arrival_date": self.noon})
        entry = self._corrections()
        self.assertEqual((entry.kind, entry.res_id), ("added", late.id))
        self.assertEqual(entry.user_id, self.salesperson)

    def test_moving_a_line_to_another_day_takes_a_reason(self):
        today = fields.Datetime.now()
        with self.assertRaises(SignedOffError):
            self.mine.write({"kms_arrival_date": today})
        self.mine.with_context(kms_register_reason="Wrong day").kms_arrival_date = today
        self.assertEqual(self._corrections().field_name, "kms_arrival_date")
        self.mine.kms_arrival_date = self.noon
        self.assertEqual(self._corrections().sorted("id")[-1:].kind, "added")

    def test_leaving_the_channel_takes_a_reason(self):
        field = self.env["crm.team"]._kms_get_channel_team("field", self.company)
        for values in ({"kms_channel": "field"}, {"team_id": field.id}):
            with self.subTest(values=values), self.assertRaises(SignedOffError):
                self.visit.with_user(self.manager).write(values)

    def test_the_amount_of_a_sale_is_guarded_through_its_lines(self):
        line = self.sale.order_line.with_user(self.salesperson)
        order = self.sale.with_user(self.salesperson)
        for call in (
            lambda: line.write({"price_unit": 10000}),
            lambda: order.write({"order_line": [fields.Command.update(line.id, {"discount": 50})]}),
            lambda: line.create(
                {"order_id": order.id, "product_id": self.panel.id, "product_uom_qty": 1}
            ),
        ):
            with self.assertRaises(SignedOffError):
                call()
        line.with_context(kms_register_reason="Agreed by phone").price_unit = 40000
        entry = self._corrections(self.sales)
        self.assertEqual(entry.field_name, "amount_total")
        self.assertIn("100", entry.old_value)
        self.assertIn("80", entry.new_value)
        line.name = "Another text"

    def test_a_sale_of_a_signed_off_day_is_cancelled_with_a_reason(self):
        order = self.sale.with_user(self.env.ref("base.user_admin"))
        with self.assertRaises(SignedOffError):
            order.action_cancel()
        order.with_context(kms_register_reason="Came back the next day").action_cancel()
        self.assertEqual(self.sale.state, "cancel")
        self.assertIn("state", self._corrections(self.sales).mapped("field_name"))

    def test_the_system_gives_no_reason_but_leaves_its_trace(self):
        self.mine.sudo().contact_name = "Mrs System"
        entry = self._corrections()
        self.assertEqual(entry.reason, "By the system")
        self.assertEqual(entry.new_value, "Mrs System")

    def test_the_trace_is_never_changed(self):
        self.mine.with_context(kms_register_reason="Misspelt").contact_name = "Mrs Ngo"
        entry = self._corrections()
        for user in (self.manager, self.director, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                entry.with_user(user).unlink()
            with self.assertRaises(UserError):
                entry.with_user(user).write({"reason": "Nothing"})
        for call in (lambda: entry.write({"reason": "Nothing"}), entry.unlink):
            with self.assertRaises(UserError):
                call()

    def test_a_write_costs_no_more_when_days_are_signed_off(self):
        visits = self.env["crm.lead"].create(
            [
                {"name": f"Visit {n}", "contact_name": f"Visitor {n}", "kms_channel": "showroom"}
                for n in range(50)
            ]
        )
        self.env.flush_all()
        visits.invalidate_recordset()
        with self.assertQueryCount(12):
            visits.write({"kms_orientation": "hotel"})
            self.env.flush_all()
