from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    kms_quiet_from = fields.Float(
        string="Alerts are quiet from",
        default=20.0,
        help="What happens at night is told in the morning, unless it is over by then.",
    )
    kms_quiet_to = fields.Float(string="Alerts are quiet until", default=7.0)

    _kms_quiet_check = models.Constraint(
        "CHECK (kms_quiet_from >= 0 AND kms_quiet_from < 24"
        " AND kms_quiet_to >= 0 AND kms_quiet_to < 24)",
        "Choose quiet hours between 0:00 and 23:59.",
    )

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
