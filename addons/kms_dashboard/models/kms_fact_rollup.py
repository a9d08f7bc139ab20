from odoo import fields, models

from odoo.addons.kms_base.models.crm_team import CHANNELS


class KmsFactRollup(models.Model):
    """A figure of a whole month: the sum of its days, so that a year is read as fast as a month.

    With ``detailed`` it sums up `kms.fact.detail`, else `kms.fact`.
    """

    _name = "kms.fact.rollup"
    _description = "Monthly figure"
    _order = "date desc, metric_id, kms_channel, id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    date = fields.Date(required=True, help="First day of the month.")
    kms_channel = fields.Selection(CHANNELS, string="Channel")
    metric_id = fields.Many2one("kms.metric", string="Figure", required=True, ondelete="cascade")
    detailed = fields.Boolean(required=True)
    user_id = fields.Integer("Salesperson")
    categ_id = fields.Integer("Product family")
    campaign_id = fields.Integer()
    subject_id = fields.Integer(string="About")
    value = fields.Float(required=True)

    _board_idx = models.Index("(company_id, detailed, metric_id, date)")
