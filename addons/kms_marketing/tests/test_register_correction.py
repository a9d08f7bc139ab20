from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..exceptions import SignedOffError
from .common_register import RegisterCase


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
            with self.assertRaises(AccessError):
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
            visits.write({"kms_orientation": "cash_desk"})
            self.env.flush_all()
