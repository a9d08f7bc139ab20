from odoo import models


class Base(models.AbstractModel):
    _inherit = "base"

    def export_data(self, fields_to_export):
        """Note who took which records out; see core."""
        result = super().export_data(fields_to_export)
        if self:
            self.env["kms.audit.entry"]._kms_append(
                [
                    {
                        "kind": "export",
                        "company_id": self.env.company.id,
                        "model": self._name,
                        "document": self.env._(
                            "%(count)s of %(model)s",
                            count=len(self),
                            model=self.env["ir.model"]._get(self._name).name,
                        ),
                        "new_value": ", ".join(map(str, fields_to_export))[:1000],
                    }
                ]
            )
        return result
