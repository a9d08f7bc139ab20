from itertools import pairwise, permutations
from random import Random

from odoo.tests import BaseCase, tagged

from ..geo.distance import haversine
from ..geo.route import order_stops, path_lengths

OFFICE = (4.0511, 9.7679)


def length(start, points, order):
    return sum(haversine(*leg) for leg in pairwise([start, *(points[index] for index in order)]))


@tagged("post_install", "-at_install")
class TestRoute(BaseCase):
    def test_a_street_is_walked_from_end_to_end(self):
        street = [(4.05, 9.70 + step / 100) for step in (3, 1, 5, 2, 4)]
        self.assertEqual(order_stops((4.05, 9.70), street), [1, 3, 0, 4, 2])
        self.assertEqual(order_stops((4.05, 9.76), street), [2, 4, 0, 3, 1])

    def test_turning_back_is_avoided(self):
        # The nearest first would be 1 + 3 + 6 degrees; going west before east is 2 + 3 + 3.
        self.assertEqual(order_stops((0, 0), [(0, 1), (0, -2), (0, 4)]), [1, 0, 2])

    def test_unknown_places_come_last_in_their_order(self):
        points = [None, (4.2, 9.7), None, (4.1, 9.7)]
        self.assertEqual(order_stops(OFFICE, points), [3, 1, 0, 2])
        self.assertEqual(order_stops(OFFICE, [None, None]), [0, 1])
        self.assertEqual(order_stops(OFFICE, []), [])

    def test_without_a_start_the_first_known_one_is_it(self):
        self.assertEqual(order_stops(None, [None, (4, 9), (4, 11), (4, 10)]), [1, 3, 2, 0])

    def test_one_place_many_times_ends(self):
        self.assertEqual(order_stops(OFFICE, [OFFICE] * 30), list(range(30)))

    def test_close_to_the_best_of_all_orders(self):
        random = Random(237)
        worst = 1
        for _round in range(20):
            points = [(4 + random.random() / 10, 9.7 + random.random() / 10) for _stop in range(7)]
            order = order_stops(OFFICE, points)
            self.assertEqual(sorted(order), list(range(7)))
            best = min(length(OFFICE, points, trial) for trial in permutations(range(7)))
            worst = max(worst, length(OFFICE, points, order) / best)
        self.assertLess(worst, 1.1)

    def test_lengths_skip_unknown_places(self):
        legs = path_lengths((0, 0), [(0, 1), None, (0, 2)])
        self.assertEqual([round(leg) for leg in legs], [111, 0, 111])
        self.assertEqual(path_lengths(None, [(0, 1), (0, 2)])[0], 0)
