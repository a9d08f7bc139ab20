from odoo import fields
from odoo.tests import new_test_user, tagged

from odoo.addons.point_of_sale.tests.test_frontend import TestPointOfSaleHttpCommon


@tagged("post_install", "-at_install")
class TestRuptureTour(TestPointOfSaleHttpCommon):
    def _product(self, name, price, in_pos=True):
        return self.env["product.product"].create(
            {
                "name": name,
                "available_in_pos": in_pos,
                "is_storable": True,
                "lst_price": price,
                "taxes_id": False,
            }
        )

    def test_the_cashier_offers_something_else(self):
        company = self.env.company
        new_test_user(
            self.env,
            "till-rupture",
            groups="kms_base.role_cashier",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        missing, oak = self._product("MDF panel", 100), self._product("Oak panel", 150)
        pine = self._product("Pine panel", 90, in_pos=False)
        warehouse = self.main_pos_config.picking_type_id.warehouse_id
        self.env["stock.quant"].sudo()._update_available_quantity(oak, warehouse.lot_stock_id, 7)
        rupture = (
            self.env["kms.rupture"]
            .sudo()
            .create({"product_id": missing.id, "company_id": company.id})
        )
        rupture.write(
            {
                "alternative_ids": [fields.Command.set((oak | pine).ids)],
                "expected_date": fields.Date.add(fields.Date.today(), days=9),
            }
        )
        self.main_pos_config.open_ui()
        self.start_pos_tour("kms_coordination_pos_rupture", login="till-rupture")
