from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .common_figures import HotelFiguresCase


@tagged("post_install", "-at_install")
class TestFigures(HotelFiguresCase):
    """The figures of the hotel: a card, the list behind it, Excel and a rebuild are one number."""

    def check_out(self, stay):
        super().check_out(stay)
        stay._invoice_folio()

    def settled(self, period=None):
        self.assert_card_is_list(period)
        self.refresh()
        self.assert_card_is_list(period)

    def test_a_night(self):
        self.book(0, 2).action_confirm()
        self.book(0, 1, room=1)  # an option is not sold
        here = self.book(0, 1, room=3)
        here.action_confirm()
        here.action_check_in()
        self.assertEqual(
            self.added("nights_sold", "rooms_available", "room_revenue", "hotel_reservations"),
            [2, 0, 70000, 3],
        )
        self.assertEqual(self.added("nights_booked", "hotel_arrivals", "hotel_in_house"), [2, 3, 1])
        rooms = self.value("rooms_available")
        self.assertAlmostEqual(self.value("occupancy"), 100 * self.value("nights_sold") / rooms)
        self.assertAlmostEqual(self.value("revpar"), self.value("room_revenue") / rooms)
        self.settled()

    def test_changes_follow(self):
        """Moved, stretched, shortened, cancelled, written past the models: each marks its days."""
        stay = self.book(0, 3)
        stay.action_confirm()
        self.refresh()
        tomorrow = {"kind": "today", "date": self.day(1)}
        self.assertEqual(self.added("nights_sold"), [1])
        booked = self.value("nights_booked", tomorrow)
        stay.checkout = stay.checkout - timedelta(days=2)
        self.assertEqual(self.value("nights_booked", tomorrow), booked - 1)
        stay.room_id = self.rooms[1]
        self.refresh()
        self.assertEqual(self.added("nights_sold", "room_revenue"), [1, 20000])
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE kms_reservation_night SET revenue = 5 WHERE id IN %s", stay.night_ids._ids)
        )
        self.assertEqual(self.added("room_revenue"), [5])
        stay.action_cancel()
        self.assertEqual(self.added("nights_sold", "hotel_cancellations"), [0, 1])
        self.settled()

    def test_a_day_begins(self):
        """A night that was booked is sold when its day has come, and no row changed for that."""
        self.book(1, 2).action_confirm()
        self.refresh()
        tomorrow = self.today + timedelta(days=1)
        period = {"kind": "today", "date": str(tomorrow)}
        before = self.value("nights_sold", period)
        self.assertEqual(self.value("rooms_available", period), 0)
        with self.at(tomorrow):
            self.assertEqual(self.value("nights_sold", period), before)
            self.run_engine("_cron_hotel_day")
            self.assertEqual(self.value("nights_sold", period), before + 1)
            self.assertEqual(
                self.value("rooms_available", period), self.value("rooms_open", period)
            )
            self.settled(period)
            dirty = self.env["kms.fact.dirty"].search_count([])
            self.run_engine("_cron_hotel_day")
            self.assertEqual(self.env["kms.fact.dirty"].search_count([]), dirty, "once a day")

    def test_rooms_available(self):
        rooms = self.value("rooms_open")
        self.env["kms.room.closure"].create(
            {
                "room_id": self.rooms[0].id,
                "date_from": self.day(0),
                "date_to": self.day(1),
                "reason": "Painting",
            }
        )
        self.assertEqual(self.added("rooms_available"), [-1])
        self.rooms[1].open_date = self.day(1)
        self.assertEqual(self.added("rooms_available"), [-2])
        self.rooms[2].active = False
        self.assertEqual(self.added("rooms_available"), [-2], "sold today still")
        tomorrow = {"kind": "today", "date": self.day(1)}
        self.assertEqual(self.value("rooms_open", tomorrow), rooms - 2)
        self.settled()
        self.settled(tomorrow)
        self.rooms[2].active = True
        self.assertEqual(self.value("rooms_open", tomorrow), rooms - 1)

    def test_arrivals(self):
        early = self.book(0, 1)
        self.env.cr.execute(
            SQL(
                "UPDATE kms_reservation SET create_date = create_date - interval '6 days'"
                " WHERE id = %s",
                early.id,
            )
        )
        early.invalidate_recordset()
        self.env.add_to_compute(early._fields["lead_days"], early)
        missed = self.book(0, 1, room=1)
        missed.action_confirm()
        missed.action_no_show()
        self.book(0, 1, room=2).action_cancel()
        self.book(0, 1, waiting=True, room=3, room_id=False)
        self.assertEqual(
            self.added(
                "hotel_arrivals", "hotel_lead_days", "hotel_no_shows", "hotel_cancellations"
            ),
            [3, 6, 1, 1],
        )
        self.assertEqual(self.added("hotel_reservations"), [2])
        self.settled()

    def test_extras(self):
        stay = self.book(0, 2)
        stay.action_confirm()
        product = self.env["product.product"].create(
            {"name": "Breakfast", "list_price": 3500, "taxes_id": False, "kms_hotel_service": True}
        )
        line = self.env["sale.order.line"].browse(stay.add_service(product.id, 2))
        self.assertEqual(self.added("extra_revenue", "room_revenue"), [7000, 20000])
        line.product_uom_qty = 1
        self.assertEqual(self.added("extra_revenue"), [3500])
        self.settled()
        stay.sudo().folio_id._action_cancel()
        self.assertEqual(self.added("extra_revenue"), [0])
        self.settled()

    def test_desk(self):
        visits = self.env["kms.hotel.visit"].with_user(self.concierge)
        start, _end = self.company._kms_day_bounds(self.today)
        noon = start + timedelta(hours=12)
        visits.create({"name": "Waits", "arrival_date": fields.Datetime.now()})
        first = visits.create(
            {
                "name": "Mr Nana",
                "arrival_date": noon,
                "served_date": noon + timedelta(minutes=10, seconds=59),
                "orientation": "showroom",
            }
        )
        self.assertEqual(
            self.added("concierge_visitors", "concierge_received", "concierge_minutes"), [2, 1, 10]
        )
        self.assertEqual(self.added("concierge_sent_showroom", "concierge_waiting"), [1, 1])
        first._kms_get_satisfaction()._kms_answer("5", "", "tablet")
        stay = self.book(0, 1)
        stay.action_confirm()
        stay.action_check_in()
        stay._kms_get_satisfaction()._kms_answer("2", "", "tablet")
        self.assertEqual(
            self.added(
                "concierge_answers", "concierge_satisfied", "hotel_answers", "hotel_rating_sum"
            ),
            [1, 1, 1, 2],
        )
        self.settled()

    def test_books(self):
        """Room and additional revenue are compared with posted entries once they are invoiced."""
        stay = self.book(0, 1)
        stay.action_confirm()
        stay.action_check_in()
        product = self.env["product.product"].create(
            {"name": "Dinner", "list_price": 7500, "taxes_id": False, "kms_hotel_service": True}
        )
        stay.add_service(product.id)
        self.refresh()
        Check = self.env["kms.fact.check"]
        engine = self.env["kms.fact.engine"]
        rooms, extras = (engine._kms_sources()[code] for code in ("hotel_night", "hotel_extra"))
        self.assertFalse(Check._kms_check(self.company, rooms, 1000))
        self.check_out(stay)
        self.refresh()
        for source in (rooms, extras):
            self.assertFalse(Check._kms_check(self.company, source, 1000), source.code)
        items = stay.sale_line_ids.invoice_lines
        self.assertEqual(sum(items.mapped("price_subtotal")), 27500)
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE account_move_line SET balance = balance + 1 WHERE id IN %s", items._ids)
        )
        for source, line in ((rooms, "room_revenue"), (extras, "extra_revenue")):
            check = Check._kms_check(self.company, source, 1000)
            self.assertIn(line, check.report)

    def test_report_is_the_same(self):
        self.book(0, 2).action_confirm()
        here = self.book(0, 1, room=1)
        here.action_confirm()
        here.action_check_in()
        self.env.flush_all()
        names = {
            "nights_available": "rooms_available",
            "nights_sold": "nights_sold",
            "room_revenue": "room_revenue",
            "extra_revenue": "extra_revenue",
            "bookings": "hotel_arrivals",
            "lead_days": "hotel_lead_days",
            "occupancy": "occupancy",
            "adr": "adr",
            "revpar": "revpar",
            "cancellation_rate": "hotel_cancellation_rate",
        }
        [row] = self.env["kms.hotel.report"]._read_group(
            [("date", "=", self.today), ("company_id", "=", self.company.id)],
            aggregates=[
                f"{name}:{self.env['kms.hotel.report']._fields[name].aggregator}" for name in names
            ],
        )
        for name, value in zip(names, row, strict=True):
            self.assertAlmostEqual(float(value), self.value(names[name]) or 0, 6, name)

    def test_forecast(self):
        self.book(1, 4).action_confirm()
        series = self.series("occupancy_booked", ahead=30)
        self.assertEqual(len(series.points), 30)
        self.assertTrue(all(point is not None for point in series.points))
        tomorrow = {"kind": "today", "date": self.day(1)}
        booked, rooms = (self.value(code, tomorrow) for code in ("nights_booked", "rooms_open"))
        self.assertAlmostEqual(series.points[0], 100 * booked / rooms)
        boards = self.env["kms.board"].with_user(self.concierge)
        loaded = boards.load(self.env.ref("kms_hotel.board_hotel").id)
        [widget] = [widget for widget in loaded["widgets"] if widget["days_ahead"]]
        self.assertEqual(widget["data"]["steps"][0][0], self.day(1))
        self.assertEqual(len(widget["data"]["steps"]), 30)

    def test_who_reads(self):
        board = self.env.ref("kms_hotel.board_hotel")
        for role, reads in (("concierge", True), ("marketing", True), ("management", True)):
            user = new_test_user(self.env, f"figures_{role}", groups=f"kms_base.role_{role}")
            loaded = self.env["kms.board"].with_user(user).load(board.id)
            self.assertEqual(len(loaded["widgets"]), len(board.widget_ids) if reads else 0, role)
        self.assert_card_is_list(user=self.concierge)
        for role, codes in (
            ("accountant", {"occupancy", "room_revenue", "extra_revenue"}),
            ("cashier", set()),
            ("showroom", set()),
        ):
            user = new_test_user(self.env, f"figures_{role}", groups=f"kms_base.role_{role}")
            readable = {
                metric.code for metric in self.env["kms.metric"].with_user(user)._kms_readable()
            }
            self.assertEqual(codes, codes & readable)
            self.assertFalse(readable & {"concierge_visitors", "hotel_reservations"}, role)
