from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import HotelCase

BOOKS = {
    "kms.reservation",
    "kms.reservation.night",
    "kms.room",
    "kms.room.type",
    "kms.hotel.stay.tax",
    "kms.hotel.report",
}
DESK = BOOKS | {
    "kms.hotel.rate",
    "kms.hotel.visit",
    "kms.hotel.audit",
    "kms.room.closure",
    "kms.reservation.group",
    "kms.reservation.guest",
}
READS = {
    "concierge": DESK,
    "marketing": DESK,
    "management": DESK,
    "accountant": BOOKS,
    "cashier": set(),
    "reception": set(),
    "showroom": set(),
    "field": set(),
    "call_agent": set(),
    "training": set(),
    "storekeeper": set(),
}
SETS_UP = {"kms.room.type", "kms.room", "kms.hotel.rate", "kms.hotel.stay.tax"}


@tagged("post_install", "-at_install")
class TestRoles(HotelCase):
    """Who sees and writes what of the hotel, here and in the next company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.documents = cls.make_documents()

    @classmethod
    def make_documents(cls):
        """One record of each model of the hotel."""
        guest = Command.create({"name": "Mrs Ngo", "document_number": "1"})
        stay = cls.book(0, 2, guest_ids=[guest])
        stay.action_confirm()
        stay.action_check_in()
        env = cls.env
        records = [
            stay.with_user(1),
            stay.sudo().night_ids,
            stay.sudo().guest_ids,
            cls.rooms[0],
            cls.type,
            env["kms.hotel.rate"].create({"name": "Weekend", "days": "weekend", "percent": 10}),
            env["kms.hotel.stay.tax"].create({"date_from": cls.day(0), "amount": 500}),
            env["kms.hotel.visit"].create({"name": "Mr Nana"}),
            env["kms.hotel.audit"].create({"day": cls.day(-40)}),
            env["kms.reservation.group"].create({"name": "Wedding", "partner_id": cls.partner.id}),
            env["kms.room.closure"].create(
                {
                    "room_id": cls.rooms[2].id,
                    "date_from": cls.day(5),
                    "date_to": cls.day(6),
                    "reason": "Painting",
                }
            ),
        ]
        env.flush_all()
        records.append(
            env["kms.hotel.report"].search([("room_type_id", "=", cls.type.id)], limit=1)
        )
        return {record._name: record[:1] for record in records}

    def seen(self, user, **context):
        """Names of the models whose record a user finds."""
        found = set()
        for name, record in self.documents.items():
            records = self.env[name].with_user(user).with_context(**context)
            if records.has_access("read") and records.search_count([("id", "=", record.id)]):
                found.add(name)
        return found

    def test_each_role(self):
        self.assertEqual(set(self.documents), DESK)
        for role, expected in READS.items():
            user = new_test_user(self.env, f"roles_{role}", groups=f"kms_base.role_{role}")
            self.assertEqual(self.seen(user), expected, role)
            for name in DESK - {"kms.hotel.report"}:
                may = self.env[name].with_user(user).has_access("write")
                if role in ("accountant", "cashier", "reception", "showroom"):
                    self.assertFalse(may, (role, name))
                if name in SETS_UP - {"kms.room"}:
                    self.assertEqual(may, role in ("marketing", "management"), (role, name))

    def test_books_of_a_stay(self):
        """The accountant opens the folio and its invoice, the cashier too; reception neither."""
        folio = self.documents["kms.reservation"].folio_id
        for role, reads in (
            ("accountant", True),
            ("cashier", True),
            ("concierge", True),
            ("marketing", True),
            ("reception", False),
            ("showroom", False),
        ):
            user = new_test_user(self.env, f"roles_{role}", groups=f"kms_base.role_{role}")
            orders = self.env["sale.order"].with_user(user)
            found = orders.has_access("read") and orders.search_count([("id", "=", folio.id)])
            self.assertEqual(bool(found), reads, role)

    def test_next_company(self):
        other = self.env["res.company"].create(
            {"name": "Other house", "currency_id": self.company.currency_id.id}
        )
        for role in ("concierge", "marketing", "accountant"):
            user = new_test_user(
                self.env,
                f"roles_{role}",
                groups=f"kms_base.role_{role}",
                company_id=other.id,
                company_ids=[Command.set(other.ids)],
            )
            context = {"allowed_company_ids": other.ids}
            self.assertEqual(self.seen(user, **context), set(), role)
            folio = self.documents["kms.reservation"].folio_id
            orders = self.env["sale.order"].with_user(user).with_context(**context)
            self.assertFalse(orders.search([("id", "=", folio.id)]), role)
            with self.assertRaises(AccessError):
                self.documents["kms.reservation"].with_user(user).with_context(**context).read(
                    ["name"]
                )

    def test_two_companies_at_once(self):
        """Rooms, rates and stays of one house never mix with the other's."""
        other = self.env["res.company"].create(
            {"name": "Other house", "currency_id": self.company.currency_id.id}
        )
        user = new_test_user(
            self.env,
            "roles_both",
            groups="kms_base.role_marketing",
            company_id=self.company.id,
            company_ids=[Command.set((self.company | other).ids)],
        )
        env = self.env(user=user, context={"allowed_company_ids": [other.id, self.company.id]})
        there = env["kms.room.type"].create({"name": "Standard", "rate_night": 9000})
        room = env["kms.room"].create({"name": self.rooms[0].name, "room_type_id": there.id})
        self.assertEqual(room.company_id, other)
        env["kms.hotel.rate"].create({"name": "Always", "days": "all", "percent": 50})
        stay = env["kms.reservation"].create(
            {
                "partner_id": self.partner.id,
                "room_id": room.id,
                "checkin": self.day(0),
                "checkout": self.day(1),
            }
        )
        stay.action_confirm()
        self.assertEqual((stay.company_id, stay.folio_id.company_id), (other, other))
        self.assertEqual(
            self.book(3, 4, room=1).night_ids.price, 20000, "the other's rate is theirs"
        )
        with self.assertRaises(UserError):
            stay.room_id = self.rooms[1]
        free = env["kms.room"].with_company(other)._free(stay.checkin, stay.checkout, other)
        self.assertFalse(free & self.rooms)
        board = env["kms.hotel.board"].load()
        self.assertEqual([row[0] for row in board["rooms"]], room.ids)
