from datetime import timedelta
from uuid import uuid4

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import CallCase


@tagged("post_install", "-at_install")
class TestQuick(CallCase):
    """Phone, message and appointment beside a line of a list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create(
            {"name": "Mme Kalla", "phone": "+237 699 77 66 55", "email": "kalla@example.com"}
        )
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Sofas",
                "contact_name": "M. Ngono",
                "phone": "+237 699 11 22 33",
                "user_id": cls.seller.id,
            }
        )
        cls.order = cls.env["sale.order"].create(
            {"partner_id": cls.partner.id, "user_id": cls.seller.id}
        )

    def quick(self, user=None):
        return self.env["kms.quick.action"].with_user(user or self.seller)

    def timeline(self, document):
        self.env.flush_all()
        History = self.env["kms.customer.history"].with_user(self.manager)
        return History.read_timeline(document._name, document.id)["lines"]

    def values(self, document, **values):
        return {"uuid": uuid4().hex, "model": document._name, "id": document.id, **values}

    # -- calling ---------------------------------------------------------------------------------

    def test_a_call_from_each_list(self):
        for document in (self.lead, self.partner, self.order):
            found = self.quick().call(document._name, document.id)
            prospect = self.env["kms.call.prospect"].browse(found["prospect_id"])
            self.assertEqual((prospect.state, prospect.lease_user_id), ("leased", self.seller))
            self.assertEqual(prospect.campaign_id.direct_user_id, self.seller)
            self.assertIn(prospect.id, self.screen().open_campaign(found["campaign_id"])["hand"])

    def test_who_waits_in_a_campaign_is_called_there(self):
        self.env["kms.call.people"]._add(
            self.campaign, self.env["kms.call.people"]._from_leads(self.lead)
        )
        found = self.quick().call("crm.lead", self.lead.id)
        self.assertEqual(found["campaign_id"], self.campaign.id)
        self.lead.user_id = self.other
        with self.assertRaisesRegex(UserError, "calls_paul"):
            self.quick(self.other).call("crm.lead", self.lead.id)

    def test_who_does_not_want_to_be_called_is_not(self):
        self.env["kms.call.consent"].create(
            {"phone": "+237699112233", "said": "opt_out", "source": "Letter"}
        )
        with self.assertRaisesRegex(UserError, "does not want"):
            self.quick().call("crm.lead", self.lead.id)
        self.lead.phone = "+33 6 12 34 56 78"
        with self.assertRaisesRegex(UserError, "France"):
            self.quick().call("crm.lead", self.lead.id)
        self.lead.phone = False
        with self.assertRaisesRegex(UserError, "no valid phone"):
            self.quick().call("crm.lead", self.lead.id)

    def test_without_a_call_screen_the_phone_dials(self):
        field = new_test_user(self.env, "quick_field", groups="kms_base.role_field")
        self.lead.user_id = field
        self.assertEqual(self.quick(field).call("crm.lead", self.lead.id), {"tel": "+237699112233"})

    def test_strangers_and_hostile_questions(self):
        for method in ("call", "read_person"):
            with self.assertRaises(AccessError):
                getattr(self.quick(self.other), method)("crm.lead", self.lead.id)
            for model, res_id in (("res.users", 2), ("crm.lead", "1"), (None, 1)):
                with self.assertRaises(UserError):
                    getattr(self.quick(), method)(model, res_id)
        values = self.values(self.lead, kind="whatsapp", text="x")
        with self.assertRaises(AccessError):
            self.quick(self.other).send(values)
        with self.assertRaises(AccessError):
            self.quick(self.other).plan(values)

    def test_customers_on_the_portal_have_no_quick_actions(self):
        """They may read their own orders; the house's mail is not theirs to send."""
        customer = new_test_user(self.env, "quick_portal", groups="base.group_portal")
        customer.partner_id.write({"email": "anybody@example.com", "phone": "+237 699 10 20 30"})
        mine = self.quick(customer)
        values = self.values(customer.partner_id, kind="email", text="x", start="2030-01-01 09:00")
        for ask in (
            lambda: mine.send(values),
            lambda: mine.plan(values),
            lambda: mine.call("res.partner", customer.partner_id.id),
            lambda: mine.read_person("res.partner", customer.partner_id.id),
        ):
            with self.assertRaises(AccessError):
                ask()

    # -- writing ---------------------------------------------------------------------------------

    def test_texts_are_filled_in(self):
        self.env["kms.message.template"].create(
            {"name": "T", "text": "Hello [Name], offer [Devis]", "company_id": self.company.id}
        )
        person = self.quick().read_person("sale.order", self.order.id)
        self.assertEqual((person["name"], person["phone"]), ("Mme Kalla", "+237699776655"))
        self.assertIn(
            f"Hello Mme Kalla, offer {self.order.name}", [text["text"] for text in person["texts"]]
        )

    def test_texts_of_another_company_are_not_offered(self):
        company = self.env["res.company"].create({"name": "Other house"})
        self.env["kms.message.template"].create(
            {"name": "Theirs", "text": "x", "company_id": company.id}
        )
        texts = self.quick().read_person("crm.lead", self.lead.id)["texts"]
        self.assertNotIn("Theirs", [text["name"] for text in texts])

    def test_a_message_is_in_the_timeline_once(self):
        for document in (self.lead, self.partner, self.order):
            values = self.values(document, kind="whatsapp", text="I tried to reach you")
            for _time in range(3):
                self.quick().send(values)
            found = [line for line in self.timeline(document) if line["kind"] == "whatsapp"]
            self.assertIn("I tried to reach you", [line["summary"] for line in found])
            self.assertEqual(
                sum(line["model"] == document._name for line in found), 1, document._name
            )

    def test_an_email(self):
        values = self.values(self.partner, kind="email", subject="Offer", text="A & <b>B</b>")
        self.assertIn("kalla@example.com", self.quick().send(values))
        mail = self.env["mail.mail"].search([("subject", "=", "Offer")])
        self.assertEqual((mail.email_to, mail.res_id), ("kalla@example.com", self.partner.id))
        self.assertNotIn("<b>", mail.body_html)
        self.assertIn("email", [line["kind"] for line in self.timeline(self.partner)])
        with self.assertRaisesRegex(UserError, "no e-mail"):
            self.quick().send(self.values(self.lead, kind="email", text="x"))
        with self.assertRaisesRegex(UserError, "Write the text"):
            self.quick().send(self.values(self.partner, kind="email", text="  "))

    # -- meeting ---------------------------------------------------------------------------------

    def test_an_appointment_once(self):
        start = fields.Datetime.to_string(fields.Datetime.now() + timedelta(days=1))
        for document, kind in ((self.lead, "appointment"), (self.partner, "meeting")):
            values = self.values(document, start=start, place="video")
            self.quick().plan(values)
            self.quick().plan(values)
            found = [line for line in self.timeline(document) if line["kind"] == kind]
            self.assertEqual(len(found), 1)
        for start in ("", "soon", "2020-01-01 10:00:00"):
            with self.assertRaisesRegex(UserError, "when the appointment"):
                self.quick().plan(self.values(self.lead, start=start))

    # -- finding ---------------------------------------------------------------------------------

    def test_the_palette_finds_people_and_campaigns(self):
        [person] = self.add(1)
        Find = self.env["kms.quick.find"].with_user(self.seller)

        def found(text):
            return [(line["model"], line["id"]) for line in Find.find(text)]

        self.assertIn(("crm.lead", self.lead.id), found("ngono"))
        for number in ("699 11 22 33", "+237 699 11 22 33", "00237699112233", "11 22 33"):
            self.assertIn(("crm.lead", self.lead.id), found(number), number)
        self.assertIn(("res.partner", self.partner.id), found("Kalla"))
        self.assertIn(("kms.call.campaign", self.campaign.id), found("Inactive"))
        self.assertIn(("kms.call.prospect", person.id), found(person.name))
        self.assertEqual(found("ng"), [])
        other = self.env["kms.quick.find"].with_user(self.other)
        self.assertNotIn(self.lead.id, [line["id"] for line in other.find("ngono")])
