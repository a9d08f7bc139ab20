from math import inf

from odoo.tests import BaseCase, tagged

from ..geo.distance import haversine, speed


@tagged("post_install", "-at_install")
class TestDistance(BaseCase):
    def test_known_distances(self):
        for start, end, expected in (
            ((4.05, 9.7), (4.05, 9.7), 0),
            ((0, 0), (0, 180), 20015.1),
            ((90, 0), (-90, 0), 20015.1),
            ((0, 179.5), (0, -179.5), 111.2),
            ((4.0511, 9.7679), (3.8480, 11.5021), 193.8),
        ):
            self.assertAlmostEqual(haversine(start, end), expected, delta=0.5)

    def test_speed(self):
        self.assertEqual(speed(10, 1800), 20)
        self.assertEqual(speed(0, 0), 0)
        self.assertEqual(speed(1, 0), inf)
