from odoo.tests import new_test_user, tagged

from odoo.addons.point_of_sale.tests.test_frontend import TestPointOfSaleHttpCommon


@tagged("post_install", "-at_install")
class TestTill(TestPointOfSaleHttpCommon):
    def test_settle_with_mobile_money(self):
        company = self.env.company
        company.write({"vat": "M012345678901X", "company_registry": "RC/DLA/2015/B/1234"})
        company.country_id = self.env.ref("base.cm")
        mtn = company._kms_setup_payment_journals().filtered(
            lambda journal: journal.kms_mobile_operator == "mtn"
        )
        method = self.env["pos.payment.method"].create(
            {
                "name": "MTN MoMo",
                "journal_id": mtn.id,
            }
        )
        self.main_pos_config.payment_method_ids += method
        new_test_user(
            self.env,
            "till-tour",
            groups="kms_base.role_cashier",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        product = self.env["product.product"].create(
            {
                "name": "MDF panel",
                "available_in_pos": True,
                "is_storable": True,
                "lst_price": 100,
                "taxes_id": False,
            }
        )
        sale = (
            self.env["sale.order"]
            .sudo()
            .create(
                {
                    "partner_id": self.env["res.partner"].create({"name": "Mme Tchoufa"}).id,
                    "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 2})],
                }
            )
        )
        sale.action_confirm()
        self.main_pos_config.open_ui()
        self.start_pos_tour("kms_pos_settle_with_mobile_money", login="till-tour")
        order = sale.order_line.pos_order_line_ids.order_id
        self.assertEqual(order.payment_ids.transaction_id, "MP26.1")
        self.assertFalse(order.payment_ids.kms_review_reason)
        self.assertEqual(order.account_move.payment_state, "paid")
        self.assertFalse(order.picking_ids)
        self.assertEqual(sale.picking_ids.state, "confirmed")
