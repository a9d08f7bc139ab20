from odoo.tests import tagged

from .common import HotelCase


@tagged("post_install", "-at_install")
class TestReport(HotelCase):
    def test_figures(self):
        self.book(1, 3).action_confirm()
        self.book(1, 2, room=1).action_confirm()
        self.book(1, 2, room=2)  # an option does not count
        self.env.flush_all()
        [[available, sold, occupancy, adr, revpar]] = self.env["kms.hotel.report"]._read_group(
            [
                ("room_type_id", "=", self.type.id),
                ("date", ">=", self.day(1)),
                ("date", "<=", self.day(2)),
            ],
            aggregates=[
                "nights_available:sum",
                "nights_sold:sum",
                "occupancy:avg",
                "adr:avg",
                "revpar:avg",
            ],
        )
        self.assertEqual((available, sold, occupancy), (6, 3, 50))
        self.assertEqual((adr, revpar), (20000, 10000))
        day = self.env["kms.hotel.report"].search(
            [("room_type_id", "=", self.type.id), ("date", "=", self.day(2))]
        )
        self.assertEqual((day.nights_sold, day.is_forecast), (1, True))
        self.assertAlmostEqual(day.occupancy, 33.3, 1)
