from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .. import functions, uninstall_hook
from .common import CallCase


@tagged("post_install", "-at_install")
class TestFunctions(CallCase):
    """What the queue does inside the database."""

    def test_installed_once_and_taken_away(self):
        queue = self.env["kms.call.queue"]
        self.assertEqual(queue._installed(), set(functions.wanted()))
        self.env.cr.execute(
            "CREATE FUNCTION kms_call_queue_deal_old() RETURNS int LANGUAGE sql AS 'SELECT 1'"
        )
        queue.init()
        self.assertEqual(queue._installed(), set(functions.wanted()), "the old one is gone")
        uninstall_hook(self.env)
        self.assertFalse(queue._installed())

    def test_order_of_the_queue(self):
        """Promises, then tries that are due, then what somebody left behind, then who is new."""
        new, left, again, promised = self.add(4)
        now = fields.Datetime.now()
        left.sudo().write(
            {
                "state": "leased",
                "lease_user_id": self.other.id,
                "lease_until": now - timedelta(minutes=1),
            }
        )
        again.sudo().next_date = now - timedelta(hours=2)
        promised.sudo().write({"state": "callback", "next_date": now - timedelta(minutes=1)})
        self.company.kms_call_cards_ahead = 3
        self.assertEqual(self.hand(), [promised.id, again.id, left.id, new.id])

    def test_half_a_lease_is_renewed(self):
        [person] = self.add(1)
        self.hand()
        lease = timedelta(minutes=self.company.kms_call_lease_minutes)
        until = person.lease_until
        self.hand()
        self.assertEqual(person.lease_until, until, "fresh enough")
        person.sudo().lease_until = until - lease * 0.6
        self.hand()
        self.assertGreaterEqual(person.lease_until, until)

    def test_only_new_cards_are_read_again(self):
        self.company.kms_call_cards_ahead = 1
        people = self.add(3)
        self.hand()
        answer = self.call(people[0], "no_answer")
        self.assertEqual(answer["hand"], people[1:].ids)
        self.assertEqual([card["id"] for card in answer["cards"]], people[2:].ids)
        answer = self.screen().refresh(self.campaign.id)
        self.assertEqual([card["id"] for card in answer["cards"]], people[1:].ids)

    def test_text_of_a_prospect_is_text(self):
        [person] = self.add(1, name="O'Neil $body$; DROP TABLE kms_call; -- %s {}")
        [card] = self.screen().refresh(self.campaign.id)["cards"]
        self.assertEqual(card["name"], person.name)
        self.call(person, "no_answer", note="'); $body$ \\ %(x)s")
        self.assertEqual(person.call_ids.note, "'); $body$ \\ %(x)s")
