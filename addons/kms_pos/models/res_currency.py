from odoo import api, models
from odoo.tools import get_lang


class ResCurrency(models.Model):
    _inherit = "res.currency"

    @api.model
    def _load_pos_data_read(self, records, config):
        """The till says amounts in words without a network: give it the currency's names."""
        read_records = super()._load_pos_data_read(records, config)
        for vals in read_records:
            names = self.browse(vals["id"])._kms_currency_names()
            vals["_kms_words"] = names and {**names, "lang": get_lang(self.env).code}
        return read_records
