from datetime import timedelta

from markupsafe import Markup

from odoo import fields
from odoo.tests import freeze_time, tagged

from .common import CallCase


@tagged("post_install", "-at_install")
class TestStep(CallCase):
    def test_a_quotation_for_somebody_unknown(self):
        [person] = self.add(1)
        self.campaign.product_id = self.env["product.product"].create({"name": "Sofa"})
        self.hand()
        answer = self.call(person, "interested", step={"kind": "quotation"})
        [said] = answer["said"]
        order = self.env[said["res_model"]].browse(said["res_id"])
        self.assertEqual(order.order_line.product_id, self.campaign.product_id)
        self.assertEqual(order.partner_id.phone_sanitized, person.phone)
        self.assertEqual(order.opportunity_id, person.lead_id)

    def test_a_step_that_fails_keeps_the_call(self):
        [person] = self.add(1)
        self.hand()
        answer = self.call(person, "appointment", step={"kind": "appointment", "date": ""})
        self.assertEqual(answer["said"][0]["kind"], "danger")
        self.assertEqual((len(person.call_ids), person.state), (1, "done"))
        self.assertFalse(self.env["calendar.event"].search([("name", "ilike", person.name)]))

    def test_an_appointment_is_in_the_calendar_with_its_reminders(self):
        [person] = self.add(1)
        start = (fields.Datetime.now() + timedelta(days=1)).isoformat() + "Z"
        self.call(person, "appointment", step={"kind": "appointment", "date": start})
        event = self.env["calendar.event"].search([("opportunity_id", "=", person.lead_id.id)])
        self.assertEqual((event.kms_state, event.user_id), ("planned", self.seller))
        self.assertEqual(len(event.alarm_ids), 2)

    def test_never_again(self):
        [person] = self.add(1)
        self.call(person, "not_interested", step={"kind": "opt_out"}, note="Asked to be left alone")
        self.assertEqual((person.state, person.refusal), ("refused", "opt_out"))
        consent = self.env["kms.call.consent"].search([("phone", "=", person.phone)])
        self.assertEqual(consent.proof, "Asked to be left alone")

    def test_lost_with_its_reason(self):
        [person] = self.add(1)
        person.lead_id = self.env["crm.lead"].create({"name": "L", "user_id": self.other.id})
        reason = self.env["crm.lost.reason"].create({"name": "Too far"})
        self.call(person, "not_interested", step={"kind": "lost", "reason_id": reason.id})
        self.assertEqual((person.lead_id.active, person.lead_id.lost_reason_id), (False, reason))

    def test_calls_are_part_of_the_history(self):
        [person] = self.add(1)
        person.partner_id = self.env["res.partner"].create({"name": "Mme Kalla"})
        self.call(person, "no_answer", note="Engine noise", duration=65)
        self.env.flush_all()
        line = self.env["kms.customer.history"].search(
            [("partner_id", "=", person.partner_id.id), ("kind", "=", "call")]
        )
        self.assertIn("1 min 5 s", line.summary)
        self.assertIn("Engine noise", line.summary)
        self.assertEqual(line.action_open_document()["res_model"], "kms.call")

    def test_progress_in_numbers(self):
        people = self.add(5)
        with freeze_time("2026-11-23 09:00:00"):
            self.call(people[0], "interested", duration=120)
        with freeze_time("2026-11-23 09:02:00"):
            self.call(people[1], "no_answer", duration=30)
        with freeze_time("2026-11-23 09:03:00"):
            self.call(people[2], "not_interested", duration=60)
            figures = (
                self.env["kms.call.campaign"].with_user(self.seller).read_progress(self.campaign.id)
            )
        self.assertEqual(
            [figures[name] for name in ("prospect", "called", "interested", "callback", "no")],
            [5, 3, 1, 0, 1],
        )
        # 120 s to the second call, 60 s to the third, whose own length is 60 s: 3 calls in 240 s
        self.assertEqual((figures["me"]["calls"], figures["me"]["an_hour"]), (3, 45))
        self.assertEqual((figures["me"]["answered"], figures["me"]["talk"]), (2, 180))
        self.assertAlmostEqual(self.campaign.answer_rate, 66.7, 1)
        self.assertAlmostEqual(self.campaign.progress, 60)

    def test_best_hour_is_n_of_m(self):
        people = self.add(12)
        for hour, kinds in ((9, ["no_answer"] * 5 + ["interested"]), (10, ["interested"] * 6)):
            for kind in kinds:
                person, people = people[0], people[1:]
                with freeze_time(f"2026-11-23 {hour:02}:10:00"):
                    self.call(person, kind)
        self.assertEqual(self.campaign._read_best("hour"), {"hour": 10, "answered": 6, "calls": 6})

    def test_a_colleagues_lead_is_shown_with_what_was_said(self):
        [person] = self.add(1)
        lead = self.env["crm.lead"].create({"name": "L", "user_id": self.other.id})
        lead.message_post(body=Markup("Wants <b>oak</b>"), message_type="comment")
        person.lead_id = lead
        [card] = self.screen().refresh(self.campaign.id)["cards"]
        self.assertEqual(card["exchanges"][0]["note"], "Wants oak")
        self.assertIn("calls_paul", card["script"])
