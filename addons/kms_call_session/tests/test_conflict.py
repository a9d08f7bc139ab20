import random
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import CallCase


@tagged("post_install", "-at_install")
class TestConflict(CallCase):
    """Two calls to one person, and what arrives late."""

    def both_call(self):
        """A colleague has called; then the seller's own call arrives."""
        [person] = self.add(1)
        self.hand()
        start = fields.Datetime.now() - timedelta(minutes=5)
        person.sudo().write({"state": "leased", "lease_user_id": self.other.id})
        self.call(person, "not_interested", user=self.other, note="Too dear", duration=40)
        answer = self.call(
            person, "interested", start=start.isoformat() + "Z", note="Wants it", uuid="ab" * 8
        )
        [said] = answer["said"]
        return person, said["conflict"]

    def choose(self, user=None):
        return self.env["kms.call.conflict"].with_user(user or self.seller).choose_mine("ab" * 8)

    def test_both_versions(self):
        _person, both = self.both_call()
        mine, theirs = both["mine"], both["theirs"]
        self.assertEqual((mine["outcome"], mine["note"]), ("Interested", "Wants it"))
        self.assertEqual((theirs["outcome"], theirs["note"]), ("Not interested", "Too dear"))
        self.assertIn("calls_rose", theirs["user"])
        self.assertEqual(theirs["duration"], 40)

    def test_mine_counts_once(self):
        person, _both = self.both_call()
        self.assertEqual(person.last_kind, "not_interested")
        self.assertIn(person.name, self.choose())
        self.assertEqual((person.last_kind, person.last_user_id), ("interested", self.seller))
        flags = {call.kind: call.is_conflict for call in person.call_ids}
        self.assertEqual(flags, {"interested": False, "not_interested": True})
        self.assertEqual(self.choose(), "", "once")

    def test_who_asked_to_be_left_alone_stays_so(self):
        person, _both = self.both_call()
        self.env["kms.call.consent"].create(
            {"phone": person.phone, "said": "opt_out", "source": "Letter"}
        )
        person.sudo().write({"state": "refused", "refusal": "opt_out"})
        with self.assertRaisesRegex(UserError, "does not want"):
            self.choose()

    def test_one_decides_on_ones_own_call_only(self):
        person, _both = self.both_call()
        with self.assertRaisesRegex(UserError, "not yours"):
            self.choose(self.other)
        person.sudo().write(
            {
                "state": "leased",
                "lease_user_id": self.other.id,
                "lease_until": fields.Datetime.now() + timedelta(minutes=9),
            }
        )
        with self.assertRaisesRegex(UserError, "calls_rose"):
            self.choose()
        person.sudo().write({"state": "done", "lease_user_id": False})
        with (
            freeze_time(fields.Datetime.now() + timedelta(days=3)),
            self.assertRaisesRegex(UserError, "too long ago"),
        ):
            self.choose()

    def test_a_batch_ten_times_shuffled_changes_nothing(self):
        self.company.kms_call_cards_ahead = 9
        people = self.add(10)
        self.hand()
        start = fields.Datetime.now() - timedelta(hours=1)
        kinds = ("no_answer", "interested", "not_interested", "busy", "callback")
        batch = [
            (
                person,
                kinds[number % 5],
                {
                    "uuid": f"{number:032x}",
                    "start": (start + timedelta(minutes=number)).isoformat() + "Z",
                    "step": {"kind": "whatsapp", "text": "Thanks"},
                },
            )
            for number, person in enumerate(people)
        ]
        for person, kind, values in batch:
            self.call(person, kind, **values)
        names = ("state", "tries", "last_kind", "last_date", "next_date", "last_uuid")
        before = people.read(names)
        order = random.Random(9)
        for _delivery in range(10):
            order.shuffle(batch)
            for person, kind, values in batch:
                self.assertEqual(self.call(person, kind, **values)["said"], [])
        self.assertEqual(people.read(names), before)
        calls = self.env["kms.call"].search([("prospect_id", "in", people.ids)], order="start")
        self.assertEqual(calls.prospect_id.ids, people.ids)
        self.assertEqual(len(calls), 10)
        messages = self.env["mail.message"].search_count(
            [("model", "=", "kms.call.prospect"), ("res_id", "in", people.ids)]
        )
        self.assertEqual(messages, 10)

    def test_whatsapp_to_somebody_without_a_card_is_in_their_timeline(self):
        [person] = self.add(1)
        self.hand()
        self.call(person, "no_answer", step={"kind": "whatsapp", "text": "May I call? 3 < 5"})
        self.env.flush_all()
        History = self.env["kms.customer.history"].with_user(self.seller)
        person.sudo().write({"state": "leased", "lease_user_id": self.seller.id})
        self.env.flush_all()
        lines = History.read_timeline("kms.call.prospect", person.id)["lines"]
        self.assertEqual({line["kind"] for line in lines}, {"call", "whatsapp"})

    def test_parked_when_asked(self):
        [person] = self.add(1)
        self.hand()
        self.call(person, "no_answer", step={"kind": "park"})
        self.assertEqual((person.state, person.next_date), ("parked", False))
