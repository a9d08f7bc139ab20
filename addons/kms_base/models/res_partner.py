from odoo import models

# The states of the OHADA treaty share one trade register.
OHADA = "BF BJ CD CF CG CI CM GA GN GQ GW KM ML NE SN TD TG".split()


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_company_registry_labels(self):
        return super()._get_company_registry_labels() | dict.fromkeys(OHADA, "RCCM")
