from odoo import fields, models

from odoo.addons.kms_base.models.crm_team import CHANNELS


class KmsFactBitmap(models.Model):
    """The customers of a month as a bitmap: one bit per id.

    Months are united and intersected in a millisecond that way, however many customers they have;
    `kms.fact.month` holds the same as rows.
    """

    _name = "kms.fact.bitmap"
    _description = "Customers of a month, packed"
    _order = "date desc, metric_id, id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    date = fields.Date(required=True, help="First day of the month.")
    kms_channel = fields.Selection(CHANNELS, string="Channel")
    metric_id = fields.Many2one("kms.metric", string="Figure", required=True, ondelete="cascade")
    members = fields.Binary(attachment=False, required=True)

    _board_idx = models.Index("(company_id, metric_id, date)")
