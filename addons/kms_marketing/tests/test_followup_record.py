from datetime import timedelta
from urllib.parse import unquote

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import ShowroomCase


@tagged("post_install", "-at_install")
class TestFollowupRecord(ShowroomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.customer = cls.env["res.partner"].create(
            {"name": "Mrs Ngo", "phone": "+237677451299", "email": "ngo@example.com"}
        )
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "team_id": cls.team.id,
                "user_id": cls.salesperson.id,
                "order_line": [fields.Command.create({"product_id": cls.panel.id})],
            }
        )
        cls.today = cls.company._kms_today()

    def _record(self, user=None, **values):
        return (
            self.env["kms.quote.followup"]
            .with_user(user or self.salesperson)
            .record_followup(
                {
                    "uuid": "0123456789abcdef",
                    "order_id": self.order.id,
                    "method": "phone",
                    "result": "no_answer",
                    **values,
                }
            )
        )

    def test_each_result_has_its_next_step(self):
        self.company.kms_followup_interested_days = 5
        for number, (result, days) in enumerate(
            [("no_answer", 2), ("call_back", 1), ("interested", 5), ("accepted", None)]
        ):
            with self.subTest(result=result):
                answer = self._record(uuid=f"{number:016x}", result=result)
                last = self.order.kms_last_followup_id
                self.assertEqual(last.id, answer["id"])
                self.assertEqual(last.result, result)
                self.assertEqual(bool(last.next_action), days is not None)
                due = self.today + timedelta(days=days) if days else False
                self.assertEqual(last.next_date, due)
                self.assertEqual(answer["confirm"], result == "accepted")
                self.assertEqual(last.user_id, self.salesperson)

    def test_sent_twice_is_recorded_once(self):
        first = self._record(comment="Engaged")
        self.assertEqual(self._record(comment="Engaged"), first)
        self.assertEqual(len(self.order.kms_followup_ids), 1)
        with self.assertRaises(AccessError):
            self._record(user=self._new_user("field"))

    def test_what_is_given_comes_before_what_is_filled_in(self):
        day = self.today + timedelta(days=9)
        self._record(next_date=fields.Date.to_string(day), next_action="  Show   samples ")
        last = self.order.kms_last_followup_id
        self.assertEqual((last.next_date, last.next_action), (day, "Show samples"))

    def test_hostile_input_gets_a_sentence(self):
        yesterday = fields.Date.to_string(self.today - timedelta(days=1))
        for values, error in (
            ({"next_date": yesterday}, UserError),
            ({"next_date": "tomorrow"}, UserError),
            ({"next_date": ["2026-01-01"]}, UserError),
            ({"comment": "x" * 10_000}, ValidationError),
            ({"next_action": "x" * 10_000}, ValidationError),
            ({"result": "won"}, UserError),
            ({"result": []}, UserError),
            ({"method": None}, UserError),
            ({"order_id": 0}, UserError),
            ({"order_id": "1"}, UserError),
            ({"lost_reason_id": 10**8}, UserError),
            ({"uuid": "x"}, UserError),
            ({"visit_start": "2020-01-01 10:00:00"}, UserError),
            ({"visit_start": "soon"}, UserError),
        ):
            with self.subTest(values=str(values)[:60]), self.assertRaises(error):
                self._record(**values)
        self.assertFalse(self.order.kms_followup_ids)
        self.order._action_cancel()
        with self.assertRaisesRegex(UserError, "does not wait"):
            self._record()

    def test_html_stays_text(self):
        comment = "<script>alert(1)</script> & <b>more</b>\x00"
        self._record(comment=comment, result="refused")
        self.assertEqual(self.order.kms_followup_ids.comment, comment[:-1])
        self.assertEqual(self.order.state, "cancel")
        for message in self.order.message_ids:
            self.assertNotIn("<script>", message.body or "")

    def test_a_message_with_the_link_is_a_quotation_sent(self):
        self._record(method="phone")
        self.assertEqual(self.order.state, "draft")
        self._record(uuid="1" * 16, method="whatsapp")
        self.assertEqual(self.order.state, "sent")

    def test_the_past_is_refused_by_the_model_too(self):
        with self.assertRaises(ValidationError):
            self.env["kms.quote.followup"].create(
                {
                    "order_id": self.order.id,
                    "result": "call_back",
                    "next_date": self.today - timedelta(days=3),
                }
            )

    def test_dialog_has_every_way_ready(self):
        order = self.order.with_user(self.salesperson)
        card = order.action_kms_followup()["params"]
        links = {method["code"]: method["href"] for method in card["methods"]}
        self.assertEqual(links["phone"], "tel:+237677451299")
        self.assertTrue(links["whatsapp"].startswith("https://wa.me/237677451299?text="))
        self.assertIn(order.name, unquote(links["whatsapp"]))
        self.assertIn(order.access_token, unquote(links["sms"]))
        self.assertTrue(links["sms"].startswith("sms:+237677451299?body="))
        results = {result["code"]: result["next_date"] for result in card["results"]}
        self.assertEqual(results["call_back"], str(self.today + timedelta(days=1)))
        self.assertFalse(results["refused"])
        self.customer.phone = False
        links = {method["code"]: method["href"] for method in order._kms_followup_methods()}
        self.assertFalse(any(links.values()))

    def test_dialog_in_a_bounded_number_of_queries(self):
        self._record()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(30):
            self.order.with_user(self.salesperson).action_kms_followup()

    def test_mail_leaves_with_the_pdf_and_is_the_followup(self):
        order = self.order.with_user(self.salesperson).with_context(kms_method="email")
        action = order.action_kms_followup()
        template = self.env["mail.template"].browse(action["context"]["default_template_id"])
        self.assertEqual(template, self.env.ref("kms_marketing.mail_template_followup"))
        self.assertTrue(template.report_template_ids)
        composer = Form(
            self.env["mail.compose.message"]
            .with_user(self.salesperson)
            .with_context(**action["context"])
        ).save()
        self.assertIn(self.order.name, composer.body)
        self.assertFalse(self.order.kms_followup_ids)
        composer.action_send_mail()
        followup = self.order.kms_followup_ids
        self.assertEqual((followup.method, followup.result), ("email", "no_answer"))
        self.assertEqual(followup.next_date, self.today + timedelta(days=2))
        self.assertEqual(self.order.state, "sent")
        self.customer.email = False
        with self.assertRaises(UserError):
            order.action_kms_followup()

    def test_planned_visit_is_an_appointment(self):
        start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=3)
        self._record(
            method="visit", result="call_back", visit_start=fields.Datetime.to_string(start)
        )
        event = self.env["calendar.event"].search([("partner_ids", "=", self.customer.id)])
        self.assertEqual((event.start, event.kms_state), (start, "planned"))
        self.assertEqual(event.user_id, self.salesperson)
        self.assertEqual(self.order.kms_next_followup_date, start.date())
        self._record(
            method="visit", result="call_back", visit_start=fields.Datetime.to_string(start)
        )
        self.assertEqual(len(event.search([("partner_ids", "=", self.customer.id)])), 1)

    def test_history_is_on_the_customer(self):
        self._record()
        contact = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.customer.id, "type": "contact"}
        )
        self.assertEqual(self.customer.with_user(self.salesperson).kms_followup_count, 1)
        self.assertEqual(contact.kms_followup_count, 0)
        self.assertEqual(
            self.customer.with_user(self._new_user("storekeeper")).kms_followup_count, 0
        )
