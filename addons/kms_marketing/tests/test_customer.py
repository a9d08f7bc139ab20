from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import ShowroomCase


@tagged("post_install", "-at_install")
class TestCustomer(ShowroomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=False))
        cls.manager = cls._new_user("marketing")
        cls.Partner = cls.env["res.partner"].with_user(cls.manager)
        cls.customer = cls._customer("Test Kalla", "+237 677 45 12 90")
        cls.today = cls.env.company._kms_today()

    @classmethod
    def _customer(cls, name, phone=False, **values):
        return cls.env["res.partner"].create({"name": name, "phone": phone, **values})

    def _sale(self, customer, days_ago, price=10_000):
        order = self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "team_id": self.team.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.panel.id,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        order.date_order = fields.Datetime.now() - timedelta(days=days_ago)
        return order

    def _found(self, *domain):
        # "today" in a search is that of the reader
        mine = self.Partner.with_context(tz=self.env.company.kms_timezone)
        return mine.search([("name", "=like", "Test %"), *domain])

    # -- figures and segments --------------------------------------------------------------------

    def test_purchases_make_segments(self):
        recent, idle, never = (self._customer(f"Test {name}") for name in ("new", "old", "none"))
        self._sale(recent, 1)
        self._sale(recent, 200)
        self._sale(idle, 91)
        for partner, state, amount in (
            (recent, "recent", 20_000),
            (idle, "idle", 10_000),
            (never, "never", 0),
        ):
            seen = partner.with_user(self.manager)
            self.assertEqual((seen.kms_purchase_state, seen.kms_sold_amount), (state, amount))
            found = self._found(("kms_purchase_state", "=", state))
            self.assertIn(partner, found)
            self.assertEqual(len(found & (recent | idle | never)), 1)
        both = self._found(("kms_purchase_state", "in", ("recent", "idle")))
        self.assertEqual(both, recent | idle)
        self.assertEqual(self._found(("kms_purchase_state", "!=", "never")), recent | idle)

    def test_idle_days_are_a_setting(self):
        self._sale(self.customer, 40)
        self.assertEqual(self.customer.kms_purchase_state, "recent")
        self.env.company.kms_idle_days = 30
        self.env.invalidate_all()
        self.assertEqual(self.customer.kms_purchase_state, "idle")

    def test_cancelled_sale_is_no_purchase(self):
        self._sale(self.customer, 1)._action_cancel()
        self.assertEqual(self.customer.kms_purchase_state, "never")
        self.assertEqual(self.customer.kms_sold_amount, 0)

    def test_contacts_have_their_companys_figures(self):
        company = self._customer("Test company", is_company=True)
        contact = self._customer("Test contact", parent_id=company.id)
        self._sale(contact, 1)
        for partner in (company, contact):
            self.assertEqual(partner.kms_sold_amount, 10_000)
        self.assertEqual(self._found(("kms_purchase_state", "=", "recent")), company | contact)

    def test_last_contact_is_the_latest_of_all_kinds(self):
        self.assertIn(self.customer, self._found(("kms_last_contact_date", "=", False)))
        visit = self._register()
        self.assertEqual(visit.partner_id, self.customer)
        visit.kms_arrival_date = self._minutes_ago(300)
        visit.kms_contact_date = self._minutes_ago(240)
        self.env.invalidate_all()
        self.assertEqual(self.customer.kms_last_contact_date, visit.kms_contact_date)
        order = self._sale(self.customer, 0)
        followup = self.env["kms.quote.followup"].create(
            {"order_id": order.id, "result": "interested", "date": self._minutes_ago(5)}
        )
        self.env.invalidate_all()
        self.assertEqual(self.customer.kms_last_contact_date, followup.date)
        self.assertIn(self.customer, self._found(("kms_last_contact_date", "!=", False)))
        self.assertNotIn(self.customer, self._found(("kms_last_contact_date", "=", False)))

    def test_next_action_is_the_first_of_all_kinds(self):
        day = timedelta(days=1)
        self.customer.activity_schedule("mail.mail_activity_data_call", self.today + 3 * day)
        self.env.invalidate_all()
        self.assertEqual(self.customer.kms_next_action_date, self.today + 3 * day)
        self.assertIn(self.customer, self._found(("kms_next_action_date", ">=", "today")))
        order = self.env["sale.order"].create({"partner_id": self.customer.id})
        self.env["kms.quote.followup"].create(
            {
                "order_id": order.id,
                "date": fields.Datetime.now() - 2 * day,
                "result": "call_back",
                "next_date": self.today - day,
            }
        )
        self.env.invalidate_all()
        self.assertEqual(self.customer.kms_next_action_date, self.today - day)
        self.assertIn(self.customer, self._found(("kms_next_action_date", "<", "today")))
        self.assertNotIn(self.customer, self._found(("kms_next_action_date", ">=", "today")))

    def test_other_companys_sales_do_not_count(self):
        self._sale(self.customer, 1)
        other = self.env["res.company"].create({"name": "Other house"})
        seen = self.customer.with_company(other).with_context(allowed_company_ids=other.ids)
        self.assertEqual((seen.kms_sold_amount, seen.kms_purchase_state), (0, "never"))

    def test_figures_are_for_those_who_sell(self):
        with self.assertRaises(AccessError):
            self.customer.with_user(self._new_user("storekeeper")).read(["kms_sold_amount"])
        self.customer.with_user(self._new_user("field")).read(["kms_sold_amount"])

    def test_list_costs_the_same_for_five_and_forty(self):
        fnames = ["complete_name", "kms_status", "phone", "user_id", "category_id"]
        fnames += ["kms_last_contact_date", "kms_next_action_date", "kms_sold_amount"]

        def cost(limit):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self.Partner.web_search_read(
                [("name", "=like", "Test %")], {name: {} for name in fnames}, limit=limit
            )
            return self.cr.sql_log_count - start

        for index in range(40):
            self._customer(f"Test {index}", f"69910{index:04d}")
        cost(5)
        self.assertLessEqual(cost(40), cost(5))

    # -- professional data -----------------------------------------------------------------------

    def test_links_are_written_out(self):
        self.customer.write(
            {"kms_instagram": "@kalla", "kms_facebook": "fb.com/kalla", "kms_whatsapp": "677451290"}
        )
        self.assertEqual(self.customer.kms_instagram, "https://www.instagram.com/kalla")
        self.assertEqual(self.customer.kms_facebook, "https://fb.com/kalla")
        self.assertEqual(self.customer.kms_whatsapp, "https://wa.me/237677451290")

    def test_dangerous_links_are_refused_with_a_sentence(self):
        for text in ("javascript:alert(1)", "https://evil.example/kalla", "<script>"):
            with self.subTest(text), self.assertRaisesRegex(ValidationError, "Facebook"):
                self.customer.kms_facebook = text
            with self.subTest(text), self.assertRaisesRegex(ValidationError, "Facebook"):
                self._customer("Test evil", kms_facebook=text)
        with self.assertRaises(ValidationError):
            self.customer.kms_whatsapp = "12"

    def test_changes_are_traced(self):
        self.env.flush_all()
        self.cr.precommit.run()
        self.customer.write(
            {
                "kms_status": "vip",
                "user_id": self.salesperson.id,
                "function": "Owner",
                "kms_employee_count": 12,
                "kms_yearly_revenue": 5_000_000,
                "kms_instagram": "kalla",
                "phone": "677451291",
                "email": "kalla@example.com",
            }
        )
        self.env.flush_all()
        self.cr.precommit.run()
        traced = self.customer.message_ids.tracking_value_ids.field_id.mapped("name")
        for name in ("kms_status", "user_id", "function", "kms_employee_count"):
            self.assertIn(name, traced)
        for name in ("kms_yearly_revenue", "kms_instagram", "phone", "email"):
            self.assertIn(name, traced)

    # -- quick actions ---------------------------------------------------------------------------

    def test_whatsapp_opens_on_the_number(self):
        url = self.customer.action_kms_whatsapp()["url"]
        self.assertTrue(url.startswith("https://wa.me/237677451290?text="), url)
        with self.assertRaisesRegex(UserError, "phone"):
            self._customer("Test mute").action_kms_whatsapp()

    def test_quotation_is_made_out_to_the_customer(self):
        action = self.customer.with_user(self.salesperson).action_kms_new_quotation()
        form = Form(
            self.env["sale.order"].with_user(self.salesperson).with_context(**action["context"])
        )
        self.assertEqual(form.partner_id, self.customer)
        with self.assertRaises(AccessError):
            self.customer.with_user(self._new_user("storekeeper")).action_kms_new_quotation()

    # -- many at once ----------------------------------------------------------------------------

    def _wizard(self, partners, **values):
        return (
            self.env["kms.partner.bulk"]
            .with_user(self.manager)
            .with_context(active_model="res.partner", active_ids=partners.ids)
            .create(values)
        )

    def test_many_are_assigned_and_counted(self):
        tag = self.env["res.partner.category"].create({"name": "Joiner"})
        partners = self.customer | self._customer("Test two") | self._customer("Test three")
        partners[2].write({"user_id": self.salesperson.id, "kms_status": "vip", "category_id": tag})
        message = self._wizard(
            partners,
            user_id=self.salesperson.id,
            kms_status="vip",
            add_tag_ids=tag.ids,
        ).action_apply()["params"]["message"]
        self.assertIn("2", message)
        self.assertIn("1", message)
        self.assertEqual(partners.user_id, self.salesperson)
        self.assertEqual(set(partners.mapped("kms_status")), {"vip"})
        self.assertEqual(partners.category_id, tag)
        self._wizard(partners, remove_user=True, remove_tag_ids=tag.ids).action_apply()
        self.assertFalse(partners.user_id)
        self.assertFalse(partners.category_id)

    def test_nothing_chosen_gets_a_sentence(self):
        with self.assertRaisesRegex(UserError, "at least one"):
            self._wizard(self.customer).action_apply()

    def test_many_are_changed_by_managers_only(self):
        for user in (self.salesperson, self._new_user("field"), self._new_user("storekeeper")):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._wizard(self.customer).with_user(user).action_apply()

    def test_each_selling_role_opens_the_customers(self):
        menu = self.env.ref("kms_marketing.menu_customers")
        for role, seen in {
            "reception": True,
            "showroom": True,
            "field": True,
            "call_agent": True,
            "marketing": True,
            "storekeeper": False,
            "concierge": False,
            "cashier": False,
        }.items():
            user = self._new_user(role, suffix="_menu")
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            self.assertEqual(menu.id in visible, seen, role)
