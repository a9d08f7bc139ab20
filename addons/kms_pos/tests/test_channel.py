from odoo.tests import tagged

from .common import TillCommon


@tagged("post_install", "-at_install")
class TestChannel(TillCommon):
    def setUp(self):
        super().setUp()
        self.showroom = self.env.ref("kms_base.team_showroom")
        self.field = self.env.ref("kms_base.team_field")
        self.config.crm_team_id = self.showroom

    def _quote(self):
        return (
            self.env["sale.order"]
            .sudo()
            .create(
                {
                    "partner_id": self.customer.id,
                    "team_id": self.field.id,
                    "order_line": [(0, 0, {"product_id": self.product.id})],
                }
            )
        )

    def _line(self, sale):
        return {
            "product": self.product,
            "quantity": 1,
            "sale_order_origin_id": sale.id,
            "sale_order_line_id": sale.order_line.id,
        }

    def test_channel_of_the_till(self):
        order = self._sell(method=self.cash_pm1)
        self.assertEqual(order.kms_channel, "showroom")
        found = self.env["pos.order"].search([("kms_channel", "=", "showroom")])
        self.assertIn(order, found)

    def test_settled_order_counts_for_its_own_channel(self):
        order = self._sell(method=self.cash_pm1, lines=[self._line(self._quote())])
        self.assertEqual(order.kms_channel, "field")

    def test_two_sales_count_for_the_till(self):
        lines = [self._line(self._quote()), self._line(self._quote())]
        order = self._sell(method=self.cash_pm1, amount=200, lines=lines)
        self.assertEqual(order.kms_channel, "showroom")

    def test_a_client_does_not_choose_the_channel(self):
        order = self._sell(method=self.cash_pm1, crm_team_id=self.field.id)
        self.assertEqual(order.kms_channel, "showroom")
