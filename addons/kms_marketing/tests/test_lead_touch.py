# ruff: noqa: DTZ001 moments are naive UTC, as the ORM keeps them
from datetime import datetime, timedelta
from statistics import median

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..touch import deadline
from .common_digital import DigitalCase


@tagged("post_install", "-at_install")
class TestLeadTouch(DigitalCase):
    def _waiting(self, minutes=5, **values):
        arrival = fields.Datetime.now() - timedelta(minutes=minutes)
        return self._lead(kms_arrival_date=arrival, **values)

    # -- what is a touch -------------------------------------------------------------------------

    def test_a_person_who_acts_is_a_touch(self):
        stage = self.env["crm.stage"].search([], limit=2)[1]
        activity = {"act_type_xmlid": "mail.mail_activity_data_call", "user_id": self.agent.id}
        touches = {
            "note": lambda lead: lead.message_post(body="Rang, no answer", message_type="comment"),
            "message": lambda lead: lead.message_post(
                body="Good morning", subtype_xmlid="mail.mt_comment", message_type="comment"
            ),
            "call": lambda lead: lead.action_kms_call(),
            "whatsapp": lambda lead: lead.action_kms_whatsapp(),
            "activity": lambda lead: lead.activity_schedule(**activity).action_feedback(),
            "stage": lambda lead: lead.write({"stage_id": stage.id}),
            "quotation": lambda lead: lead.action_kms_convert_to_quotation(),
        }
        for number, (kind, touch) in enumerate(touches.items()):
            lead = self._waiting(7, phone=f"+23767745129{number}")
            lead.flush_recordset()
            touch(lead.with_user(self.agent))
            self.assertTrue(lead.kms_contact_date, kind)
            self.assertEqual(lead.kms_touch_minutes, 7, kind)

    def test_opening_planning_and_the_system_are_none(self):
        lead = self._waiting()
        mine = lead.with_user(self.agent)
        Form(mine, view="kms_marketing.crm_lead_view_form_digital")
        mine.activity_schedule("mail.mail_activity_data_call", user_id=self.agent.id)
        mine.city = "Douala"
        mine.stage_id = lead.stage_id
        root = lead.with_user(self.env.ref("base.user_root"))
        root.message_post(body="Automatic", message_type="comment")
        root.stage_id = self.env["crm.stage"].search([], limit=2)[1]
        root.message_post(
            body="The answer of the prospect",
            message_type="email",
            author_id=self.env["res.partner"].create({"name": "Prospect"}).id,
        )
        self.assertFalse(lead.kms_contact_date)

    def test_first_touch_counts_and_other_channels_have_their_own(self):
        lead = self._waiting(60).with_user(self.agent)
        lead.message_post(body="First", message_type="comment")
        first = lead.kms_contact_date
        lead.kms_contact_date = first - timedelta(minutes=30)
        lead.message_post(body="Second", message_type="comment")
        self.assertEqual(lead.kms_contact_date, first - timedelta(minutes=30))
        visit = self._lead(kms_channel="showroom", phone=False)
        visit.message_post(body="Not received yet", message_type="comment")
        self.assertFalse(visit.kms_contact_date)

    def test_who_contacts_nobodys_lead_takes_it(self):
        lead = self._waiting()
        action = lead.with_user(self.agent).action_kms_whatsapp()
        self.assertEqual(lead.user_id, self.agent)
        self.assertTrue(action["url"].startswith("https://wa.me/237677451290?text="))
        self.assertEqual(lead.action_kms_call()["url"], "tel:+237677451290")
        self.assertEqual(lead.user_id, self.agent)
        mute = self._waiting(phone=False)
        for button in (mute.action_kms_call, mute.action_kms_whatsapp, mute.action_kms_email):
            with self.assertRaises(UserError):
                button()
        self.assertFalse(mute.kms_contact_date)
        mute.email_from = "one@example.com"
        self.assertEqual(mute.action_kms_email()["res_model"], "mail.compose.message")

    def test_digital_lead_is_quoted_once(self):
        lead = self._waiting(source_id=self.env.ref("utm.utm_source_facebook").id)
        first = lead.with_user(self.agent).action_kms_convert_to_quotation()
        self.assertEqual(lead.with_user(self.manager).action_kms_convert_to_quotation(), first)
        order = lead.kms_quotation_id
        self.assertEqual(order.kms_channel, "digital")
        self.assertEqual(order.source_id, lead.source_id)
        self.assertEqual(order.partner_id.phone_sanitized, "+237677451290")

    # -- the median ------------------------------------------------------------------------------

    def test_median_is_of_contacted_leads_only(self):
        source = self.env["utm.source"].create({"name": "Median test"})
        waited = [3, 5, 70, 10, 4]
        for minutes in waited:
            lead = self._waiting(minutes, source_id=source.id)
            lead.kms_contact_date = lead.kms_arrival_date + timedelta(minutes=minutes)
        self._waiting(500, source_id=source.id)
        domain = [("source_id", "=", source.id)]
        groups = self.env["crm.lead"]._read_group(
            domain, ["source_id"], ["kms_touch_minutes:median", "__count"]
        )
        self.assertEqual(groups, [(source, median(waited), 6)])
        [total] = self.env["crm.lead"]._read_group(domain, [], ["kms_touch_minutes:median"])
        self.assertEqual(total, (5,))
        shown = self.env["crm.lead"].formatted_read_group(
            domain, ["user_id"], ["kms_touch_minutes:median"]
        )
        self.assertEqual(shown[0]["kms_touch_minutes:median"], 5)
        untouched = [*domain, ("kms_contact_date", "=", False)]
        [none] = self.env["crm.lead"]._read_group(untouched, [], ["kms_touch_minutes:median"])
        self.assertFalse(none[0])

    # -- deadlines and escalation ----------------------------------------------------------------

    def test_deadline_counts_working_minutes(self):
        day = datetime(2026, 3, 2)
        hours = [
            (day.replace(hour=8), day.replace(hour=12)),
            (day.replace(hour=14), day.replace(hour=18)),
            (day.replace(day=3, hour=8), day.replace(day=3, hour=12)),
        ]
        for arrival, minutes, due in (
            ((2, 9, 0), 30, (2, 9, 30)),
            ((2, 11, 50), 30, (2, 14, 20)),
            ((2, 12, 30), 30, (2, 14, 30)),
            ((2, 17, 59), 30, (3, 8, 29)),
            ((2, 18, 0), 240, (3, 12, 0)),
            ((3, 11, 0), 90, (3, 12, 30)),
        ):
            moment = day.replace(day=arrival[0], hour=arrival[1], minute=arrival[2])
            self.assertEqual(
                deadline(moment, minutes, hours),
                day.replace(day=due[0], hour=due[1], minute=due[2]),
            )

    def test_deadline_follows_the_calendar_of_the_company(self):
        self.company.kms_touch_limit = 45
        saturday_night = datetime(2026, 3, 7, 22, 0)
        lead = self._lead(kms_arrival_date=saturday_night)
        self.assertEqual(lead.kms_touch_deadline, saturday_night + timedelta(minutes=45))
        self.company.kms_touch_work_hours = True
        self.company.resource_calendar_id = self.env["resource.calendar"].create(
            {
                "name": "Test hours",
                "tz": "Africa/Douala",
                "attendance_ids": [
                    (
                        0,
                        0,
                        {"name": "Monday", "dayofweek": "0", "hour_from": 8, "hour_to": 12},
                    )
                ],
            }
        )
        lead = self._lead(kms_arrival_date=saturday_night, phone=False)
        # Monday 8:00 in Douala is 7:00 UTC
        self.assertEqual(lead.kms_touch_deadline, datetime(2026, 3, 9, 7, 45))
        self.assertFalse(self._lead(kms_channel="showroom", phone=False).kms_touch_deadline)

    def test_late_is_what_passed_the_deadline(self):
        late, fresh = self._waiting(31), self._waiting(29, phone=False)
        self.assertEqual((late.kms_is_late, fresh.kms_is_late), (True, False))
        for lead in late | fresh:
            lead.with_user(self.agent).message_post(body="Called", message_type="comment")
        self.assertEqual((late.kms_is_late, fresh.kms_is_late), (True, False))

    def _escalate(self):
        self._run_job("crm.lead", "_cron_kms_escalate")
        return self.env["mail.activity"].search(
            [
                (
                    "activity_type_id",
                    "=",
                    self.env.ref("kms_marketing.activity_type_first_touch").id,
                ),
                ("user_id", "=", self.manager.id),
            ]
        )

    def test_leader_is_told_once(self):
        late, fresh = self._waiting(31), self._waiting(5, phone=False)
        touched = self._waiting(90, phone=False)
        touched.with_user(self.agent).message_post(body="Called", message_type="comment")
        activities = self._escalate()
        self.assertEqual(activities.mapped("res_id"), late.ids)
        self.assertIn("Mme Kalla", activities.note)
        told = self.env["mail.message"].search(
            [("model", "=", "crm.lead"), ("res_id", "=", late.id)]
        )
        self.assertIn(self.manager.partner_id, told.notified_partner_ids)
        self.assertEqual(self._escalate(), activities)
        self.assertTrue(late.kms_escalated and not fresh.kms_escalated)
        # the contact closes what asked for it
        late.with_user(self.agent).action_kms_call()
        self.assertFalse(activities.exists())

    def test_completing_the_reminder_is_a_touch(self):
        late = self._waiting(31)
        self._escalate().with_user(self.manager).action_feedback(feedback="Called myself")
        self.assertTrue(late.kms_contact_date)

    def test_an_old_list_does_not_bury_the_leader(self):
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"Old {number}",
                    "kms_channel": "digital",
                    "kms_arrival_date": fields.Datetime.now() - timedelta(days=2),
                }
                for number in range(50)
            ]
        )
        self.assertEqual(len(self._escalate()), 20)
        self.assertTrue(all(leads.mapped("kms_escalated")))
        self.assertEqual(len(self._escalate()), 20)

    def test_nobody_to_tell_stops_nothing(self):
        self.team.user_id = False
        alone, other = self._waiting(31), self._waiting(31, phone=False)
        other.user_id = self.manager
        self.assertEqual(self._escalate().mapped("res_id"), other.ids)
        self.assertTrue(alone.kms_escalated)

    def test_one_that_cannot_be_told_stops_nothing(self):
        first, second = self._waiting(45), self._waiting(31, phone=False)
        schedule = type(first).activity_schedule

        def break_for_the_first(lead, *args, **options):
            if lead == first:
                raise ValueError
            return schedule(lead, *args, **options)

        self.patch(type(first), "activity_schedule", break_for_the_first)
        with self.assertLogs("odoo.addons.kms_marketing.models.crm_lead_escalation", "ERROR"):
            told = self._escalate()
        self.assertEqual(told.mapped("res_id"), second.ids)
        self.assertEqual((first.kms_escalated, second.kms_escalated), (False, True))
        self.patch(type(first), "activity_schedule", schedule)
        self.assertEqual(self._escalate().mapped("res_id"), [*second.ids, *first.ids])

    def test_list_opens_in_a_bounded_number_of_queries(self):
        self.env["crm.lead"].create(
            [{"name": f"Lead {n}", "kms_channel": "digital", "user_id": False} for n in range(80)]
        )
        specification = {
            "contact_name": {},
            "kms_arrival_date": {},
            "kms_waiting_minutes": {},
            "kms_is_late": {},
            "kms_contact_date": {},
            "phone": {},
            "phone_sanitized": {},
            "source_id": {"fields": {"display_name": {}}},
            "campaign_id": {"fields": {"display_name": {}}},
            "stage_id": {"fields": {"display_name": {}}},
            "user_id": {"fields": {"display_name": {}}},
        }
        leads = self.env["crm.lead"].with_user(self.agent)
        domain = [("kms_channel", "=", "digital"), ("kms_contact_date", "=", False)]
        order = "kms_contact_date desc, kms_arrival_date"
        leads.web_search_read(domain, specification, limit=1)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            found = leads.web_search_read(domain, specification, limit=80, order=order)
        self.assertEqual(len(found["records"]), 80)
