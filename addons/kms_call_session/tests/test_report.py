import io

from openpyxl import load_workbook

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common_figures import DAY, CallFiguresCase


@tagged("post_install", "-at_install")
class TestReport(HttpCase, CallFiguresCase):
    """What a campaign has brought, when it ends."""

    def sections(self):
        campaign = self.campaign.with_user(self.manager)
        return {section["title"]: section["rows"] for section in campaign._report_sections()}

    def test_numbers(self):
        for minute in range(0, 8, 2):
            self.made("no_answer", minute, 28)
        self.made("interested", 8, 120)
        self.made("not_interested", 10, 60, user=self.other)
        found = self.sections()
        self.assertEqual(found["People"][1], ["Called", 6, 100])
        self.assertEqual(found["People"][2], ["Interested", 1, 16.7])
        calls = dict(found["Calls"])
        self.assertEqual(calls["Answered"], "2 / 6 (33 %)")
        self.assertEqual(calls["Interested, of those who answered"], "1 / 2", "too few for a share")
        self.assertIsNone(calls["Mean talk (min)"])
        self.assertEqual(
            found["By seller"],
            [
                [self.seller.name, 5, 1, 20.0, 1, None, 30.0, 20.0],
                [self.other.name, 1, 1, None, 0, None, 60.0, None],
            ],
        )
        self.assertEqual(found["By hour of the day"], [["9 h *", 6, 2, 33.3]])
        self.assertEqual(found["By day of the week"], [["Monday *", 6, 2, 33.3]])

    def test_nothing_below_five(self):
        for minute in range(4):
            self.made("interested", minute)
        found = self.sections()
        self.assertEqual(found["By hour of the day"], [])
        self.assertEqual(found["By source"], [])
        self.assertFalse(self.campaign._read_best("hour"))
        self.assertFalse(self.campaign._read_best("weekday"))

    def test_from_first_contact_to_signature(self):
        """Five people sign, on the second to the sixth day; two calls before, one after."""
        source = self.env["utm.source"].create({"name": "Fair of Douala"})
        for day in range(2, 7):
            call = self.made("interested", day)
            lead = self.env["crm.lead"].create(
                {"name": "Kitchen", "source_id": source.id, "kms_arrival_date": DAY}
            )
            self.env["kms.call.prospect"].browse(call.prospect_id.id).sudo().lead_id = lead
            lead.kms_contact_date = DAY
            order = self.env["sale.order"].create(
                {
                    "partner_id": self.env["res.partner"].create({"name": "Kalla"}).id,
                    "opportunity_id": lead.id,
                }
            )
            order.action_confirm()
            order.date_order = fields.Datetime.add(DAY, days=day)
        for _turn in range(3):
            self.made("not_interested", 30)
        found = self.sections()
        signed = dict(found["Sales after a call"])
        self.assertEqual(signed["People who signed, of those called"], "5 / 8 (62 %)")
        self.assertEqual(signed["Days from first contact to signature (median)"], 4)
        self.assertEqual(signed["Calls and messages needed (median)"], 1)
        self.assertEqual(found["By source"], [["Fair of Douala", 5, 5, 5, 100]])

    def test_an_order_of_before_is_none_of_ours(self):
        call = self.made("interested", 10)
        partner = self.env["res.partner"].create({"name": "Kalla"})
        call.prospect_id.sudo().partner_id = partner
        order = self.env["sale.order"].create({"partner_id": partner.id})
        order.action_confirm()
        order.date_order = DAY
        signed = dict(self.sections()["Sales after a call"])
        self.assertEqual(signed["People who signed, of those called"], "0 / 1")

    def test_the_end_keeps_the_report(self):
        self.campaign.name = "=HYPERLINK(1) / Q4"
        self.made("interested")
        self.campaign.with_user(self.manager).action_end()
        files = self.campaign.message_ids.attachment_ids.sorted("name")
        self.assertEqual([file.name.rpartition(".")[2] for file in files], ["pdf", "xlsx"])
        sheet = load_workbook(io.BytesIO(files[1].raw)).active
        self.assertEqual((sheet["A1"].value, sheet["A1"].data_type), (self.campaign.name, "s"))

    def test_paper(self):
        self.made("interested", seconds=90)
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.manager)
            ._render_qweb_html("kms_call_session.kms_call_campaign_report", self.campaign.ids)
        )
        text = html.decode()
        self.assertIn("Inactive customers", text)
        self.assertIn("calls_paul", text)
        self.assertNotIn("Person ", text, "nobody who was called")

    def test_the_report_is_the_managers(self):
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.seller)._workbook()
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.seller).action_report_xlsx()
        url = self.campaign.with_user(self.manager).action_report_xlsx()["url"]
        self.authenticate("calls_manager", "calls_manager")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(
            load_workbook(io.BytesIO(answer.content)).active["A1"].value, "Inactive customers"
        )
        self.authenticate("calls_paul", "calls_paul")
        with self.assertLogs("odoo.http", "WARNING"):
            self.assertEqual(self.url_open(url).status_code, 403)

    def test_queries(self):
        for minute in range(6):
            self.made("interested", minute, user=self.seller)
        self.sections()
        with self.assertQueryCount(20):
            self.sections()
