from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import TransactionCase, new_test_user


class HotelCase(TransactionCase):
    """A house with two types of rooms, of its own company, and a concierge."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.concierge = new_test_user(
            cls.env, "hotel_concierge", groups="kms_base.role_concierge", company_id=cls.company.id
        )
        cls.type = cls.make_type("Standard", 20000)
        cls.suite = cls.make_type("Suite", 50000, capacity=4)
        cls.rooms = cls.env["kms.room"].create(
            [{"name": f"T{number}", "room_type_id": cls.type.id} for number in range(3)]
            + [{"name": "S1", "room_type_id": cls.suite.id}]
        )
        cls.partner = cls.env["res.partner"].create({"name": "Mrs Ngo"})
        cls.today = cls.company._kms_today()

    @classmethod
    def make_type(cls, name, rate, **values):
        room_type = cls.env["kms.room.type"].create(
            {
                "name": name,
                "rate_night": rate,
                "rate_hour": 5000,
                "rate_month": 300000,
                "company_id": cls.company.id,
                **values,
            }
        )
        room_type.product_id.taxes_id = False
        return room_type

    def run_cron(self, method):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_, **__: 1.0):
            getattr(self.env["kms.reservation"], method)()

    @classmethod
    def day(cls, offset):
        return fields.Date.to_string(cls.today + timedelta(days=offset))

    @classmethod
    def book(cls, first=1, last=3, room=0, user=None, **values):
        """Book as the concierge, by offsets of days from today."""
        env = cls.env(user=user or cls.concierge)
        return env["kms.reservation"].create(
            {
                "partner_id": cls.partner.id,
                "room_id": cls.rooms[room].id,
                "checkin": cls.day(first),
                "checkout": cls.day(last),
                **values,
            }
        )

    def check_out(self, stay):
        """Let the guests leave; who pays, and when, is tested elsewhere."""
        stay.sudo().write(
            {"release_amount": 10**6, "release_reason": "Pays at the end of the month"}
        )
        stay.action_check_out()
