import gc
from unittest.mock import patch

from odoo.tests import TransactionCase


class TestMemory(TransactionCase):
    """What the first registry of a process holds is not visited by the collector again."""

    def _load(self, collecting):
        with (
            patch.object(gc, "isenabled", return_value=collecting),
            patch.object(gc, "freeze") as freeze,
        ):
            self.env["ir.module.module"]._register_hook()
        return freeze.call_count

    def test_the_first_registry_stays(self):
        self.assertEqual(self._load(collecting=False), 1)

    def test_a_later_one_can_go(self):
        self.assertEqual(self._load(collecting=True), 0)
