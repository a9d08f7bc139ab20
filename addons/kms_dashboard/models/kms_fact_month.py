from odoo import fields, models

from odoo.addons.kms_base.models.crm_team import CHANNELS


class KmsFactMonth(models.Model):
    """Who belongs to a month: for figures that count people once, such as retention.

    A person who buys on three days is one customer of the month, so these counts cannot be sums of
    daily ones.
    """

    _name = "kms.fact.month"
    _description = "Customer of a month"
    _order = "date desc, metric_id, id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    date = fields.Date(required=True, help="First day of the month.")
    kms_channel = fields.Selection(CHANNELS, string="Channel")
    metric_id = fields.Many2one("kms.metric", string="Figure", required=True, ondelete="cascade")
    # no foreign key: who is deleted leaves the month by way of the documents
    partner_id = fields.Integer(string="Customer", required=True)

    _member_uniq = models.UniqueIndex(
        "(company_id, metric_id, date, COALESCE(kms_channel, ''), partner_id)",
        "This customer is in that month already.",
    )
