from psycopg2.errors import InvalidTextRepresentation

from odoo.fields import Domain
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, tagged

from ..calls import is_malformed


@tagged("post_install", "-at_install")
class TestCalls(TransactionCase):
    """A call that no screen makes is told from a fault of ours."""

    def error_of(self, *call, **kwargs):
        try:
            call_kw(self.env["res.partner"], *call, kwargs)
        except Exception as error:  # noqa: BLE001  the error is what is looked at
            return error
        return self.fail("no error")

    def test_wrong_in_itself(self):
        for call in (
            ("name_search", ["a", [], "ilike", 5, 6, 7, 8]),
            ("read", []),
            ("read", [True]),
            ("read", [1.5]),
            ("get_formview_action", [[1, 2], {}, {}]),
        ):
            self.assertTrue(is_malformed(self.error_of(*call)), call)
        self.assertTrue(is_malformed(InvalidTextRepresentation("invalid input syntax")))

    def test_domain(self):
        for nonsense in ("a", [1], [["a"]], {"a": 1}):
            try:
                Domain(nonsense)
            except (TypeError, ValueError) as error:
                self.assertTrue(is_malformed(error), nonsense)

    def test_faults_of_ours_stay_faults(self):
        for fault in (
            lambda: 1 / 0,
            lambda: "a"[5],
            lambda: None + 1,
            lambda: int("x"),
            lambda: {}["a"],
        ):
            try:
                fault()
            except Exception as error:  # noqa: BLE001  each kind in its turn
                self.assertFalse(is_malformed(error), error)
