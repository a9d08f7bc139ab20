from odoo import api, fields, models
from odoo.tools import SQL

from .kms_loyalty_tier import PlainMany2one

PORTION = 100_000


class KmsLoyaltyScoreHistory(models.Model):
    """A score that a customer had before the present one."""

    _name = "kms.loyalty.score.history"
    _description = "Former loyalty score"
    _order = "date_to desc, id desc"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = PlainMany2one("res.company", required=True, readonly=True)
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="Until", required=True, readonly=True)
    frequency = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    regularity = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    recency = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    amount = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    score = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    tier_id = PlainMany2one("kms.loyalty.tier", readonly=True)

    # rows come in the order of their days: a few bytes find the old ones
    _date_idx = models.Index("USING brin (date_to)")  # codespell:ignore brin

    @api.autovacuum
    def _gc_history(self):
        """Forget, in portions, what is older than the company keeps."""
        deleted = 0
        for company in self.env["res.company"].search([("active", "in", (True, False))]):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM kms_loyalty_score_history WHERE id IN ("
                    "SELECT id FROM kms_loyalty_score_history"
                    " WHERE company_id = %s AND date_to < %s::date - %s LIMIT %s)",
                    company.id,
                    company._kms_today(),
                    company.kms_loyalty_history_days,
                    PORTION,
                )
            )
            deleted = max(deleted, self.env.cr.rowcount)
        return deleted, deleted == PORTION
