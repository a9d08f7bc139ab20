from odoo import fields, models

from odoo.addons.kms_base.models.crm_team import CHANNELS


class KmsFactSplit(models.Model):
    """A figure of a day, or of a whole month, by one dimension.

    `kms.fact.detail` summed up over all dimensions but one, because that is how boards split their
    figures and how people read their own ones: a few rows a day instead of every combination.
    """

    _name = "kms.fact.split"
    _description = "Figure by one dimension"
    _order = "date desc, metric_id, dimension, kms_channel, id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    dimension = fields.Selection(
        [
            ("user_id", "Salesperson"),
            ("categ_id", "Product family"),
            ("campaign_id", "Campaign"),
            ("subject_id", "About"),
        ],
        required=True,
    )
    monthly = fields.Boolean(required=True, help="The sum of a month, dated on its first day.")
    date = fields.Date(required=True)
    kms_channel = fields.Selection(CHANNELS, string="Channel")
    metric_id = fields.Many2one("kms.metric", string="Figure", required=True, ondelete="cascade")
    # without a foreign key, as in the details
    key = fields.Integer(help="Id of the salesperson, product family, campaign or subject.")
    value = fields.Float(required=True)

    # Holds all that a board asks for: it is read without the table.
    _board_idx = models.Index(
        "(company_id, dimension, monthly, metric_id, date) INCLUDE (kms_channel, key, value)"
    )
