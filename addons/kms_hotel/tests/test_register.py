from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import HotelCase


@tagged("post_install", "-at_install")
class TestRegister(HotelCase):
    def visit(self, **values):
        visits = self.env["kms.hotel.visit"].with_user(self.concierge)
        return visits.create({"name": "Mr Nana", "phone": "677451299", **values})

    def test_hand_over(self):
        for channel in ("showroom", "hotel", "training"):
            visit = self.visit(service="Sofa")
            getattr(visit, f"action_hand_{channel}")()
            lead = visit.sudo().lead_id
            self.assertEqual((lead.kms_channel, lead.contact_name), (channel, "Mr Nana"))
            self.assertEqual(visit.orientation, channel)
            self.assertTrue(visit.served_date)
            with self.assertRaises(UserError):
                visit.action_hand_showroom()

    def test_bad_phone(self):
        with self.assertRaises(UserError):
            self.visit(phone="12")

    def test_registers(self):
        stay = self.book(1, 3)
        visit = self.visit()
        for number, record in ((6, stay), (10, visit)):
            register = self.env["kms.register"].search([("sequence", "=", number)])
            self.assertIn(record.id, register._lines(self.company, self.today).ids)
            self.assertTrue(register.get_export(str(self.today))["fields"])
        day = self.env["kms.register"].load_day()
        self.assertTrue({6, 7, 10} <= {register["number"] for register in day["registers"]})

    def test_board(self):
        stay = self.book(1, 4)
        stay.action_confirm()
        env = self.env(user=self.concierge)
        board = env["kms.hotel.board"].load(self.day(0), 31)
        bar = next(bar for bar in board["bars"] if bar[0] == stay.id)
        self.assertEqual(tuple(bar[1:5]), (self.rooms[0].id, 1, 3, "confirmed"))
        env["kms.hotel.board"].move(stay.id, self.rooms[1].id, self.day(2), self.day(6))
        self.assertEqual((stay.room_id, stay.night_count), (self.rooms[1], 4))
        with self.assertRaises(UserError):
            env["kms.hotel.board"].move(stay.id, self.rooms[1].id, self.day(6), self.day(2))
        with self.assertRaises(UserError):
            env["kms.hotel.board"].load("yesterday")

    def test_rail(self):
        arriving = self.book(0, 2)
        here = self.book(0, 1, room=1)
        here.action_check_in()
        waiting = self.book(1, 2, waiting=True)
        self.book(1, 2, room=2)
        self.rooms[2].housekeeping_state = "dirty"
        rail = self.env(user=self.concierge)["kms.hotel.board"].load()["rail"]
        ids = {name: {row["id"] for row in rail[name]} for name in rail if name != "to_clean"}
        self.assertIn(arriving.id, ids["arrivals"])
        self.assertIn(here.id, ids["in_house"])
        self.assertNotIn(here.id, ids["departures"] | ids["arrivals"])
        self.assertEqual(ids["waiting"] & {waiting.id, arriving.id}, {waiting.id})
        self.assertIn([self.rooms[2].id, "T2", "dirty"], rail["to_clean"])
        here.checkout = here.checkin + timedelta(hours=1)
        rail = self.env(user=self.concierge)["kms.hotel.board"].load()["rail"]
        self.assertIn(here.id, {row["id"] for row in rail["departures"]})

    def test_board_queries(self):
        env = self.env(user=self.concierge)
        for room in range(3):
            for first in range(1, 20, 4):
                self.book(first, first + 2, room)
        env.invalidate_all()
        self.env.flush_all()
        env["kms.hotel.board"].load(self.day(0), 31)
        env.invalidate_all()
        with self.assertQueryCount(12):
            env["kms.hotel.board"].load(self.day(0), 31)
