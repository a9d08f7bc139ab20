from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestChannel(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.showroom = cls.env.ref("kms_base.team_showroom")
        cls.field = cls.env.ref("kms_base.team_field")
        cls.seller = new_test_user(
            cls.env, login="test_field_seller", groups="base.group_user,kms_base.role_field"
        )
        cls.field.member_ids = cls.seller
        cls.product = cls.env["product.product"].create(
            {"name": "Test chair", "type": "service", "invoice_policy": "order"}
        )
        cls.customer = cls.env["res.partner"].create({"name": "Test customer"})

    def _lead(self, **values):
        return self.env["crm.lead"].create({"name": "Test lead", **values})

    def test_channel_given_picks_the_team(self):
        self.assertEqual(self._lead(kms_channel="field").team_id, self.field)

    def test_channel_follows_the_team(self):
        lead = self._lead(team_id=self.field.id)
        self.assertEqual(lead.kms_channel, "field")
        lead.team_id = self.showroom
        self.assertEqual(lead.kms_channel, "showroom")

    def test_writing_the_channel_moves_the_team(self):
        lead = self._lead(team_id=self.field.id)
        lead.kms_channel = "showroom"
        self.assertEqual(lead.team_id, self.showroom)

    def test_a_new_salesperson_does_not_change_the_channel(self):
        lead = self._lead(kms_channel="showroom")
        lead.user_id = self.seller
        self.assertEqual(lead.kms_channel, "showroom")
        order = self._order(team_id=self.showroom.id)
        order.user_id = self.seller
        self.assertEqual(order.kms_channel, "showroom")

    def test_a_salespersons_own_lead_is_of_their_channel(self):
        lead = self.env["crm.lead"].with_user(self.seller).create({"name": "Bonaberi"})
        self.assertEqual(lead.kms_channel, "field")

    def test_own_team_of_the_company_comes_first(self):
        own = self.showroom.copy({"company_id": self.env.company.id, "name": "Own"})
        own.kms_channel = "showroom"
        self.assertEqual(self._lead(kms_channel="showroom").team_id, own)

    def test_a_channel_without_team_says_what_to_do(self):
        self.showroom.active = False
        with self.assertRaisesRegex(UserError, "Showroom"):
            self._lead(kms_channel="showroom")

    def _order(self, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [fields.Command.create({"product_id": self.product.id})],
                **values,
            }
        )

    def test_channel_reaches_order_and_invoice(self):
        order = self._order(team_id=self.showroom.id)
        self.assertEqual(order.kms_channel, "showroom")
        order.action_confirm()
        invoice = order._create_invoices()
        self.assertEqual(invoice.kms_channel, "showroom")
        invoice.invoice_user_id = self.seller
        self.assertEqual(invoice.kms_channel, "showroom")

    def test_channel_is_stored_and_indexed(self):
        for model in ("crm.lead", "sale.order", "account.move"):
            field = self.env[model]._fields["kms_channel"]
            self.assertTrue(field.store, model)
            self.assertTrue(field.index, model)

    def test_core_conversion_finds_the_card_of_the_number(self):
        self.env.company.country_id = self.env.ref("base.cm")
        card = self.env["res.partner"].create({"name": "Old friend", "phone": "677451290"})
        lead = self._lead(contact_name="Same person", phone="677-45-12-90")
        self.assertEqual(lead._create_customer(), card)
