from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTimeline(TransactionCase):
    """What happened with somebody, on their form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "timeline_boss", groups="kms_base.role_marketing")
        cls.seller = new_test_user(cls.env, "timeline_seller", groups="kms_base.role_field")
        cls.other = new_test_user(cls.env, "timeline_other", groups="kms_base.role_field")
        cls.partner = cls.env["res.partner"].create({"name": "Mme Kalla"})
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Sofas", "partner_id": cls.partner.id, "user_id": cls.seller.id}
        )

    def look(self, document, user=None, **values):
        self.env.flush_all()
        History = self.env["kms.customer.history"].with_user(user or self.manager)
        return History.read_timeline(document._name, document.id, **values)

    def kinds(self, document, user=None, **values):
        return [line["kind"] for line in self.look(document, user, **values)["lines"]]

    def write_all(self, lead):
        whatsapp = self.env.ref("kms_marketing.mt_whatsapp")
        lead.message_post(body="By WhatsApp", subtype_id=whatsapp.id, message_type="comment")
        lead.message_post(body="A note", message_type="comment")
        lead.message_post(body="To them", message_type="comment", subtype_xmlid="mail.mt_comment")
        lead.message_post(body="By mail", message_type="email")
        lead.message_post(body="By SMS", message_type="sms")

    def test_messages_have_their_kind(self):
        self.write_all(self.lead)
        self.assertEqual(
            self.kinds(self.lead), ["sms", "email", "message", "note", "whatsapp", "arrival"]
        )
        self.assertEqual(self.kinds(self.partner), self.kinds(self.lead))
        [line] = self.look(self.lead, kinds=["whatsapp"])["lines"]
        self.assertEqual((line["label"], line["summary"]), ("WhatsApp", "By WhatsApp"))

    def test_a_prospect_without_a_card_has_one_too(self):
        lead = self.env["crm.lead"].create({"name": "Unknown", "user_id": self.seller.id})
        self.write_all(lead)
        self.assertEqual(len(self.kinds(lead, self.seller)), 6)

    def test_orders_and_quotations_with_their_amount(self):
        product = self.env["product.product"].create({"name": "Sofa", "list_price": 1000})
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": self.partner.id,
                    "user_id": self.seller.id,
                    "order_line": [(0, 0, {"product_id": product.id, "tax_ids": False})],
                }
                for _number in range(2)
            ]
        )
        orders[0].action_confirm()
        found = self.look(self.partner, kinds=["quotation", "order"])["lines"]
        self.assertEqual(
            {line["kind"]: (line["id"], line["amount"]) for line in found},
            {"order": (orders[0].id, 1000), "quotation": (orders[1].id, 1000)},
        )

    def test_a_meeting_with_a_customer(self):
        start = fields.Datetime.now() + timedelta(days=1)
        self.env["calendar.event"].create(
            {
                "name": "Showroom",
                "start": start,
                "stop": start + timedelta(hours=1),
                "partner_ids": [(6, 0, self.partner.ids)],
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.partner.id,
            }
        )
        self.assertEqual(self.kinds(self.partner)[0], "meeting")

    def test_who_may_not_see_a_prospect_sees_nothing_of_it(self):
        self.write_all(self.lead)
        self.assertTrue(self.kinds(self.partner, self.seller))
        self.assertFalse(self.kinds(self.partner, self.other))
        with self.assertRaises(AccessError):
            self.look(self.lead, self.other)
        keeper = new_test_user(self.env, "timeline_keeper", groups="kms_base.role_storekeeper")
        with self.assertRaises(AccessError):
            self.look(self.partner, keeper)

    def test_a_kind_of_document_that_is_not_readable_is_not_offered(self):
        access = self.env["ir.model.access"].search([("model_id.model", "=", "kms.field.visit")])
        offered = self.look(self.lead, self.seller)["kinds"]
        self.assertIn("field_visit", [kind for kind, _label in offered])
        access.unlink()
        offered = self.look(self.lead, self.seller)["kinds"]
        self.assertNotIn("field_visit", [kind for kind, _label in offered])

    def test_pages(self):
        for number in range(25):
            self.lead.message_post(body=f"Note {number}", message_type="comment")
        first = self.look(self.lead, kinds=["note"])
        self.assertEqual((len(first["lines"]), first["more"]), (20, True))
        second = self.look(self.lead, kinds=["note"], offset=20)
        self.assertEqual((len(second["lines"]), second["more"]), (5, False))
        self.assertEqual(first["lines"][0]["summary"], "Note 24")
        self.assertEqual(second["lines"][-1]["summary"], "Note 0")

    def test_one_query_for_a_page(self):
        for number in range(25):
            self.lead.message_post(body=f"Note {number}", message_type="comment")
        self.look(self.lead, self.seller)
        self.env.invalidate_all()
        History = self.env["kms.customer.history"].with_user(self.seller)
        # the prospect, whether it may be read, its customer, and the page
        with self.assertQueryCount(4):
            History.read_timeline("crm.lead", self.lead.id)

    def test_other_companies_are_not_seen(self):
        company = self.env["res.company"].create({"name": "Other house"})
        lead = self.env["crm.lead"].create(
            {"name": "Theirs", "company_id": company.id, "partner_id": self.partner.id}
        )
        self.write_all(lead)
        self.assertEqual(self.kinds(self.partner), ["arrival"])

    def test_hostile_questions(self):
        for model, res_id in (("res.users", 1), ("x", 1), ("res.partner", "1 OR 1=1")):
            with self.subTest(model=model), self.assertRaises(UserError):
                self.env["kms.customer.history"].read_timeline(model, res_id)
        self.assertFalse(self.kinds(self.lead, kinds=["'; DROP TABLE crm_lead"]))
