from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import HotelCase


@tagged("post_install", "-at_install")
class TestAccess(HotelCase):
    def test_concierge_writes_no_nights_and_no_rates(self):
        stay = self.book(1, 3)
        env = self.env(user=self.concierge)
        night = env["kms.reservation.night"].search([("reservation_id", "=", stay.id)])[0]
        for write in (
            lambda: night.write({"price": 1}),
            night.unlink,
            lambda: env["kms.room.type"].browse(self.type.id).write({"rate_night": 1}),
            lambda: env["kms.reservation"].browse(stay.id).unlink(),
        ):
            with self.assertRaises(AccessError):
                write()

    def test_what_the_steps_write_is_no_clients(self):
        stay = self.book(0, 2)
        stay.action_confirm()
        foreign = self.env["sale.order"].create({"partner_id": self.partner.id})
        env = self.env(user=self.concierge)
        mine = env["kms.reservation"].browse(stay.id)
        group = env["kms.reservation.group"].create(
            {"name": "Wedding", "partner_id": self.partner.id}
        )
        day = self.company._kms_today()
        for write in (
            lambda: mine.write({"folio_id": foreign.id}),
            lambda: group.write({"folio_id": foreign.id}),
            lambda: mine.write({"no_show": True}),
            lambda: mine.write({"state": "checked_in", "arrival_date": "2020-01-01 10:00:00"}),
            lambda: env["kms.hotel.audit"].create({"day": day, "amount": 1}),
        ):
            with self.assertRaises(AccessError):
                write()
        self.assertNotEqual(stay.folio_id, foreign)

    def test_others_see_nothing(self):
        for role in ("role_showroom", "role_field", "role_storekeeper", "role_cashier"):
            user = new_test_user(self.env, f"hotel_{role}", groups=f"kms_base.{role}")
            with self.assertRaises(AccessError):
                self.env["kms.reservation"].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.env["kms.hotel.board"].with_user(user).load()
            with self.assertRaises(AccessError):
                self.env["kms.room"].with_user(user).search_free(self.day(1), self.day(2))

    def test_two_companies(self):
        other = self.env["res.company"].create({"name": "Other house"})
        stay = self.book(1, 3)
        stranger = new_test_user(
            self.env,
            "hotel_stranger",
            groups="kms_base.role_concierge",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        env = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        self.assertFalse(env["kms.reservation"].search([("id", "=", stay.id)]))
        self.assertFalse(env["kms.reservation.night"].search([("id", "in", stay.night_ids.ids)]))
        self.assertFalse(env["kms.room"].search([("id", "in", self.rooms.ids)]))
        board = env["kms.hotel.board"].load()
        self.assertEqual((board["rooms"], board["bars"]), ([], []))
        with self.assertRaises(UserError):
            env["kms.reservation"].create(
                {
                    "partner_id": self.partner.id,
                    "room_id": self.rooms[0].id,
                    "checkin": self.day(5),
                    "checkout": self.day(6),
                }
            )

    def test_concierge_sees_folios_and_no_other_orders(self):
        stay = self.book(1, 3)
        stay.action_confirm()
        other = self.env["sale.order"].create({"partner_id": self.partner.id, "user_id": 1})
        seen = self.env["sale.order"].with_user(self.concierge).search([])
        self.assertIn(stay.folio_id, seen)
        self.assertNotIn(other, seen)
