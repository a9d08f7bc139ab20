from odoo import fields, models


class KmsFieldSector(models.Model):
    """A part of town that field salespeople prospect."""

    _name = "kms.field.sector"
    _description = "Field sector"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null")
    # Where the map writes the name; 0, 0 lies in the ocean and means unknown.
    latitude = fields.Float(string="Centre, latitude", digits=(10, 5))
    longitude = fields.Float(string="Centre, longitude", digits=(10, 5))

    _name_uniq = models.UniqueIndex(
        "(name, COALESCE(company_id, 0))", "A sector with this name already exists."
    )
    _centre_range = models.Constraint(
        "CHECK (latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)",
        "A latitude lies between -90 and 90 degrees, a longitude between -180 and 180.",
    )
