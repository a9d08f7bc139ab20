from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.kms_coordination.models.kms_rupture import OPEN_STATES

# A till that was closed for so long loads everything anew.
FORGOTTEN_DAYS = 30


class KmsRupture(models.Model):
    _name = "kms.rupture"
    _inherit = ["kms.rupture", "pos.load.mixin"]

    @api.model
    def _load_pos_data_domain(self, data, config):
        # those that have ended too: a till keeps what it has read
        recent = fields.Datetime.now() - timedelta(days=FORGOTTEN_DAYS)
        return [
            ("company_id", "=", config.company_id.id),
            "|",
            ("state", "in", OPEN_STATES),
            ("write_date", ">=", recent),
        ]

    @api.model
    def _load_pos_data_fields(self, config):
        return ["product_id", "is_open", "expected_date", "proposed_action"]

    def _load_pos_data_read(self, records, config):
        """Add the product card and what to offer instead, with price and stock."""
        rows = super()._load_pos_data_read(records, config)
        warehouse = config.picking_type_id.warehouse_id
        # sudo: stock is what every cashier is asked about, without rights on it.
        known = records.sudo().with_context(warehouse_id=warehouse.id)
        by_id = {rupture.id: rupture for rupture in known}
        for row in rows:
            rupture = by_id[row["id"]]
            row["_template_id"] = rupture.product_id.product_tmpl_id.id
            row["_alternatives"] = [
                {
                    "id": product.id,
                    "template_id": product.product_tmpl_id.id,
                    "name": product.display_name,
                    "price": product.lst_price,
                    "quantity": product.qty_available,
                    "unit": product.uom_id.name,
                }
                for product in rupture.alternative_ids
            ]
        return rows
