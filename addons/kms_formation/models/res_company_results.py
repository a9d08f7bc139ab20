from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    kms_excused_counts = fields.Boolean(string="Excused absences lower the attendance")
    kms_certificate_paid = fields.Boolean(
        string="Certificates only when the fee is paid", default=True
    )
    kms_certificate_signatory = fields.Char(string="Who signs certificates")
    kms_certificate_signatory_title = fields.Char(string="Quality of who signs")
