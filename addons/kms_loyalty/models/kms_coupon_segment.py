from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .kms_marketing_consent import MEDIA

CONSENTS = [("not_refused", "Have refused nothing"), *MEDIA]


class KmsCouponSegment(models.AbstractModel):
    """Who is addressed: customers by score, purchases, place and tags. An empty filter keeps all.

    Addons that know more of customers add fields and conditions.
    """

    _name = "kms.coupon.segment"
    _description = "Choice of customers"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    tier_ids = fields.Many2many(
        "kms.loyalty.tier", string="Tiers", domain="[('company_id', '=', company_id)]"
    )
    score_from = fields.Float(digits=(5, 2), aggregator=None)
    score_to = fields.Float(digits=(5, 2), default=100, aggregator=None)
    last_from = fields.Date(string="Last purchase from")
    last_to = fields.Date(
        string="Last purchase until", help="A day of long ago finds those who stopped coming."
    )
    spent_from = fields.Monetary(
        string="Spent from", help="Net of refunds, in the window of the score's amount."
    )
    spent_to = fields.Monetary(string="Spent up to", help="0 sets no limit.")
    channel = fields.Selection(
        selection=lambda self: self.env["crm.team"]._fields["kms_channel"].selection,
        string="Bought through",
    )
    city = fields.Char(string="Towns", help="Several are separated by commas.")
    category_ids = fields.Many2many("res.partner.category", string="Tags")
    industry_ids = fields.Many2many(
        "res.partner.industry",
        string="Business sectors",
        help="Of customers who are a business; people have none.",
    )
    consent = fields.Selection(
        CONSENTS,
        string="Offers",
        required=True,
        default="not_refused",
        help="Those who agreed to receive offers by this medium, or at least refused them nowhere.",
    )

    @api.constrains("score_from", "score_to", "last_from", "last_to", "spent_from", "spent_to")
    def _check_ranges(self):
        for segment in self:
            days = segment.last_from and segment.last_to and segment.last_from > segment.last_to
            spent = segment.spent_to and segment.spent_from > segment.spent_to
            if days or spent or not 0 <= segment.score_from <= segment.score_to <= 100:
                raise ValidationError(
                    self.env._("A range begins before it ends, and scores lie between 0 and 100.")
                )

    def _kms_segment(self):
        """Return the SELECT of the customers, as ``id``.

        :rtype: SQL
        """
        self.ensure_one()
        return SQL(
            "SELECT p.id FROM res_partner p LEFT JOIN kms_loyalty_score s"
            " ON s.partner_id = p.id AND s.company_id = %s WHERE %s",
            self.company_id.id,
            SQL(" AND ").join(self._kms_segment_conditions()),
        )

    def _kms_segment_conditions(self):
        """Return conditions on ``p``, a customer, and ``s``, the score if there is one."""
        company = self.company_id.id
        conditions = [
            SQL("p.active AND p.commercial_partner_id = p.id AND p.kms_status IS NOT NULL"),
            SQL("(p.company_id IS NULL OR p.company_id = %s)", company),
            *self._kms_score_conditions(),
            *self._kms_consent_conditions(),
        ]
        towns = [name.strip().lower() for name in (self.city or "").split(",") if name.strip()]
        if towns:
            conditions.append(SQL("LOWER(TRIM(p.city)) = ANY(%s)", towns))
        if self.category_ids:
            conditions.append(
                SQL(
                    "EXISTS (SELECT FROM res_partner_res_partner_category_rel r"
                    " WHERE r.partner_id = p.id AND r.category_id = ANY(%s))",
                    self.category_ids._origin.ids,
                )
            )
        if self.industry_ids:
            conditions.append(SQL("p.industry_id = ANY(%s)", self.industry_ids._origin.ids))
        if self.channel:
            conditions.append(self._kms_channel_condition())
        return conditions

    def _kms_score_conditions(self):
        conditions = []
        if self.tier_ids:
            # who has no score is in the tier of all other customers
            tiers = self.tier_ids._origin
            base = tiers.filtered(lambda tier: not tier.threshold)
            conditions.append(
                SQL("(s.tier_id = ANY(%s) OR (%s AND s.id IS NULL))", tiers.ids, bool(base))
            )
        if self.score_from > 0 or self.score_to < 100:
            conditions.append(
                SQL("COALESCE(s.score, 0) BETWEEN %s AND %s", self.score_from, self.score_to)
            )
        at_least, at_most = SQL(">="), SQL("<=")
        bounds = (
            ("last_purchase", at_least, self.last_from),
            ("last_purchase", at_most, self.last_to),
            ("spent", at_least, self.spent_from),
            ("spent", at_most, self.spent_to),
        )
        conditions += [
            SQL("%s %s %s", SQL.identifier("s", name), bound, value)
            for name, bound, value in bounds
            if value
        ]
        return conditions

    def _kms_consent_conditions(self):
        Consent = self.env["kms.marketing.consent"]
        if self.consent in dict(MEDIA):
            agreed = Consent._kms_last_word(SQL("p"), self.company_id, self.consent, "agree")
            return [agreed]
        return [
            SQL(
                "%s IS NOT TRUE",
                SQL("(%s)", Consent._kms_last_word(SQL("p"), self.company_id, medium, "refuse")),
            )
            for medium, _label in MEDIA
        ]

    def _kms_channel_condition(self):
        return SQL(
            """(EXISTS (
                SELECT FROM sale_order o JOIN res_partner b ON b.id = o.partner_id
                 WHERE b.commercial_partner_id = p.id AND o.company_id = %(company)s
                   AND o.state = 'sale' AND o.kms_channel = %(channel)s
            ) OR EXISTS (
                SELECT FROM pos_order o JOIN res_partner b ON b.id = o.partner_id
                  JOIN crm_team t ON t.id = o.crm_team_id
                 WHERE b.commercial_partner_id = p.id AND o.company_id = %(company)s
                   AND o.state IN ('paid', 'done') AND t.kms_channel = %(channel)s
            ))""",
            company=self.company_id.id,
            channel=self.channel,
        )

    def _kms_count(self):
        """Return how many customers are addressed.

        :rtype: int
        """
        self.env.flush_all()
        self.env.cr.execute(SQL("SELECT COUNT(*) FROM (%s) AS person", self._kms_segment()))
        return self.env.cr.fetchone()[0]
