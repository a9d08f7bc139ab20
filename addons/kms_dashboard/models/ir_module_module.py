from odoo import api, models


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    @api.private
    def module_uninstall(self):
        """Take an addon's triggers away before its columns go; see core."""
        self.env["kms.fact.engine"]._kms_drop_triggers(self.mapped("name"))
        return super().module_uninstall()
