from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_digital import DigitalCase


@tagged("post_install", "-at_install")
class TestCampaign(DigitalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create(
            {"name": "Test kitchen", "list_price": 100_000, "taxes_id": False}
        )
        cls.campaign = cls.env["utm.campaign"].create({"title": "Test", "kms_cost": 60_000})
        leads = cls.env["crm.lead"].create(
            [
                {
                    "name": f"Lead {number}",
                    "contact_name": f"Lead {number}",
                    "phone": f"+23767745129{number}",
                    "kms_channel": "digital",
                    "campaign_id": cls.campaign.id,
                }
                for number in range(6)
            ]
        )
        leads[5].action_set_lost(lost_reason_id=cls.env.ref("crm.lost_reason_1").id)
        for lead in leads[:3]:
            lead.kms_product_id = cls.product
            lead.action_kms_convert_to_quotation()
        cls.orders = leads.kms_quotation_ids
        cls.orders[0].order_line.tax_ids = False
        cls.orders.order_line.tax_ids = False
        cls.orders[:2].action_confirm()
        # one customer, two orders
        cls.orders[0].copy({"campaign_id": cls.campaign.id}).action_confirm()
        cls.env.flush_all()

    def test_figures(self):
        campaign = self.campaign.with_user(self.manager)
        self.assertEqual(campaign.kms_lead_count, 6)
        self.assertEqual(campaign.kms_quotation_count, 4)
        self.assertEqual(campaign.kms_customer_count, 2)
        self.assertEqual(campaign.kms_sold_amount, 300_000)
        self.assertEqual(campaign.kms_cost_per_lead, 10_000)
        self.assertEqual(campaign.kms_cost_per_customer, 30_000)
        self.assertEqual(campaign.kms_return, 4)
        for action, count in (
            (campaign.action_kms_open_leads(), 6),
            (campaign.action_kms_open_quotations(), 4),
            (campaign.action_kms_open_sales(), 3),
        ):
            records = self.env[action["res_model"]].with_context(active_test=False)
            self.assertEqual(records.search_count(action["domain"]), count)

    def test_without_cost_or_leads_nothing_is_divided(self):
        empty = self.env["utm.campaign"].create({"title": "Empty"})
        self.assertEqual((empty.kms_cost_per_lead, empty.kms_return), (0, 0))
        empty.kms_cost = 5000
        self.assertEqual((empty.kms_cost_per_customer, empty.kms_return), (0, -1))

    def test_ratio_of_several_is_the_ratio_of_sums(self):
        second = self.env["utm.campaign"].create({"title": "Second", "kms_cost": 40_000})
        self._lead(campaign_id=second.id)
        domain = [("campaign_id", "in", (self.campaign | second).ids)]
        aggregates = ["cost_per_lead:avg", "cost_per_customer:avg", "return_rate:avg", "cost:sum"]
        [row] = self.env["kms.campaign.report"]._read_group(domain, [], aggregates)
        self.assertEqual([round(value, 2) for value in row], [14285.71, 50_000, 2, 100_000])

    def test_one_statement_for_all_campaigns(self):
        more = self.env["utm.campaign"].create([{"title": f"More {n}"} for n in range(30)])
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            (self.campaign | more).mapped("kms_return")

    def test_company_of_the_campaign_counts(self):
        other = self.env["res.company"].create({"name": "Other house"})
        self._lead(campaign_id=self.campaign.id, company_id=other.id, team_id=False)
        self.assertEqual(self.campaign.kms_lead_count, 6)
        theirs = self.env["utm.campaign"].create({"title": "Theirs", "company_id": other.id})
        reports = self.env["kms.campaign.report"].with_user(self.manager)
        self.assertFalse(reports.search([("campaign_id", "=", theirs.id)]))

    def test_costs_are_the_managers(self):
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.agent).read(["kms_cost"])
        with self.assertRaises(AccessError):
            self.env["kms.campaign.report"].with_user(self.agent).search([])

    @mute_logger("odoo.sql_db")
    def test_impossible_values(self):
        with self.assertRaisesRegex(ValidationError, "before it begins"):
            self.campaign.write({"kms_date_from": "2026-03-02", "kms_date_to": "2026-03-01"})
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self.campaign.kms_cost = -1
            self.campaign.flush_recordset()
