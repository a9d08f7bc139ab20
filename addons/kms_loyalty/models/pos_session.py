from odoo import api, models


class PosSession(models.Model):
    """Tiers on the till, with the programs of their discounts."""

    _inherit = "pos.session"

    @api.model
    def _load_pos_data_models(self, config):
        return [*super()._load_pos_data_models(config), "kms.loyalty.tier"]

    def load_data(self, models_to_load):
        """Give tiers their programs before a till loads them."""
        self.check_access("read")
        self.env["kms.loyalty.tier"]._kms_ensure_discounts(self.config_id.company_id)
        return super().load_data(models_to_load)
