from odoo.tests import TransactionCase, tagged

from odoo.addons.kms_hotel import uninstall_hook


@tagged("post_install", "-at_install")
class TestUninstall(TransactionCase):
    """What no list of records takes back when the addon goes."""

    def test_what_is_given_back(self):
        concierge = self.env.ref("kms_base.role_concierge")
        salesman = self.env.ref("sales_team.group_sale_salesman")
        registers = self.env.ref("kms_marketing.menu_registers")
        self.assertIn(salesman, concierge.implied_ids)
        self.assertIn(concierge, registers.group_ids)
        others = registers.group_ids - concierge
        uninstall_hook(self.env)
        self.assertNotIn(salesman, concierge.implied_ids)
        self.assertEqual(registers.group_ids, others)
        self.assertFalse(
            self.env["ir.model.data"].search_count(
                [
                    ("module", "!=", "kms_hotel"),
                    ("name", "=like", "%\\_\\_kms\\_reservation\\_\\_%"),
                ]
            )
        )

    def test_triggers_and_marks(self):
        engine = self.env["kms.fact.engine"]
        self.env["kms.fact.dirty"]._kms_mark(self.env.company, "hotel_night")
        before = {name for name in engine._kms_installed_triggers() if "_hotel_" in name}
        self.assertTrue(before)
        engine._kms_drop_triggers(["kms_hotel"])
        self.assertFalse(before & engine._kms_installed_triggers())
        self.assertTrue(engine._kms_installed_triggers(), "those of others stay")
        marks = self.env["kms.fact.dirty"].search_count([("source", "=like", "hotel%")])
        self.assertEqual(marks, 0)
