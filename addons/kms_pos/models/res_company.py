from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _load_pos_data_read(self, records, config):
        read_records = super()._load_pos_data_read(records, config)
        for vals in read_records:
            partner = self.browse(vals["id"]).partner_id
            vals["_kms_registry_label"] = partner.company_registry_label
        return read_records
