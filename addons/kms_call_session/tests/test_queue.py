from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import CallCase


@tagged("post_install", "-at_install")
class TestQueue(CallCase):
    def test_two_sellers_never_have_the_same_person(self):
        self.company.kms_call_cards_ahead = 2
        people = self.add(5)
        first, second = self.hand(self.seller), self.hand(self.other)
        self.assertEqual(first, people.ids[:3])
        self.assertEqual(second, people.ids[3:])
        self.assertEqual(self.hand(self.seller), first, "asking again gives the same cards")

    def test_due_callbacks_then_priority(self):
        plain, callback, vip, later = self.add(4)
        vip.sudo().priority = "2"
        now = fields.Datetime.now()
        callback.sudo().write({"state": "callback", "next_date": now - timedelta(minutes=1)})
        later.sudo().write({"state": "callback", "next_date": now + timedelta(hours=1)})
        order = []
        for _turn in range(3):
            [card] = self.hand()
            order.append(card)
            self.call(self.env["kms.call.prospect"].browse(card), "not_interested")
        self.assertEqual(order, [callback.id, vip.id, plain.id])
        self.assertEqual(self.hand(), [], "a call-back of the future is not given out")

    def test_a_lease_expires(self):
        [person] = self.add(1)
        self.assertEqual(self.hand(self.seller), person.ids)
        self.assertEqual(self.hand(self.other), [])
        minutes = self.company.kms_call_lease_minutes
        with freeze_time(fields.Datetime.now() + timedelta(minutes=minutes, seconds=1)):
            self.assertEqual(self.hand(self.other), person.ids)

    def test_a_promise_is_kept_for_its_seller_for_a_while(self):
        [person] = self.add(1)
        self.hand()
        asked = fields.Datetime.now() + timedelta(hours=1)
        self.call(person, "callback", next_date=asked.isoformat() + "Z")
        self.assertEqual((person.state, person.promise_user_id), ("callback", self.seller))
        with freeze_time(asked + timedelta(minutes=1)):
            self.assertEqual(self.hand(self.other), [])
        grace = timedelta(minutes=self.company.kms_call_grace_minutes + 1)
        with freeze_time(asked + grace):
            self.assertEqual(self.hand(self.other), person.ids)

    def test_retry_ladder_ends_in_the_park(self):
        [person] = self.add(1)
        self.campaign.max_tries = 2
        with freeze_time("2026-11-23 09:00:00"):
            self.hand()
            self.call(person, "busy")
            self.assertEqual(person.next_date, fields.Datetime.to_datetime("2026-11-23 11:01:00"))
            self.assertEqual(person.state, "to_call")
        with freeze_time("2026-11-23 11:05:00"):
            self.assertEqual(self.hand(), person.ids)
            self.call(person, "no_answer")
        self.assertEqual((person.state, person.tries), ("parked", 2))

    def test_no_answer_goes_to_another_part_of_the_day(self):
        [person] = self.add(1)
        with freeze_time("2026-11-23 09:00:00"):
            self.call(person, "no_answer")
        self.assertEqual(person.next_date, fields.Datetime.to_datetime("2026-11-23 14:00:00"))

    def test_ten_deliveries_of_one_call_are_one(self):
        people = self.add(2)
        self.hand()
        values = {"uuid": "ab" * 8}
        for _time in range(10):
            answer = self.call(people[0], "interested", **values)
            self.assertEqual(answer["said"], [])
        self.assertEqual(self.env["kms.call"].search_count([("uuid", "=", "ab" * 8)]), 1)
        self.assertEqual(people[0].tries, 1)
        self.assertEqual(answer["hand"], people[1].ids)

    def test_a_conflict_keeps_both_and_says_so(self):
        [person] = self.add(1)
        self.hand(self.seller)
        start = fields.Datetime.now() - timedelta(minutes=5)
        person.sudo().write({"state": "leased", "lease_user_id": self.other.id})
        self.call(person, "not_interested", user=self.other)
        answer = self.call(
            person, "interested", start=start.isoformat() + "Z", step={"kind": "quotation"}
        )
        self.assertFalse(person.lead_id, "the step is whose card it is")
        self.assertIn("calls_rose", answer["said"][0]["text"])
        self.assertEqual((person.state, person.last_kind), ("done", "not_interested"))
        self.assertEqual(sorted(person.call_ids.mapped("is_conflict")), [False, True])

    def test_an_odd_step_keeps_the_call(self):
        people = self.add(2)
        self.hand()
        self.assertEqual(self.call(people[0], "interested", step=["quotation"])["said"], [])
        step = {"kind": "appointment", "date": "soon"}
        answer = self.call(people[1], "appointment", step=step)
        self.assertIn("not its next step", answer["said"][0]["text"])
        self.assertEqual([len(person.call_ids) for person in people], [1, 1])

    def test_undo_brings_the_person_back(self):
        [person] = self.add(1)
        self.hand()
        self.call(person, "not_interested", uuid="cd" * 8)
        self.assertEqual(person.state, "done")
        answer = self.screen().undo("cd" * 8)
        self.assertEqual(answer["undone"], person.id)
        self.assertEqual(answer["hand"], person.ids)
        self.assertEqual((person.state, person.tries, person.last_kind), ("leased", 0, False))
        self.assertTrue(person.call_ids.is_undone)
        self.assertFalse(self.screen().undo("cd" * 8)["undone"], "once")
        self.assertFalse(self.screen(self.other).undo("cd" * 8)["undone"], "one's own")

    def test_outside_the_windows_nobody_is_given_out(self):
        self.add(1)
        self.campaign.window_ids = [
            (0, 0, {"weekday": "0", "hour_from": 9, "hour_to": 12}),
        ]
        self.seller.tz = "Africa/Douala"
        with freeze_time("2026-11-23 08:00:00"):
            answer = self.screen().refresh(self.campaign.id)
        self.assertEqual(answer["hand"], [])
        # nine o'clock of the campaign, in UTC, is ten of the seller's
        self.assertIn("23/11 10:00", answer["empty"])
        with freeze_time("2026-11-23 10:00:00"):
            self.assertEqual(len(self.hand()), 1)

    def test_a_paused_campaign_gives_no_cards_but_takes_calls(self):
        [first, _second] = self.add(2)
        self.hand()
        self.campaign.action_pause()
        answer = self.call(first, "interested")
        self.assertEqual((answer["hand"], first.state), ([], "done"))
        self.assertTrue(answer["closed"])

    def test_a_setting_counts_at_once(self):
        self.add(4)
        self.assertEqual(len(self.hand()), 1)
        self.company.kms_call_cards_ahead = 3
        self.assertEqual(len(self.hand()), 4)

    def test_pause_gives_cards_back(self):
        self.company.kms_call_cards_ahead = 2
        people = self.add(3)
        hand = self.hand()
        self.screen().pause(self.campaign.id, hand[:1])
        self.assertEqual(people.mapped("state"), ["leased", "to_call", "to_call"])

    def test_hostile_calls(self):
        [person] = self.add(1)
        for values in (
            {"uuid": "x"},
            {"uuid": None},
            {"outcome_id": 10**9},
            {"outcome_id": "1"},
            {"prospect_id": True},
            {"prospect_id": 10**9},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self.call(person, "interested", **values)
        self.call(person, "interested", duration=-5, start="9999-99-99", note="a\0b" * 9999)
        [call] = person.call_ids
        self.assertEqual((call.duration, len(call.note)), (0, 4000))

    def test_other_sellers_campaign(self):
        [person] = self.add(1)
        self.campaign.user_ids = self.other
        with self.assertRaises(AccessError):
            self.hand()
        with self.assertRaises(AccessError):
            self.call(person, "interested")
        self.assertFalse(
            self.env["kms.call.campaign"]
            .with_user(self.seller)
            .search([("id", "=", self.campaign.id)])
        )

    def test_nothing_is_written_by_hand(self):
        [person] = self.add(1)
        self.call(person, "interested")
        call = person.call_ids.with_user(self.manager)
        with self.assertRaises(AccessError):
            call.write({"note": "x"})
        with self.assertRaises(AccessError):
            call.unlink()
        with self.assertRaises(AccessError):
            person.with_user(self.manager).write({"state": "to_call"})

    def test_queries_of_a_validation(self):
        people = self.add(3)
        self.hand()
        self.call(people[0], "no_answer")
        with self.assertQueryCount(4):
            self.call(people[1], "no_answer")
