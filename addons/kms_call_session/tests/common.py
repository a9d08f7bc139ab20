from odoo.tests import TransactionCase, new_test_user

from odoo.addons.kms_call_session.models.kms_call_queue import KmsCallQueue


class CallCase(TransactionCase):
    """A campaign of two sellers; the queue works inside the test's own transaction."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.classPatch(KmsCallQueue, "_begin_fresh", lambda queue: queue.env.flush_all())
        cls.company = cls.env.company
        cls.company.kms_call_cards_ahead = 0
        cls.manager = new_test_user(
            cls.env, "calls_manager", groups="base.group_user,kms_base.role_marketing"
        )
        cls.seller, cls.other = (
            new_test_user(cls.env, login, groups="base.group_user,kms_base.role_call_agent")
            for login in ("calls_paul", "calls_rose")
        )
        cls.campaign = cls.env["kms.call.campaign"].create(
            {
                "name": "Inactive customers",
                "script": "Bonjour [Nom], ici [Vendeur].",
                "message": "Merci [Nom].",
                "user_ids": [(6, 0, (cls.seller | cls.other).ids)],
                "date_from": False,
                "timezone": "UTC",
            }
        )
        cls.campaign.action_start()
        cls.outcomes = {
            outcome.kind: outcome.id for outcome in cls.env["kms.call.outcome"].search([])
        }
        cls.number = 0

    def add(self, count, **values):
        """Put people into the campaign; returns them in the order of the queue."""
        start = type(self).number
        type(self).number += count
        people = [
            {"name": f"Person {n}", "phone": f"+2376990{n:05}", **values}
            for n in range(start, start + count)
        ]
        self.env["kms.call.people"]._add(self.campaign, people)
        return self.env["kms.call.prospect"].search(
            [("phone", "in", [person["phone"] for person in people])], order="id"
        )

    def screen(self, user=None):
        return self.env["kms.call.session"].with_user(user or self.seller)

    def hand(self, user=None):
        """Ids of the cards in a seller's hand, taken if there are none."""
        return self.screen(user).refresh(self.campaign.id)["hand"]

    def call(self, prospect, kind, user=None, **values):
        """Validate a call, as the screen does."""
        type(self).number += 1
        return self.screen(user).validate(
            {
                "uuid": f"{self.number:016x}",
                "campaign_id": self.campaign.id,
                "prospect_id": prospect.id,
                "outcome_id": self.outcomes[kind],
                "duration": 60,
                **values,
            }
        )
