from odoo import api, models


class KmsCachedMixin(models.AbstractModel):
    """Records that are read through `ormcache`: who changes one has the caches read again."""

    _name = "kms.cached.mixin"
    _description = "Records that are kept in memory"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
