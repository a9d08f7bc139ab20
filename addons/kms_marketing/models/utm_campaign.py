from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

FIGURES = {
    "kms_lead_count": "lead_count",
    "kms_quotation_count": "quotation_count",
    "kms_customer_count": "customer_count",
    "kms_sold_amount": "sold_amount",
    "kms_cost_per_lead": "cost_per_lead",
    "kms_cost_per_customer": "cost_per_customer",
    "kms_return": "return_rate",
}
MANAGER = "kms_base.role_marketing"


class UtmCampaign(models.Model):
    """What a campaign costs, and what comes of it."""

    _inherit = "utm.campaign"

    kms_cost = fields.Monetary(
        string="Cost", groups=MANAGER, help="All that the campaign has cost so far, taxes included."
    )
    kms_date_from = fields.Date(string="From")
    kms_date_to = fields.Date(string="To")
    kms_lead_count = fields.Integer(string="Leads", compute="_compute_kms_figures", groups=MANAGER)
    kms_quotation_count = fields.Integer(
        string="Quotations made", compute="_compute_kms_figures", groups=MANAGER
    )
    kms_customer_count = fields.Integer(
        string="Customers",
        compute="_compute_kms_figures",
        groups=MANAGER,
        help="Different customers with a confirmed order of the campaign.",
    )
    kms_sold_amount = fields.Monetary(
        string="Sales",
        compute="_compute_kms_figures",
        groups=MANAGER,
        help="Confirmed orders of the campaign, taxes included.",
    )
    kms_cost_per_lead = fields.Monetary(
        string="Cost per lead", compute="_compute_kms_figures", groups=MANAGER
    )
    kms_cost_per_customer = fields.Monetary(
        string="Cost per customer", compute="_compute_kms_figures", groups=MANAGER
    )
    kms_return = fields.Float(
        string="Return",
        compute="_compute_kms_figures",
        groups=MANAGER,
        help="(Sales - cost) / cost: 0 % when the sales just pay for the campaign.",
    )

    _kms_cost_positive = models.Constraint(
        "CHECK (kms_cost >= 0)", "The cost of a campaign cannot be negative."
    )

    @api.depends("kms_cost", "company_id")
    def _compute_kms_figures(self):
        reports = self.env["kms.campaign.report"].search([("id", "in", self.ids)])
        # nothing tells its cache when a lead or an order changes
        reports.invalidate_recordset()
        figures = {report.id: report for report in reports}
        for campaign in self:
            report = figures.get(campaign._origin.id)
            for name, column in FIGURES.items():
                campaign[name] = report[column] if report else 0

    @api.constrains("kms_date_from", "kms_date_to")
    def _check_kms_dates(self):
        for campaign in self:
            dates = campaign.kms_date_from, campaign.kms_date_to
            if all(dates) and dates[0] > dates[1]:
                raise ValidationError(
                    self.env._(
                        "%(campaign)s cannot end before it begins. Check both dates.",
                        campaign=campaign.title,
                    )
                )

    # ------------------------------------------------------------
    # WHAT IS BEHIND A FIGURE
    # ------------------------------------------------------------

    def _kms_document_domain(self):
        """Return the domain of the documents that the report counts for one campaign."""
        self.ensure_one()
        domain = Domain("campaign_id", "=", self.id)
        if self.company_id:
            domain &= Domain("company_id", "in", [False, self.company_id.id])
        return domain

    def action_kms_open_leads(self):
        """List the leads of the campaign, lost ones included.

        :rtype: dict
        """
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kms_marketing.crm_lead_action_digital"
        )
        return action | {
            "name": self.title,
            "domain": list(self._kms_document_domain()),
            "context": {"active_test": False},
        }

    def action_kms_open_quotations(self):
        """List the quotations of the campaign.

        :rtype: dict
        """
        self.check_access("read")
        return self._kms_open_orders(Domain.TRUE)

    def action_kms_open_sales(self):
        """List the confirmed orders of the campaign.

        :rtype: dict
        """
        self.check_access("read")
        return self._kms_open_orders(Domain("state", "=", "sale"))

    def _kms_open_orders(self, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_quotations")
        return action | {
            "name": self.title,
            "domain": list(self._kms_document_domain() & domain),
            "context": {"create": False},
        }
