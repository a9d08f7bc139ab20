from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common_partner import PartnerCase


@tagged("post_install", "-at_install")
class TestPartnerIdentity(PartnerCase):
    def test_papers_speak_the_language_of_who_makes_the_card(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        here = self.Partner.with_context(lang="fr_FR")
        self.assertEqual(here.create({"name": "Mme Kalla"}).lang, "fr_FR")
        self.assertEqual(here.create({"name": "Mr Smith", "lang": "en_US"}).lang, "en_US")
        self.assertEqual(
            self.Partner.with_context(lang="en_US").create({"name": "A"}).lang, "en_US"
        )

    def test_name_is_cut_and_composed(self):
        for name, parts in (
            ("Jean Kamga", ("Jean", "Kamga")),
            ("Jean Paul Kamga", ("Jean", "Paul Kamga")),
            ("Kalla", (False, "Kalla")),
            ("Mme Tchoufa", (False, "Mme Tchoufa")),
            ("M. Nguemeni Paul", (False, "M. Nguemeni Paul")),
        ):
            with self.subTest(name=name):
                partner = self.Partner.create({"name": name})
                self.assertEqual((partner.kms_firstname, partner.kms_lastname), parts)
                self.assertEqual(partner.name, name)
        partner = self.Partner.create({"kms_firstname": "Jean Paul", "kms_lastname": "Kamga"})
        self.assertEqual(partner.name, "Jean Paul Kamga")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(partner.kms_firstname, "Jean Paul")
        partner.kms_lastname = "Fotso"
        self.assertEqual(partner.name, "Jean Paul Fotso")
        self.assertEqual(partner.kms_firstname, "Jean Paul")
        partner.name = "Alice Mballa"
        self.assertEqual((partner.kms_firstname, partner.kms_lastname), ("Alice", "Mballa"))
        partner_id, _label = self.Partner.name_create("Rose Ekambi")
        self.assertEqual(self.Partner.browse(partner_id).kms_lastname, "Ekambi")

    def test_company_has_no_parts(self):
        partner = self.Partner.create({"name": "Wood and Sons", "is_company": True})
        self.assertFalse(partner.kms_firstname or partner.kms_lastname)
        partner.is_company = False
        self.assertEqual(partner.kms_firstname, "Wood")

    def test_form(self):
        form = Form(self._as(self.showroom))
        form.kms_firstname = "Jean Paul"
        form.kms_lastname = "Kamga"
        self.assertEqual(form.name, "Jean Paul Kamga")
        partner = form.save()
        self.assertEqual(partner.kms_firstname, "Jean Paul")
        with Form(partner) as form:
            form.name = "Alice Mballa"
            self.assertEqual(form.kms_firstname, "Alice")
        self.assertEqual(partner.kms_lastname, "Mballa")

    def test_hostile_texts(self):
        for text in (
            "\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467",
            "\u202e\u0645\u0631\u062d\u0628\u0627",
            "<script>alert(1)</script>",
            "=cmd|' /C calc'!A0",
            "' OR 1=1 --",
            "%s %(name)s {0}",
        ):
            with self.subTest(text=text):
                partner = self._as(self.showroom).create({"name": text, "ref": text})
                self.env.flush_all()
                self.assertEqual(partner.name, text)
        for field in ("name", "ref", "vat", "company_registry", "kms_firstname"):
            with self.subTest(field=field), self.assertRaises(ValidationError) as raised:
                self.Partner.create({"name": "A", field: "\u00e9x" * 5000})
            self.assertIn("10000", str(raised.exception))

    def test_status_of_a_new_card(self):
        person = self.Partner.create({"name": "Visitor"})
        self.assertEqual(person.kms_status, "prospect")
        supplier = self.Partner.create({"name": "Supplier", "supplier_rank": 1})
        self.assertFalse(supplier.kms_status)
        self.assertFalse(self.env.company.partner_id.kms_status)
        self.assertFalse(self.showroom.partner_id.kms_status)
        company = self.Partner.create({"name": "Wood Ltd", "is_company": True, "kms_status": "vip"})
        contact = self.Partner.create({"name": "Buyer", "parent_id": company.id})
        self.assertEqual(contact.kms_status, "vip")
        company.kms_status = "inactive"
        self.assertEqual(contact.kms_status, "inactive")
        company.supplier_rank = 1
        self.assertEqual(company.kms_status, "inactive")

    def _order(self, partner):
        product = self.env["product.product"].create({"name": "Panel", "list_price": 100})
        return (
            self.env["sale.order"]
            .with_user(self.showroom)
            .create(
                {
                    "partner_id": partner.id,
                    "order_line": [Command.create({"product_id": product.id})],
                }
            )
        )

    def test_first_order_makes_the_customer(self):
        company = self.Partner.create({"name": "Wood Ltd", "is_company": True})
        contact = self.Partner.create({"name": "Buyer", "parent_id": company.id})
        order = self._order(contact)
        self.assertEqual(company.kms_status, "prospect")
        self.env.flush_all()
        self.env.cr.precommit.run()
        order.action_confirm()
        self.assertEqual(company.kms_status, "customer")
        self.assertEqual(contact.kms_status, "customer")
        self.env.flush_all()
        self.env.cr.precommit.run()
        tracked = company.message_ids.tracking_value_ids.mapped("field_id.name")
        self.assertIn("kms_status", tracked)

    def test_vip_stays_and_inactive_returns(self):
        vip = self.Partner.create({"name": "Vip", "kms_status": "vip"})
        gone = self.Partner.create({"name": "Gone", "kms_status": "inactive"})
        for partner in vip, gone:
            self._order(partner).action_confirm()
        self.assertEqual(vip.kms_status, "vip")
        self.assertEqual(gone.kms_status, "customer")

    def test_posted_invoice_makes_the_customer(self):
        buyer, refunded = self.Partner.create([{"name": "Buyer"}, {"name": "Refunded"}])
        for partner, move_type in ((buyer, "out_invoice"), (refunded, "out_refund")):
            line = Command.create({"name": "Panel", "quantity": 1, "price_unit": 100})
            move = self.env["account.move"].create(
                {"move_type": move_type, "partner_id": partner.id, "invoice_line_ids": [line]}
            )
            self.assertEqual(partner.kms_status, "prospect")
            move.action_post()
        self.assertEqual(buyer.kms_status, "customer")
        self.assertEqual(refunded.kms_status, "prospect")

    def test_bulk_status(self):
        partners = self._as(self.marketing).create([{"name": "A"}, {"name": "B"}])
        for status in ("vip", "inactive", "customer", "prospect"):
            getattr(partners, f"action_kms_set_{status}")()
            self.assertEqual(set(partners.mapped("kms_status")), {status})
