from odoo import fields, models
from odoo.tools import SQL

from .kms_loyalty_tier import PlainMany2one


class KmsLoyaltyScore(models.Model):
    """What a customer's purchases are worth, from 0 to 100, in one company.

    Written by the runs alone, set-based; in a table of its own, because a nightly update of all
    customers would bloat theirs.
    """

    _name = "kms.loyalty.score"
    _description = "Loyalty score"
    _order = "score desc, id"
    _rec_name = "partner_id"
    # who wrote it is a run; without the columns a million rows need no look-up of users
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, ondelete="cascade", readonly=True
    )
    company_id = PlainMany2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    frequency = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    regularity = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    recency = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    amount = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    score = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    tier_id = PlainMany2one("kms.loyalty.tier", required=True, readonly=True)
    color = fields.Char(related="tier_id.color")
    purchases = fields.Integer(
        readonly=True, help="Paid or invoiced orders in the window of frequency."
    )
    periods = fields.Integer(
        string="Periods with a purchase", readonly=True, help="Of the periods of regularity."
    )
    spent = fields.Monetary(readonly=True, help="Net of refunds, in the window of the amount.")
    last_purchase = fields.Date(readonly=True)
    grace_until = fields.Date(
        readonly=True, help="The score no longer reaches the tier, which is kept until this day."
    )
    changed_on = fields.Date(string="Rated on", readonly=True)

    _partner_unique = models.UniqueIndex(
        "(partner_id, company_id)",
        "Another analysis rated this customer at the same moment. Run yours again.",
    )
    _grace_idx = models.Index("(company_id, grace_until) WHERE grace_until IS NOT NULL")

    def init(self):
        """Leave room on each page, so that a new score stays beside the old one."""
        super().init()
        self.env.cr.execute(
            SQL("ALTER TABLE %s SET (fillfactor = 70)", SQL.identifier(self._table))
        )
