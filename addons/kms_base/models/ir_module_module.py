import gc

from odoo import models


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def _register_hook(self):
        """Leave out of each later collection of garbage what the server has loaded.

        It stays until the process ends. A collector that visits it again and again writes into
        its pages, and each worker then needs a copy of what it could share with the others.
        """
        super()._register_hook()
        # Odoo holds the collector back while it loads the first registry of a process, and for
        # no later one, which has to give its memory back when the next replaces it.
        if not gc.isenabled():
            gc.freeze()
