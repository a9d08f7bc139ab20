from odoo import fields, models

from odoo.addons.kms_base.models.crm_team import CHANNELS


class KmsFactDetail(models.Model):
    """A daily figure by salesperson, product family, campaign and subject.

    `kms.fact` is its sum; boards read this one only when they filter or split by these.
    """

    _name = "kms.fact.detail"
    _description = "Daily figure in detail"
    _order = "date desc, metric_id, kms_channel, id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    date = fields.Date(required=True)
    kms_channel = fields.Selection(CHANNELS, string="Channel")
    metric_id = fields.Many2one("kms.metric", string="Figure", required=True, ondelete="cascade")
    # Ids without a foreign key: a person or campaign that is deleted does not change the past,
    # and a fact must never be what keeps it from being deleted.
    user_id = fields.Integer("Salesperson")
    categ_id = fields.Integer(string="Product family")
    campaign_id = fields.Integer()
    subject_id = fields.Integer(string="About")
    value = fields.Float(required=True)

    _board_idx = models.Index("(company_id, metric_id, date)")
