from datetime import date, datetime, timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

PURCHASE_STATES = [
    ("recent", "Bought lately"),
    ("idle", "No purchase lately"),
    ("never", "Never bought"),
]
OPERATORS = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}


class ResPartner(models.Model):
    """Figures of a customer that the lists are cut by.

    They are read from the documents, one query for a whole page, and never stored: a sale or a
    follow-up costs no write on the customer. Contacts of a company have the company's figures.
    They are the same for everyone who may see them: which colleague made the sale is not shown.
    """

    _inherit = "res.partner"

    kms_last_contact_date = fields.Datetime(
        string="Last contact",
        compute="_compute_kms_last_contact_date",
        search="_search_kms_last_contact_date",
        groups="sales_team.group_sale_salesman",
        help="Last time somebody received, visited, met or followed up the customer.",
    )
    kms_next_action_date = fields.Date(
        string="Next action",
        compute="_compute_kms_next_action_date",
        search="_search_kms_next_action_date",
        groups="sales_team.group_sale_salesman",
        help="First planned follow-up, appointment or activity that is still to be done.",
    )
    kms_last_purchase_date = fields.Datetime(
        string="Last purchase",
        compute="_compute_kms_purchases",
        search="_search_kms_last_purchase_date",
        groups="sales_team.group_sale_salesman",
    )
    kms_sold_amount = fields.Monetary(
        string="Total sold",
        compute="_compute_kms_purchases",
        currency_field="currency_id",
        groups="sales_team.group_sale_salesman",
        help="Confirmed sales including taxes, in the company's currency.",
    )
    kms_purchase_state = fields.Selection(
        PURCHASE_STATES,
        string="Purchases",
        compute="_compute_kms_purchases",
        search="_search_kms_purchase_state",
        groups="sales_team.group_sale_salesman",
    )

    # ------------------------------------------------------------
    # WHERE THE FIGURES COME FROM
    # ------------------------------------------------------------

    @api.model
    def _kms_contact_sql(self):
        """Return the SELECTs of `(partner_id, moment)` of the contacts with customers."""
        companies = self._kms_companies()
        return [
            SQL(
                "SELECT partner_id, date AS moment FROM kms_quote_followup WHERE company_id IN %s",
                companies,
            ),
            SQL(
                "SELECT partner_id, kms_contact_date FROM crm_lead "
                "WHERE kms_contact_date IS NOT NULL AND partner_id IS NOT NULL "
                "AND (company_id IS NULL OR company_id IN %s)",
                companies,
            ),
            SQL(
                "SELECT l.partner_id, v.visit_date FROM kms_field_visit v "
                "JOIN crm_lead l ON l.id = v.lead_id "
                "WHERE l.partner_id IS NOT NULL AND v.company_id IN %s",
                companies,
            ),
            SQL(
                "SELECT l.partner_id, e.start FROM calendar_event e "
                "JOIN crm_lead l ON l.id = e.opportunity_id "
                "WHERE l.partner_id IS NOT NULL AND e.kms_state = 'honored' AND e.active "
                "AND (l.company_id IS NULL OR l.company_id IN %s)",
                companies,
            ),
        ]

    @api.model
    def _kms_next_sql(self):
        """Return the SELECTs of `(partner_id, moment)` of what is still to be done."""
        companies = self._kms_companies()
        return [
            SQL(
                "SELECT partner_id, kms_next_followup_date AS moment FROM sale_order "
                "WHERE state IN ('draft', 'sent') AND kms_next_followup_date IS NOT NULL "
                "AND company_id IN %s",
                companies,
            ),
            SQL(
                "SELECT l.partner_id, e.start::date FROM calendar_event e "
                "JOIN crm_lead l ON l.id = e.opportunity_id "
                "WHERE l.partner_id IS NOT NULL AND e.kms_state = 'planned' AND e.active "
                "AND (l.company_id IS NULL OR l.company_id IN %s)",
                companies,
            ),
            SQL(
                "SELECT res_id, date_deadline FROM mail_activity "
                "WHERE res_model = 'res.partner' AND active"
            ),
            SQL(
                "SELECT l.partner_id, a.date_deadline FROM mail_activity a "
                "JOIN crm_lead l ON l.id = a.res_id "
                "WHERE a.res_model = 'crm.lead' AND a.active AND l.partner_id IS NOT NULL "
                "AND (l.company_id IS NULL OR l.company_id IN %s)",
                companies,
            ),
        ]

    @api.model
    def _kms_purchase_sql(self):
        """Return the SELECTs of `(partner_id, moment, amount)` of the purchases.

        An addon that sells by another document adds its own.
        """
        return [
            SQL(
                "SELECT partner_id, date_order AS moment, "
                "amount_total / COALESCE(NULLIF(currency_rate, 0), 1) AS amount "
                "FROM sale_order WHERE state = 'sale' AND company_id IN %s",
                self._kms_companies(),
            )
        ]

    @api.model
    def _kms_companies(self):
        return tuple(self.env.companies.ids)

    def _kms_flush_figures(self):
        for model, names in {
            "kms.quote.followup": ["partner_id", "date", "company_id"],
            "kms.field.visit": ["lead_id", "visit_date", "company_id"],
            "calendar.event": ["opportunity_id", "start", "kms_state", "active"],
            "crm.lead": ["partner_id", "kms_contact_date", "company_id"],
            "mail.activity": ["res_model", "res_id", "date_deadline", "active"],
            "sale.order": [
                "partner_id",
                "state",
                "date_order",
                "amount_total",
                "currency_rate",
                "kms_next_followup_date",
                "company_id",
            ],
            "res.partner": ["commercial_partner_id"],
        }.items():
            self.env[model].flush_model(names)

    def _kms_figures(self, selects, figures):
        """Return the figures of these customers by id of their commercial partner.

        :param list selects: SQL of ``(partner_id, moment, ...)``
        :param SQL figures: aggregates over the rows
        """
        self._kms_flush_figures()
        query = SQL(
            """SELECT p.commercial_partner_id, %s
                 FROM res_partner p JOIN (%s) x ON x.partner_id = p.id
                WHERE x.partner_id = ANY(ARRAY(
                    SELECT id FROM res_partner WHERE commercial_partner_id IN %s))
                GROUP BY p.commercial_partner_id""",
            figures,
            SQL(" UNION ALL ").join(selects),
            # As an array the few partners reach the index of each table.
            tuple(self.commercial_partner_id.ids) or (0,),
        )
        return {row[0]: row[1:] for row in self.env.execute_query(query)}

    # ------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------

    @api.depends_context("allowed_company_ids")
    def _compute_kms_last_contact_date(self):
        figures = self._kms_figures(self._kms_contact_sql(), SQL("MAX(x.moment)"))
        for partner in self:
            (moment,) = figures.get(partner.commercial_partner_id.id, (False,))
            partner.kms_last_contact_date = moment

    @api.depends_context("allowed_company_ids")
    def _compute_kms_next_action_date(self):
        figures = self._kms_figures(self._kms_next_sql(), SQL("MIN(x.moment)"))
        for partner in self:
            (moment,) = figures.get(partner.commercial_partner_id.id, (False,))
            partner.kms_next_action_date = moment

    @api.depends_context("allowed_company_ids")
    def _compute_kms_purchases(self):
        selects = self._kms_purchase_sql()
        figures = self._kms_figures(selects, SQL("MAX(x.moment), SUM(x.amount)"))
        limit = self._kms_idle_limit()
        for partner in self:
            moment, amount = figures.get(partner.commercial_partner_id.id, (False, 0))
            partner.kms_last_purchase_date = moment
            partner.kms_sold_amount = amount
            if moment:
                partner.kms_purchase_state = "recent" if moment >= limit else "idle"
            else:
                partner.kms_purchase_state = "never"

    @api.model
    def _kms_idle_limit(self):
        """Return the moment before which a last purchase is long ago."""
        company = self.env.company
        start, _end = company._kms_day_bounds(company._kms_today())
        return start - timedelta(days=company.kms_idle_days)

    # ------------------------------------------------------------
    # SEARCHES
    # ------------------------------------------------------------

    def _search_kms_last_contact_date(self, operator, value):
        return self._kms_search_moment(self._kms_contact_sql(), SQL("MAX"), operator, value)

    def _search_kms_next_action_date(self, operator, value):
        return self._kms_search_moment(self._kms_next_sql(), SQL("MIN"), operator, value)

    def _search_kms_last_purchase_date(self, operator, value):
        return self._kms_search_moment(self._kms_purchase_sql(), SQL("MAX"), operator, value)

    def _search_kms_purchase_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        selects, limit = self._kms_purchase_sql(), self._kms_idle_limit()
        domains = {
            "recent": ("MAX", ">=", limit),
            "idle": ("MAX", "<", limit),
            "never": ("MAX", "in", [False]),
        }
        return Domain.OR(
            self._kms_search_moment(selects, SQL(function), sign, moment)
            for state, (function, sign, moment) in domains.items()
            if state in value
        )

    @api.model
    def _kms_search_moment(self, selects, function, operator, value):
        """Return the domain of the customers whose first or last moment compares so.

        :param SQL function: ``MIN`` or ``MAX``
        """
        rows = SQL(" UNION ALL ").join(selects)
        if operator in ("in", "not in"):
            if set(value) != {False}:
                return NotImplemented
            self._kms_flush_figures()
            known = SQL(
                "(SELECT p.commercial_partner_id FROM (%s) x JOIN res_partner p "
                "ON p.id = x.partner_id)",
                rows,
            )
            inverse = {"in": "not in", "not in": "in"}
            return Domain("commercial_partner_id", inverse[operator], known)
        if operator not in OPERATORS or not isinstance(value, (str, date, datetime)):
            return NotImplemented
        self._kms_flush_figures()
        matching = SQL(
            "(SELECT p.commercial_partner_id FROM (%s) x JOIN res_partner p ON p.id = x.partner_id "
            "GROUP BY p.commercial_partner_id HAVING %s(x.moment) %s %s)",
            rows,
            function,
            SQL(OPERATORS[operator]),
            value,
        )
        return Domain("commercial_partner_id", "in", matching)
