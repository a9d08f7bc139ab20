from odoo import fields, models
from odoo.tools import SQL

# Ratios of several campaigns are ratios of their sums: columns of the dividend and the divisor.
RATIOS = {
    "cost_per_lead": ("cost", "lead_count"),
    "cost_per_customer": ("cost", "customer_count"),
}


class KmsCampaignReport(models.Model):
    """The figures of each campaign, defined once for its form, the list and the graph."""

    _name = "kms.campaign.report"
    _description = "Return on campaigns"
    _auto = False
    _order = "id desc"
    _rec_name = "campaign_id"
    _depends = {
        "crm.lead": ["campaign_id", "company_id"],
        "sale.order": [
            "amount_total",
            "campaign_id",
            "company_id",
            "currency_rate",
            "partner_id",
            "state",
        ],
        "res.partner": ["commercial_partner_id"],
        "utm.campaign": ["company_id", "kms_cost", "kms_date_from", "kms_date_to"],
    }

    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="To", readonly=True)
    cost = fields.Monetary(readonly=True)
    lead_count = fields.Integer(string="Leads", readonly=True)
    quotation_count = fields.Integer(string="Quotations made", readonly=True)
    customer_count = fields.Integer(string="Customers", readonly=True)
    sold_amount = fields.Monetary(string="Sales", readonly=True)
    cost_per_lead = fields.Monetary(readonly=True, aggregator="avg")
    cost_per_customer = fields.Monetary(readonly=True, aggregator="avg")
    return_rate = fields.Float(string="Return", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT campaign.id, campaign.id AS campaign_id, campaign.company_id,
                   campaign.kms_date_from AS date_from, campaign.kms_date_to AS date_to,
                   COALESCE(campaign.kms_cost, 0) AS cost,
                   leads.count AS lead_count, orders.count AS quotation_count,
                   orders.customers AS customer_count, orders.amount AS sold_amount,
                   COALESCE(campaign.kms_cost / NULLIF(leads.count, 0), 0) AS cost_per_lead,
                   COALESCE(campaign.kms_cost / NULLIF(orders.customers, 0), 0)
                       AS cost_per_customer,
                   COALESCE((orders.amount - campaign.kms_cost) / NULLIF(campaign.kms_cost, 0), 0)
                       AS return_rate
              FROM utm_campaign campaign
             CROSS JOIN LATERAL (
                   SELECT count(*) FROM crm_lead lead
                    WHERE lead.campaign_id = campaign.id
                      AND COALESCE(lead.company_id = campaign.company_id, TRUE)
             ) leads
             CROSS JOIN LATERAL (
                   SELECT count(*),
                          count(DISTINCT card.commercial_partner_id)
                              FILTER (WHERE sale.state = 'sale') AS customers,
                          COALESCE(
                              sum(sale.amount_total / COALESCE(NULLIF(sale.currency_rate, 0), 1))
                                  FILTER (WHERE sale.state = 'sale'), 0
                          ) AS amount
                     FROM sale_order sale
                     JOIN res_partner card ON card.id = sale.partner_id
                    WHERE sale.campaign_id = campaign.id
                      AND COALESCE(sale.company_id = campaign.company_id, TRUE)
             ) orders
            """
        )

    def _read_group_select(self, aggregate_spec, query):
        name, _colon, function = aggregate_spec.partition(":")
        if function != "avg" or name not in {*RATIOS, "return_rate"}:
            return super()._read_group_select(aggregate_spec, query)
        if name == "return_rate":
            return SQL(
                "(SUM(%(sold)s) - SUM(%(cost)s)) / NULLIF(SUM(%(cost)s), 0)",
                sold=self._field_to_sql(self._table, "sold_amount", query),
                cost=self._field_to_sql(self._table, "cost", query),
            )
        above, below = (self._field_to_sql(self._table, one, query) for one in RATIOS[name])
        return SQL("SUM(%s) / NULLIF(SUM(%s), 0)", above, below)

    def action_open_campaign(self):
        """Open the campaign.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        form = self.env.ref("kms_marketing.utm_campaign_view_form_kms")
        return self.campaign_id._get_records_action() | {"views": [(form.id, "form")]}
