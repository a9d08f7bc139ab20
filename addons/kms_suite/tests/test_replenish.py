from odoo import fields
from odoo.tests import tagged

from odoo.addons.kms_coordination.tests.test_rupture import RuptureCase


@tagged("post_install", "-at_install")
class TestReplenish(RuptureCase):
    """With core's purchases installed, a stock-out becomes a draft order to the vendor."""

    def test_the_purchase_is_as_large_as_what_is_missing(self):
        vendor = self.env["res.partner"].create({"name": "Sawmill"})
        self.panel.seller_ids = [fields.Command.create({"partner_id": vendor.id, "price": 20_000})]
        self._sell(8, confirm=True)  # five in stock
        rupture = self._report()
        manager = rupture.with_user(self.manager)
        manager.action_take()
        manager.action_replenish()
        lines = self.env["purchase.order.line"].search([("product_id", "=", self.panel.id)])
        self.assertEqual((lines.order_id.state, lines.partner_id), ("draft", vendor))
        self.assertGreaterEqual(lines.product_qty, 3)
