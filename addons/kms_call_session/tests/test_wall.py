from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import CallCase


@tagged("post_install", "-at_install")
class TestWall(CallCase):
    """Today's calls across the room."""

    def load(self, user=None):
        return self.env["kms.call.wall"].with_user(user or self.seller).load()

    def make(self, kinds, user=None):
        now = fields.Datetime.now().isoformat() + "Z"
        for kind in kinds:
            [person] = self.add(1)
            person.sudo().write({"state": "leased", "lease_user_id": (user or self.seller).id})
            self.call(person, kind, user=user, start=now, duration=30)

    def test_figures_of_today(self):
        self.make(["no_answer"] * 3 + ["interested"])
        self.make(["appointment", "interested"], self.other)
        wall = self.load()
        total = wall["total"]
        self.assertEqual(
            [total[name] for name in ("calls", "answered", "interested", "appointments")],
            [6, 3, 3, 1],
        )
        self.assertEqual((total["answer_rate"], total["conversion"]), (50, False))
        self.assertEqual(
            [(seller["name"], seller["interested"], seller["calls"]) for seller in wall["sellers"]],
            [(self.other.name, 2, 2), (self.seller.name, 1, 4)],
        )
        [campaign] = wall["campaigns"]
        self.assertEqual((campaign["called"], campaign["interested"]), (6, 3))

    def test_nobody_who_was_called(self):
        self.make(["interested", "callback"])
        self.assertNotIn("Person", str(self.load()))
        self.assertNotIn("+237", str(self.load()))

    def test_another_company_and_others(self):
        self.make(["interested"])
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "wall_stranger",
            groups="base.group_user,kms_base.role_marketing",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        wall = self.load(stranger)
        self.assertEqual((wall["total"]["calls"], wall["sellers"], wall["campaigns"]), (0, [], []))
        storekeeper = new_test_user(
            self.env, "wall_store", groups="base.group_user,kms_base.role_storekeeper"
        )
        with self.assertRaises(AccessError):
            self.load(storekeeper)

    def test_queries(self):
        self.make(["interested"] * 2)
        self.load()
        with self.assertQueryCount(5):
            self.load()
