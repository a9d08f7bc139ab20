from odoo import api, fields, models


class UtmSource(models.Model):
    _inherit = "utm.source"
    _rec_names_search = ["name", "kms_label"]

    kms_acquisition = fields.Boolean(
        string="Acquisition source",
        help="Offered at the door when a visitor is asked how they heard of us. "
        "Mailings and posts create sources of their own, which nobody wants to see there.",
    )
    # The technical name is unique and has one language; people read theirs.
    kms_label = fields.Char(string="Label", translate=True)

    @api.depends("name", "kms_label")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labelled = self.filtered("kms_label")
        for source in labelled:
            source.display_name = source.kms_label
        super(UtmSource, self - labelled)._compute_display_name()
