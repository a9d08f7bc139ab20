from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import ShowroomCase


@tagged("post_install", "-at_install")
class TestVisit(ShowroomCase):
    def test_quotation_carries_product_customer_and_channel(self):
        visit = self._register()
        action = visit.with_user(self.salesperson).action_kms_convert_to_quotation()
        order = self.env["sale.order"].browse(action["res_id"])
        self.assertRecordValues(
            order,
            [
                {
                    "kms_visit_id": visit.id,
                    "opportunity_id": visit.id,
                    "kms_channel": "showroom",
                    "user_id": self.salesperson.id,
                    "source_id": self.source.id,
                    "state": "draft",
                }
            ],
        )
        self.assertEqual(order.order_line.product_id, self.panel)
        self.assertEqual(order.partner_id.phone_sanitized, "+237677451290")
        self.assertEqual(visit.kms_visit_state, "quoted")

    def test_second_click_opens_the_same_quotation(self):
        visit = self._register()
        first = visit.with_user(self.salesperson).action_kms_convert_to_quotation()
        second = visit.with_user(self.colleague).action_kms_convert_to_quotation()
        self.assertEqual(first["res_id"], second["res_id"])

    def test_cancelled_quotation_makes_room_for_another(self):
        visit = self._register()
        first = visit.action_kms_convert_to_quotation()["res_id"]
        self.env["sale.order"].browse(first)._action_cancel()
        self.assertEqual(visit.kms_visit_state, "received")
        self.assertNotEqual(visit.action_kms_convert_to_quotation()["res_id"], first)

    def test_states_follow_the_quotation(self):
        visit = self._register()
        self.assertEqual(visit.kms_visit_state, "waiting")
        visit.with_user(self.salesperson).action_kms_take_charge()
        self.assertEqual(visit.kms_visit_state, "received")
        visit.action_kms_convert_to_quotation()
        self.assertEqual(visit.kms_visit_state, "quoted")
        visit.kms_quotation_id.action_confirm()
        self.assertEqual(visit.kms_visit_state, "sold")
        self.assertEqual(visit.kms_sold_amount, visit.kms_quotation_id.amount_total)

    def test_lost_visit_is_not_quoted(self):
        visit = self._register()
        visit.action_set_lost(lost_reason_id=self.env.ref("kms_marketing.lost_reason_other").id)
        self.assertEqual(visit.kms_visit_state, "lost")
        with self.assertRaises(UserError):
            visit.action_kms_convert_to_quotation()

    def test_visitor_without_name_is_not_quoted(self):
        visit = self.env["crm.lead"].create({"name": "Nobody", "kms_channel": "showroom"})
        with self.assertRaises(UserError):
            visit.action_kms_convert_to_quotation()

    def test_who_receives_an_unassigned_visitor_keeps_them(self):
        visit = self._register()
        visit.with_user(self.salesperson).action_kms_take_charge()
        received = visit.kms_contact_date
        visit.with_user(self.colleague).action_kms_take_charge()
        self.assertEqual(visit.user_id, self.salesperson)
        self.assertEqual(visit.kms_contact_date, received)
        self.assertEqual(visit.kms_channel, "showroom")

    def test_reception_hands_over_but_does_not_sell(self):
        visit = self._register()
        visit.with_user(self.receptionist).action_kms_convert_to_quotation()
        self.assertFalse(visit.user_id)
        self.assertFalse(visit.kms_quotation_id.user_id)
        self.assertTrue(visit.kms_contact_date)

    def test_waiting_time_turns_late_at_the_limit(self):
        self.env.company.kms_waiting_limit = 10
        visit = self._register()
        for minutes, late in ((9, False), (10, True), (45, True)):
            visit.kms_arrival_date = self._minutes_ago(minutes)
            self.assertEqual((visit.kms_waiting_minutes, visit.kms_is_late), (minutes, late))
        visit.kms_contact_date = visit.kms_arrival_date + timedelta(minutes=12)
        self.assertEqual((visit.kms_waiting_minutes, visit.kms_is_late), (12, False))

    def test_nobody_is_received_before_arriving(self):
        visit = self._register()
        with self.assertRaises(ValidationError):
            visit.kms_contact_date = visit.kms_arrival_date - timedelta(minutes=1)

    def test_expired_quotation_is_not_confirmed(self):
        visit = self._register()
        visit.action_kms_convert_to_quotation()
        order = visit.kms_quotation_id
        order.validity_date = fields.Date.subtract(fields.Date.today(), days=1)
        with self.assertRaisesRegex(UserError, "expired"):
            order.action_confirm()
        self.assertEqual(order.state, "draft")
        order.validity_date = fields.Date.add(fields.Date.today(), days=15)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_sold_amount_is_the_total_of_the_sale_only(self):
        visit = self._register()
        visit.action_kms_convert_to_quotation()
        order = visit.kms_quotation_id
        self.assertEqual(order.kms_sold_amount, 0)
        order.action_confirm()
        self.assertEqual(order.kms_sold_amount, order.amount_total)

    def test_whatsapp_link_goes_to_the_customer_with_the_portal_link(self):
        visit = self._register()
        visit.action_kms_convert_to_quotation()
        order = visit.kms_quotation_id
        url = order.with_user(self.salesperson).action_kms_send_whatsapp()["url"]
        self.assertTrue(url.startswith("https://wa.me/237677451290?text="), url)
        self.assertIn(order.name, url)
        self.assertIn("access_token", url)
        self.assertEqual(order.state, "sent")

    def test_whatsapp_without_a_number_says_what_to_do(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.env["res.partner"].create({"name": "No phone"}).id}
        )
        with self.assertRaisesRegex(UserError, "phone"):
            order.action_kms_send_whatsapp()
