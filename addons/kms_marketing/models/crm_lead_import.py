from odoo import fields, models


class CrmLead(models.Model):
    """A lead that came in with a file."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "kms.bulk.mixin"]

    kms_import_id = fields.Many2one(
        "kms.lead.import",
        string="Imported with",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
