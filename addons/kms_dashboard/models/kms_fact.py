from odoo import fields, models

from odoo.addons.kms_base.models.crm_team import CHANNELS


class KmsFact(models.Model):
    """A figure of one day and channel: what boards read.

    Written by `kms.fact.engine` alone, in SQL. Small on purpose: as many rows as there are days,
    channels and figures, however many documents lie behind them.
    """

    _name = "kms.fact"
    _description = "Daily figure"
    _order = "date desc, metric_id, kms_channel, id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    date = fields.Date(required=True, help="Day in the time zone of the company.")
    kms_channel = fields.Selection(CHANNELS, string="Channel")
    metric_id = fields.Many2one("kms.metric", string="Figure", required=True, ondelete="cascade")
    value = fields.Float(required=True)

    _day_uniq = models.UniqueIndex(
        "(company_id, metric_id, date, COALESCE(kms_channel, ''))",
        "This figure exists already for that day.",
    )
    # Holds all that a board asks for: it is read without the table.
    _board_idx = models.Index("(company_id, metric_id, date) INCLUDE (kms_channel, value)")
