from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.kms_base.models.crm_team import CHANNELS

STATES = [
    ("new", "New"),
    ("contacted", "Contacted"),
    ("quoted", "Quoted"),
    ("sold", "Sold"),
    ("lost", "Lost"),
]


class KmsConversionReport(models.Model):
    """What became of each prospect of our channels: one line a prospect, never two.

    Amounts include taxes, in the company's currency. *Sold* is the sum of the prospect's
    confirmed sales. *Quoted* is what was sold, or, without a sale, the most recent open quotation
    alone: two open quotations for one prospect are two versions of one wish. Cancelled quotations
    count for nothing, except that the follow-ups made on them were made. The first contact is
    when the prospect was received or taken charge of, or else the first field visit.
    """

    _name = "kms.conversion.report"
    _description = "Conversion of prospects"
    _auto = False
    _order = "arrival_date desc, id desc"
    _rec_name = "lead_id"
    _depends = {
        "crm.lead": [
            "active",
            "campaign_id",
            "company_id",
            "kms_arrival_date",
            "kms_channel",
            "kms_contact_date",
            "medium_id",
            "partner_id",
            "source_id",
            "team_id",
            "user_id",
        ],
        "kms.field.visit": ["lead_id", "visit_date"],
        "kms.quote.followup": ["order_id"],
        "sale.order": [
            "amount_total",
            "company_id",
            "currency_rate",
            "date_order",
            "opportunity_id",
            "state",
        ],
    }

    lead_id = fields.Many2one("crm.lead", string="Prospect", readonly=True)
    kms_channel = fields.Selection(CHANNELS, string="Channel", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    team_id = fields.Many2one("crm.team", string="Sales team", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    medium_id = fields.Many2one("utm.medium", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    order_id = fields.Many2one("sale.order", string="Quotation", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    arrival_date = fields.Datetime(string="Arrival", readonly=True)
    contact_date = fields.Datetime(string="First contact", readonly=True)
    quote_date = fields.Datetime(string="Quotation on", readonly=True)
    sale_date = fields.Datetime(string="Sale on", readonly=True)
    quoted_amount = fields.Monetary(string="Quoted", readonly=True, aggregator="sum")
    sold_amount = fields.Monetary(string="Sold", readonly=True, aggregator="sum")
    quote_count = fields.Integer(string="Prospects quoted", readonly=True)
    sale_count = fields.Integer(string="Prospects sold", readonly=True)
    quote_rate = fields.Float(string="Quoted (%)", readonly=True, aggregator="avg", digits=(5, 1))
    sale_rate = fields.Float(string="Converted (%)", readonly=True, aggregator="avg", digits=(5, 1))
    days_to_contact = fields.Float(
        string="Days to first contact", readonly=True, aggregator="avg", digits=(16, 1)
    )
    days_to_quote = fields.Float(
        string="Days from contact to quotation", readonly=True, aggregator="avg", digits=(16, 1)
    )
    days_to_sale = fields.Float(
        string="Days from quotation to sale", readonly=True, aggregator="avg", digits=(16, 1)
    )
    days_total = fields.Float(
        string="Days from arrival to sale", readonly=True, aggregator="avg", digits=(16, 1)
    )
    followup_count = fields.Integer(string="Follow-ups", readonly=True)

    @property
    def _table_query(self):
        return SQL("%s FROM %s WHERE l.kms_channel IS NOT NULL", self._select(), self._from())

    def _select(self):
        # Plain columns only: PostgreSQL leaves out of the plan those that nobody asks for.
        return SQL(
            """
            SELECT l.id, l.id AS lead_id, l.kms_channel, l.team_id, l.user_id, l.partner_id,
                   l.source_id, l.medium_id, l.campaign_id, o.order_id,
                   COALESCE(l.company_id, t.company_id, %(company)s) AS company_id,
                   CASE WHEN o.sales > 0 THEN 'sold'
                        WHEN l.active IS NOT TRUE THEN 'lost'
                        WHEN o.quotes > 0 THEN 'quoted'
                        WHEN %(contact)s IS NOT NULL THEN 'contacted'
                        ELSE 'new' END AS state,
                   l.kms_arrival_date AS arrival_date,
                   %(contact)s AS contact_date,
                   o.quote_date, o.sale_date,
                   COALESCE(o.sold, o.quoted, 0) AS quoted_amount,
                   COALESCE(o.sold, 0) AS sold_amount,
                   CASE WHEN o.quotes > 0 THEN 1 ELSE 0 END AS quote_count,
                   CASE WHEN o.sales > 0 THEN 1 ELSE 0 END AS sale_count,
                   CASE WHEN o.quotes > 0 THEN 100.0 ELSE 0 END AS quote_rate,
                   CASE WHEN o.sales > 0 THEN 100.0 ELSE 0 END AS sale_rate,
                   %(to_contact)s AS days_to_contact,
                   %(to_quote)s AS days_to_quote,
                   %(to_sale)s AS days_to_sale,
                   %(total)s AS days_total,
                   (SELECT COUNT(*)
                      FROM sale_order s JOIN kms_quote_followup f ON f.order_id = s.id
                     WHERE s.opportunity_id = l.id) AS followup_count
            """,
            contact=self._contact(),
            # A prospect of no company in particular is everybody's.
            company=self.env.company.id,
            to_contact=self._days(self._contact(), SQL("l.kms_arrival_date")),
            to_quote=self._days(
                SQL("o.quote_date"), SQL("COALESCE(%s, l.kms_arrival_date)", self._contact())
            ),
            to_sale=self._days(SQL("o.sale_date"), SQL("o.quote_date")),
            total=self._days(SQL("o.sale_date"), SQL("l.kms_arrival_date")),
        )

    def _contact(self):
        return SQL(
            "COALESCE(l.kms_contact_date, "
            "(SELECT MIN(v.visit_date) FROM kms_field_visit v WHERE v.lead_id = l.id))"
        )

    def _days(self, end, start):
        """Return the SQL of the days between two moments; none below zero."""
        # Not GREATEST alone, which would make a 0 of what did not happen.
        days = SQL("EXTRACT(EPOCH FROM %s - %s) / 86400", end, start)
        return SQL("CASE WHEN %s IS NOT NULL THEN GREATEST(%s, 0) END", days, days)

    def _from(self):
        # One order of the prospect becomes one row: grouped first, joined once.
        return SQL(
            """
            crm_lead l
            LEFT JOIN crm_team t ON t.id = l.team_id
            LEFT JOIN LATERAL (
                SELECT COUNT(*) AS quotes,
                       COUNT(*) FILTER (WHERE s.state = 'sale') AS sales,
                       MIN(LEAST(s.create_date, s.date_order)) AS quote_date,
                       MIN(s.date_order) FILTER (WHERE s.state = 'sale') AS sale_date,
                       SUM(s.amount_total / COALESCE(NULLIF(s.currency_rate, 0), 1))
                           FILTER (WHERE s.state = 'sale') AS sold,
                       (ARRAY_AGG(s.amount_total / COALESCE(NULLIF(s.currency_rate, 0), 1)
                                  ORDER BY s.id DESC))[1] AS quoted,
                       (ARRAY_AGG(s.id ORDER BY (s.state = 'sale') DESC, s.id DESC))[1]
                           AS order_id
                  FROM sale_order s
                 WHERE s.opportunity_id = l.id AND s.state != 'cancel'
            ) o ON TRUE
            """
        )

    def action_open_lead(self):
        """Open the prospect.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return self.lead_id._get_records_action()

    def action_open_order(self):
        """Open the quotation or sale.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return self.order_id._get_records_action()
