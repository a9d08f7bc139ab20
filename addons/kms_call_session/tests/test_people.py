import base64
import io
from datetime import timedelta

import xlsxwriter

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import CallCase

FRENCH = "+33612345678"


@tagged("post_install", "-at_install")
class TestPeople(CallCase):
    def join(self, *people, **options):
        return self.env["kms.call.people"]._add(self.campaign, people, **options)

    def test_one_phone_is_one_prospect(self):
        counts = self.join(
            {"name": "Mr Fongang", "phone": "699 00 11 22"},
            {"name": "Fongang", "phone": "+237699001122", "email": "f@example.com"},
            {"name": "Nobody", "phone": "12"},
        )
        self.assertEqual((counts["added"], counts["known"], counts["no_phone"]), (1, 1, 1))
        [person] = self.campaign.prospect_ids
        self.assertEqual((person.name, person.email), ("Mr Fongang", "f@example.com"))
        counts = self.join({"name": "Again", "phone": "699001122", "city": "Douala"})
        self.assertEqual((counts["added"], counts["known"]), (0, 1))
        self.assertEqual((person.name, person.city), ("Mr Fongang", "Douala"))

    def test_counting_changes_nothing(self):
        counts = self.join({"name": "A", "phone": "699001122"}, dry=True)
        self.assertEqual(counts["added"], 1)
        self.assertFalse(self.campaign.prospect_ids)

    def test_french_consumers_need_consent_since_11_august_2026(self):
        person = {"name": "Mme Martin", "phone": FRENCH}
        for day, business, basis, refusal in (
            ("2026-08-10 12:00:00", False, "interest", False),
            ("2026-08-11 12:00:00", False, "interest", "no_consent"),
            ("2026-08-11 12:00:00", True, "interest", False),
            ("2026-08-11 12:00:00", False, "contract", False),
        ):
            self.campaign.legal_basis = basis
            with self.subTest(day=day, business=business, basis=basis), freeze_time(day):
                self.join({**person, "is_business": business})
                [found] = self.campaign.prospect_ids
                self.assertEqual(found.refusal, refusal)
                self.assertEqual(found.state, "refused" if refusal else "to_call")
                found.unlink()

    def test_the_last_word_counts(self):
        self.join({"name": "Mme Martin", "phone": FRENCH})
        [person] = self.campaign.prospect_ids
        self.assertEqual(person.state, "refused")
        word = {"phone": "06 12 34 56 78", "source": "Form", "proof": "Ticked"}
        word["phone"] = FRENCH
        Consent = self.env["kms.call.consent"].with_user(self.seller)
        Consent.create({**word, "said": "consent"})
        self.assertEqual(person.state, "to_call")
        self.assertEqual(self.hand(), person.ids)
        consent = Consent.create({**word, "said": "opt_out"})
        self.assertEqual((person.state, person.refusal), ("refused", "opt_out"))
        self.assertEqual(self.hand(self.other), [])
        self.assertIn("1", self.screen().refresh(self.campaign.id)["empty"])
        with self.assertRaises(AccessError):
            consent.write({"said": "consent"})
        self.assertEqual(consent.user_id, self.seller)
        with self.assertRaises(AccessError):
            Consent.create({**word, "said": "consent", "user_id": self.other.id})
        forged = Consent.with_context(default_user_id=self.other.id)
        self.assertEqual(forged.create({**word, "said": "opt_out"}).user_id, self.seller)
        with self.assertRaises(ValidationError):
            Consent.create({**word, "said": "consent", "phone": "12"})
        with self.assertRaises(ValidationError):
            ahead = fields.Datetime.now() + timedelta(days=1)
            Consent.create({**word, "said": "consent", "date": ahead})

    def test_wizard_counts_first(self):
        leads = self.env["crm.lead"].create(
            [
                {"name": f"Lead {n}", "contact_name": f"Lead {n}", "phone": f"69900220{n}"}
                for n in range(3)
            ]
        )
        wizard = (
            self.env["kms.call.add"]
            .with_user(self.manager)
            .create({"campaign_id": self.campaign.id, "lead_domain": f"[('id','in',{leads.ids})]"})
        )
        self.assertEqual((wizard.found_count, wizard.added_count), (3, 3))
        wizard.action_add()
        self.assertEqual(self.campaign.prospect_ids.lead_id, leads)
        with self.assertRaises(UserError):
            wizard.action_add()
        wizard.lead_domain = "__import__('os')"
        with self.assertRaises(UserError):
            wizard.action_add()

    def test_new_leads_join_a_live_campaign(self):
        self.campaign.write({"is_live": True, "live_domain": "[('city', '=', 'Kribi')]"})
        leads = self.env["crm.lead"].create(
            [
                {"name": "Beach", "phone": "699003301", "city": "Kribi"},
                {"name": "Town", "phone": "699003302", "city": "Douala"},
            ]
        )
        self.env["kms.call.people"]._join(self.campaign)
        self.env["kms.call.people"]._join(self.campaign)
        self.assertEqual(self.campaign.prospect_ids.lead_id, leads[0])

    def test_a_file_joins_once_with_its_problems_told(self):
        content = io.BytesIO()
        book = xlsxwriter.Workbook(content)
        sheet = book.add_worksheet()
        for row, cells in enumerate(
            [
                ["Nom", "Telephone", "Societe"],
                ["M. Fongang", "699001122", "Meubles"],
                ["Fongang", "+237 699 00 11 22", ""],
                ["Sans numero", "", ""],
                ["=1+1", "699001123", ""],
            ]
        ):
            sheet.write_row(row, 0, cells) if row < 4 else [
                sheet.write_string(row, column, cell) for column, cell in enumerate(cells)
            ]
        book.close()
        Import = self.env["kms.lead.import"].with_user(self.manager)
        data = base64.b64encode(content.getvalue()).decode()
        screen = Import.drop_prospects(self.campaign.id, "prospects.xlsx", data)
        record = Import.browse(screen["id"])
        record.start()
        record.sudo()._run()
        self.assertEqual(record.state, "done")
        self.assertEqual((record.created_count, record.problem_count), (2, 1))
        self.assertEqual(
            self.campaign.prospect_ids.sorted("phone").mapped("name"), ["M. Fongang", "=1+1"]
        )
        with self.assertRaises(AccessError):
            Import.with_user(self.seller).drop_prospects(self.campaign.id, "x.xlsx", data)
