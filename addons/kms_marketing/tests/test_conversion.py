from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ShowroomCase


class ConversionCase(ShowroomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._new_user("field")
        cls.agent = cls._new_user("call_agent")
        cls.manager = cls._new_user("marketing")
        cls.campaign = cls.env["utm.campaign"].create({"name": "Rentree"})

    def _lead(self, channel="digital", **values):
        return self.env["crm.lead"].create(
            {
                "name": "Kitchen",
                "contact_name": "Paul Eboa",
                "kms_channel": channel,
                "type": "opportunity",
                "phone": "+237 699 10 20 30",
                "email_from": "paul@example.com",
                "source_id": self.source.id,
                "campaign_id": self.campaign.id,
                **values,
            }
        )

    def _order(self, lead, price, state="draft"):
        order = self.env["sale.order"].create(
            {
                "partner_id": (lead.partner_id or self.env.user.partner_id).id,
                "opportunity_id": lead.id,
                "team_id": lead.team_id.id,
                "user_id": lead.user_id.id,
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
        if state == "sale":
            order.action_confirm()
        elif state == "cancel":
            order._action_cancel()
        return order


@tagged("post_install", "-at_install")
class TestConversion(ConversionCase):
    def test_each_channel_makes_a_customer_and_a_quotation(self):
        for index, channel in enumerate(("showroom", "field", "digital", "hotel", "training")):
            with self.subTest(channel):
                lead = self._lead(channel, phone=f"+237 699 10 20 3{index}")
                lead.action_kms_convert_to_quotation()
                self.assertEqual(lead.kms_quotation_id.kms_channel, channel)
                self.assertEqual(lead.kms_quotation_id.opportunity_id, lead)
                self.assertEqual(lead.partner_id.phone_sanitized, f"+23769910203{index}")

    def test_nothing_that_was_written_is_lost(self):
        lead = self._lead(
            type="lead",
            partner_name="Eboa Meubles",
            function="Owner",
            website="https://eboa.example",
            street="Rue Joss",
            city="Douala",
            description="<p>Needs ten doors</p>",
            user_id=self.agent.id,
        )
        lead.message_post(body="First call", message_type="comment")
        lead.activity_schedule("mail.mail_activity_data_call", user_id=self.agent.id)
        self.env["ir.attachment"].create(
            {"name": "plan.pdf", "res_model": "crm.lead", "res_id": lead.id, "raw": b"x"}
        )
        self.env["calendar.event"].create(
            {
                "name": "Measure",
                "opportunity_id": lead.id,
                "start": fields.Datetime.now(),
                "stop": fields.Datetime.now() + timedelta(hours=1),
            }
        )
        lead.action_kms_convert_to_quotation()
        self.assertRecordValues(
            lead.partner_id,
            [
                {
                    "name": "Paul Eboa",
                    "email": "paul@example.com",
                    "function": "Owner",
                    "company_name": "Eboa Meubles",
                    "website": "https://eboa.example",
                    "street": "Rue Joss",
                    "city": "Douala",
                    "user_id": self.agent.id,
                }
            ],
        )
        self.assertIn("ten doors", lead.partner_id.comment)
        self.assertEqual(lead.type, "opportunity")
        self.assertTrue(lead.activity_ids)
        origin = lead.partner_id.message_ids[:1].body
        self.assertIn(f'data-oe-id="{lead.id}"', origin)
        self.assertIn("Rentree", origin)
        kinds = self._history(lead.partner_id, self.manager).mapped("kind")
        for kind in (
            "arrival",
            "contact",
            "quotation",
            "appointment",
            "note",
            "attachment",
            "activity",
        ):
            self.assertIn(kind, kinds)

    def _history(self, partner, user):
        self.env.flush_all()
        action = partner.with_user(user).action_kms_history()
        return self.env["kms.customer.history"].with_user(user).search(action["domain"])

    def test_known_phone_keeps_its_card_and_what_differs(self):
        card = self.env["res.partner"].create(
            {"name": "P. Eboa", "phone": "699102030", "function": "Carpenter"}
        )
        lead = self._lead(function="Owner")
        lead.action_kms_convert_to_quotation()
        self.assertEqual(lead.partner_id, card)
        self.assertEqual(card.email, "paul@example.com")
        self.assertEqual((card.name, card.function), ("P. Eboa", "Carpenter"))
        self.assertIn("Owner", card.message_ids[:1].body)
        self.assertIn("Owner", "".join(lead.message_ids.mapped("body")))
        self.assertEqual(
            self.env["res.partner"].search_count([("phone_sanitized", "=", "+237699102030")]), 1
        )

    def test_without_phone_the_email_finds_the_card(self):
        card = self.env["res.partner"].create({"name": "P. Eboa", "email": "PAUL@example.com"})
        lead = self._lead(phone=False)
        lead.action_kms_convert_to_quotation()
        self.assertEqual(lead.partner_id, card)

    def test_ambiguous_email_makes_a_new_card(self):
        for name in ("One", "Two"):
            self.env["res.partner"].create({"name": name, "email": "paul@example.com"})
        lead = self._lead(phone=False)
        lead.action_kms_convert_to_quotation()
        self.assertEqual(lead.partner_id.name, "Paul Eboa")

    def test_quotation_made_beside_the_button_is_adopted(self):
        lead = self._lead()
        order = self._order(lead, 100)
        self.assertEqual(lead.action_kms_convert_to_quotation()["res_id"], order.id)
        self.assertEqual(lead.kms_visit_state, "quoted")
        self.assertEqual(len(lead.order_ids), 1)

    def test_hostile_names_are_text_in_the_history(self):
        lead = self._lead(contact_name="<script>alert(1)</script>", name="<img src=x onerror=y>")
        lead.action_kms_convert_to_quotation()
        self.assertNotIn("<img src=x", lead.partner_id.message_ids[:1].body)
        self.assertNotIn("<script>", lead.partner_id.message_ids[:1].body)

    def test_a_strangers_prospect_is_refused(self):
        lead = self._lead("field", user_id=self.seller.id)
        for user in (self.agent, self._new_user("storekeeper")):
            with self.assertRaises(AccessError):
                lead.with_user(user).action_kms_convert_to_quotation()
        lead.with_user(self.seller).action_kms_convert_to_quotation()
        self.assertEqual(lead.kms_quotation_id.user_id, self.seller)

    def test_history_is_seen_by_whoever_sees_the_prospect(self):
        lead = self._lead("field", user_id=self.seller.id)
        lead.action_kms_convert_to_quotation()
        self.assertTrue(self._history(lead.partner_id, self.seller))
        self.assertTrue(self._history(lead.partner_id, self.manager))
        for user in (self.salesperson, self.agent):
            self.assertFalse(self._history(lead.partner_id, user))
        with self.assertRaises(AccessError):
            self._history(lead.partner_id, self._new_user("storekeeper"))

    def test_each_line_of_the_history_opens(self):
        lead = self._lead()
        lead.message_post(body="First call", message_type="comment")
        lead.action_kms_convert_to_quotation()
        for line in self._history(lead.partner_id, self.manager):
            action = line.action_open_document()
            self.assertEqual((action["res_model"], action["res_id"]), (line.res_model, line.res_id))

    def test_lost_prospect_is_not_quoted(self):
        lead = self._lead()
        lead.action_set_lost(lost_reason_id=self.env.ref("crm.lost_reason_1").id)
        with self.assertRaises(UserError):
            lead.action_kms_convert_to_quotation()

    def test_mean_time_to_first_contact_counts_who_was_received(self):
        for index, minutes in enumerate((4, 8, None)):
            visit = self._register(uuid=f"{index:016x}", phone=f"67745120{index}")
            visit.kms_arrival_date = self._minutes_ago(60)
            visit.user_id = self.salesperson
            if minutes:
                visit.kms_contact_date = visit.kms_arrival_date + timedelta(minutes=minutes)
        [(user, mean)] = self.env["crm.lead"]._read_group(
            [("user_id", "=", self.salesperson.id)], ["user_id"], ["kms_waiting_minutes:avg"]
        )
        self.assertEqual((user, mean), (self.salesperson, 6))
        self.assertEqual(self.desk.refresh()["counts"]["contact_minutes"], 6)
        described = self.env["crm.lead"].fields_get(["kms_waiting_minutes"], ["aggregator"])
        self.assertEqual(described["kms_waiting_minutes"]["aggregator"], "avg")

    def test_visit_shows_its_amounts(self):
        visit = self._register()
        visit.action_kms_convert_to_quotation()
        self.assertEqual(visit.kms_quoted_amount, visit.kms_quotation_id.amount_total)


@tagged("post_install", "-at_install")
class TestConversionReport(ConversionCase):
    def _line(self, lead, user=None):
        self.env.flush_all()
        return (
            self.env["kms.conversion.report"]
            .with_user(user or self.env.user)
            .search([("lead_id", "=", lead.id)])
        )

    def test_line_agrees_with_the_documents(self):
        lead = self._lead(
            kms_arrival_date="2026-03-02 08:00:00", kms_contact_date="2026-03-03 08:00:00"
        )
        order = self._order(lead, 100_000, "sale")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET create_date = '2026-03-05 08:00:00', "
            "date_order = '2026-03-12 08:00:00' WHERE id = %s",
            [order.id],
        )
        for result in ("no_answer", "interested"):
            self.env["kms.quote.followup"].create({"order_id": order.id, "result": result})
        self.assertRecordValues(
            self._line(lead),
            [
                {
                    "kms_channel": "digital",
                    "source_id": self.source.id,
                    "campaign_id": self.campaign.id,
                    "order_id": order.id,
                    "state": "sold",
                    "quoted_amount": 100_000,
                    "sold_amount": 100_000,
                    "quote_count": 1,
                    "sale_count": 1,
                    "sale_rate": 100,
                    "days_to_contact": 1,
                    "days_to_quote": 2,
                    "days_to_sale": 7,
                    "days_total": 10,
                    "followup_count": 2,
                }
            ],
        )

    def test_two_quotations_are_one_prospect(self):
        lead = self._lead()
        self._order(lead, 50_000)
        last = self._order(lead, 80_000)
        line = self._line(lead)
        self.assertEqual(len(line), 1)
        self.assertEqual((line.quote_count, line.quoted_amount), (1, 80_000))
        self.assertEqual(line.order_id, last)
        self.assertEqual(line.state, "quoted")

    def test_two_sales_add_up_and_an_open_version_does_not(self):
        lead = self._lead()
        self._order(lead, 50_000, "sale")
        self._order(lead, 70_000, "sale")
        self._order(lead, 999_000)
        line = self._line(lead)
        self.assertEqual((line.sale_count, line.sold_amount), (1, 120_000))
        self.assertEqual(line.quoted_amount, 120_000)

    def test_cancelled_quotations_count_for_nothing(self):
        lead = self._lead(kms_contact_date=fields.Datetime.now())
        self._order(lead, 50_000, "cancel")
        line = self._line(lead)
        self.assertEqual((line.quote_count, line.quoted_amount, line.state), (0, 0, "contacted"))
        self.assertFalse(line.quote_date)

    def test_states_of_those_without_a_quotation(self):
        new = self._lead()
        lost = self._lead(phone="699102031")
        lost.action_set_lost(lost_reason_id=self.env.ref("crm.lost_reason_1").id)
        self.assertEqual(self._line(new).state, "new")
        self.assertEqual(self._line(lost).state, "lost")

    def test_amounts_are_in_the_companys_currency(self):
        company = self.env.company
        foreign = self.env["res.currency"].create(
            {
                "name": "KMZ",
                "symbol": "Z",
                "rounding": 0.01,
                "rate_ids": [
                    Command.create({"name": "2020-01-01", "rate": 0.5, "company_id": company.id})
                ],
            }
        )
        pricelist = self.env["product.pricelist"].create({"name": "Z", "currency_id": foreign.id})
        lead = self._lead()
        order = self._order(lead, 1)
        order.pricelist_id = pricelist
        order.order_line.price_unit = 1000
        self.assertEqual(order.currency_id, foreign)
        self.assertEqual(self._line(lead).quoted_amount, 2000)

    def test_share_of_sources(self):
        for index in range(4):
            lead = self._lead(phone=f"69910203{index}")
            if index == 0:
                lead.kms_arrival_date = self._minutes_ago(3 * 24 * 60)
                self._order(lead, 40_000, "sale")
        self.env.flush_all()
        [(source, rate, amount, days)] = self.env["kms.conversion.report"]._read_group(
            [("source_id", "=", self.source.id), ("campaign_id", "=", self.campaign.id)],
            ["source_id"],
            ["sale_rate:avg", "sold_amount:sum", "days_total:avg"],
        )
        self.assertEqual((source, rate, amount), (self.source, 25, 40_000))
        # Who did not buy has no part in the mean.
        self.assertAlmostEqual(days, 3, delta=0.1)

    def test_each_role_sees_its_prospects(self):
        field = self._lead("field", user_id=self.seller.id)
        digital = self._lead(phone="699102031", user_id=self.agent.id)
        visit = self._register()
        visit.user_id = self.colleague
        for user, expected in {
            self.seller: (True, False, False),
            self.agent: (False, True, False),
            self.salesperson: (False, False, True),
            self.receptionist: (False, False, True),
            self.manager: (True, True, True),
        }.items():
            with self.subTest(user.login):
                seen = tuple(bool(self._line(lead, user)) for lead in (field, digital, visit))
                self.assertEqual(seen, expected)
        for role in ("storekeeper", "cashier"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._line(field, self._new_user(role))

    def test_other_company_sees_nothing(self):
        lead = self._lead(company_id=self.env.company.id)
        other = self.env["res.company"].create({"name": "Other house"})
        stranger = self._new_user("marketing", suffix="x")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self._line(lead, stranger))

    def test_lines_open_their_documents(self):
        lead = self._lead()
        order = self._order(lead, 1)
        line = self._line(lead, self.manager)
        self.assertEqual(line.action_open_lead()["res_id"], lead.id)
        self.assertEqual(line.action_open_order()["res_id"], order.id)

    def test_list_costs_the_same_for_five_and_thirty(self):
        fnames = ["lead_id", "source_id", "user_id", "state", "quoted_amount", "followup_count"]

        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self.env["kms.conversion.report"].with_user(self.manager).web_search_read(
                [], {name: {} for name in fnames}, limit=80
            )
            return self.cr.sql_log_count - start

        for index in range(5):
            self._order(self._lead(phone=f"6991020{index:02d}"), 10)
        cost()
        few = cost()
        for index in range(5, 30):
            self._order(self._lead(phone=f"6991020{index:02d}"), 10)
        cost()
        self.assertLessEqual(cost(), few)
