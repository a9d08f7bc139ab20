from odoo.tests import BaseCase, tagged

from ..ids import read_id, read_ids

NONE = (None, False, True, 0, -1, 1.0, 2**31, 10**30, "1", [], [1], {}, float("nan"))


@tagged("post_install", "-at_install")
class TestIds(BaseCase):
    def test_an_id_or_nothing(self):
        self.assertEqual([read_id(value) for value in (1, 2**31 - 1)], [1, 2**31 - 1])
        self.assertEqual({read_id(value) for value in NONE}, {0})

    def test_some_ids(self):
        self.assertEqual(read_ids([3, *NONE, 1]), [3, 1])
        self.assertEqual({len(read_ids(value)) for value in (None, 5, "12", {"id": 1})}, {0})
