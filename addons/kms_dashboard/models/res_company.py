from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        # Every document may belong to another day now.
        moved = self.filtered(
            lambda company: "kms_timezone" in vals and company.kms_timezone != vals["kms_timezone"]
        )
        result = super().write(vals)
        for source in self.env["kms.fact.engine"]._kms_sources() if moved else ():
            for company in moved:
                self.env["kms.fact.dirty"]._kms_mark(company, source)
        return result
