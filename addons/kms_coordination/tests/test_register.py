from odoo import fields
from odoo.tests import tagged

from odoo.addons.kms_marketing.exceptions import SignedOffError

from .test_dispute import DisputeCase


@tagged("post_install", "-at_install")
class TestRegister(DisputeCase):
    """Registers A to E and 13 are signed off with the others at the close of day."""

    def setUp(self):
        super().setUp()
        self.today = fields.Date.to_string(self.env.company._kms_today())
        self.registers = self.env["kms.register"].with_user(self.manager)

    def _cards(self):
        return {card["mark"]: card for card in self.registers.load_day()["registers"]}

    def _write_all_down(self):
        sale = self._sell(deliver=False)
        preparation = self.env["kms.preparation.order"].create({"sale_id": sale.id})
        preparation._kms_record_attempt("absent")
        rupture = self.env["kms.rupture"].create({"product_id": self.panel.id})
        delivered = self._sell(paid=False)
        dispute = self._dispute(delivered, "none")
        return preparation, rupture, dispute

    def test_what_happened_today_stands_in_the_registers(self):
        before = self._cards()
        self._write_all_down()
        cards = self._cards()
        added = {
            mark: card["count"] - before[mark]["count"]
            for mark, card in cards.items()
            if mark in before
        }
        self.assertEqual({mark: added[mark] for mark in "ABCD"}, dict.fromkeys("ABCD", 1))
        self.assertEqual((added["E"], added["13"]), (2, 1))
        labels = [check["label"] for check in cards["E"]["checks"]]
        self.assertIn("Delivered and not paid", labels)
        self.assertEqual(len(cards["E"]["totals"]), 5)

    def test_each_register_opens_and_exports(self):
        self._write_all_down()
        for mark, card in self._cards().items():
            register = self.registers.browse(card["id"])
            if register.get_external_id()[card["id"]].startswith("kms_coordination."):
                with self.subTest(register=mark):
                    action = register.action_open_lines(self.today)
                    found = self.env[action["res_model"]].search_count(action["domain"])
                    self.assertEqual(found, card["count"])
                    self.assertTrue(register.get_export(self.today)["fields"])

    def test_a_signed_off_line_is_corrected_with_a_reason(self):
        preparation, rupture, dispute = self._write_all_down()
        self.registers.close_day(self.today)
        with self.assertRaisesRegex(SignedOffError, "signed off by"):
            preparation.with_user(self.manager).request_type = "urgent"
        with self.assertRaises(SignedOffError):
            dispute.problem = "late"
        dispute.with_context(kms_register_reason="Heard it wrong").problem = "late"
        correction = self.env["kms.register.correction"].search(
            [("model", "=", "kms.dispute"), ("res_id", "=", dispute.id)]
        )
        self.assertEqual(correction.reason, "Heard it wrong")
        # the work goes on: the steps and the plan are no corrections
        preparation.with_user(self.manager).action_approve()
        rupture.with_user(self.manager).action_take()
        rupture.with_user(self.manager).expected_date = fields.Date.today()
        dispute.action_resolve()
        self.assertEqual(dispute.state, "resolved")
