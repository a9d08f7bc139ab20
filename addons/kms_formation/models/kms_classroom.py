from odoo import fields, models


class KmsClassroom(models.Model):
    _name = "kms.classroom"
    _description = "Classroom"
    _order = "sequence, name, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    capacity = fields.Integer(required=True, default=20)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _name_uniq = models.Constraint(
        "UNIQUE (company_id, name)", "There is a classroom with this name already."
    )
    _capacity_positive = models.Constraint(
        "CHECK (capacity BETWEEN 1 AND 1000)", "A classroom takes 1 to 1000 people."
    )
