from odoo import fields, models


class KmsFieldSector(models.Model):
    """A part of town that field salespeople prospect."""

    _name = "kms.field.sector"
    _description = "Field sector"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null")

    _name_uniq = models.UniqueIndex(
        "(name, COALESCE(company_id, 0))", "A sector with this name already exists."
    )
