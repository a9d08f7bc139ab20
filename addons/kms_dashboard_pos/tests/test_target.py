from odoo import Command
from odoo.tests import tagged

from ..hooks import post_init_hook, uninstall_hook
from .common import HouseCommon


@tagged("post_install", "-at_install")
class TestTarget(HouseCommon):
    """What the house should reach is reached with its tills."""

    def _target(self, **vals):
        today = self.company._kms_today()
        targets = self.env["kms.sales.target"].with_user(self.manager)
        return targets.create(
            {
                "date_from": today,
                "date_to": today,
                "company_id": self.company.id,
                "metric": "revenue",
                "target_value": 1000,
                **vals,
            }
        )

    def test_the_house_counts_its_tills(self):
        self._sell("MP1")
        sale = self._sale(quantity=3)
        self._settle(sale)
        house = self._target()
        channel = self._target(kms_channel="showroom")
        self.assertEqual((house.actual_value, channel.actual_value), (400, 300))
        found = (
            self.env["kms.house.sale"]
            .with_user(self.manager)
            .search(house.action_view_documents()["domain"])
        )
        self.assertEqual(sum(found.mapped("price_total")), 400)
        scope = self.env["kms.board"]._kms_scope({"kind": "today"}, {})
        dictionary = list(self.env["kms.metric"]._kms_dictionary().values())
        targets = self.env["kms.metric"]._kms_targets(dictionary, scope)
        found = {metric.code: value for metric, value in targets.items()}
        self.assertEqual(found, {"house_revenue": 1000, "showroom_revenue": 1000})

    def test_boards_of_the_management(self):
        """They show the house while the tills are in, and the orders once they are gone."""
        board = (
            self.env["kms.board"]
            .sudo()
            .create(
                {
                    "name": "Mine",
                    "user_id": self.manager.id,
                    "template_id": self.env.ref("kms_marketing.board_direction").id,
                    "widget_ids": [
                        Command.create(
                            {
                                "kind": "top",
                                "split_by": "categ_id",
                                "metric_ids": [
                                    Command.set(
                                        self.env.ref("kms_marketing.metric_family_revenue").ids
                                    )
                                ],
                            }
                        )
                    ],
                }
            )
        )
        post_init_hook(self.env(su=True))
        self.assertEqual(board.widget_ids.metric_ids.code, "house_revenue")
        uninstall_hook(self.env(su=True))
        self.assertEqual(board.widget_ids.metric_ids.code, "family_revenue")
        template = self.env.ref("kms_marketing.board_direction").sudo()
        codes = template.widget_ids.metric_ids.mapped("code")
        self.assertIn("revenue", codes)
        self.assertFalse({"house_revenue", "house_cash_in"} & set(codes))
