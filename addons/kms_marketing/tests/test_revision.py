from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from odoo.tools.mail import html_to_inner_content

from .common import ShowroomCase


@tagged("post_install", "-at_install")
class TestRevision(ShowroomCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.customer = cls.env["res.partner"].create({"name": "Revised customer"})

    def _order(self, **values):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "team_id": self.team.id,
                "user_id": self.salesperson.id,
                "kms_remark": "Delivery on Monday",
                "order_line": [
                    fields.Command.create(
                        {"product_id": self.panel.id, "product_uom_qty": 3, "price_unit": 25000}
                    )
                ],
                **values,
            }
        )
        order.action_quotation_sent()
        return order

    def _revise(self, order):
        action = order.with_user(self.salesperson).action_kms_revise()
        return order.browse(action["res_id"])

    def test_a_new_version_takes_over(self):
        first = self._order()
        second = self._revise(first)
        self.assertEqual(second.name, f"{first.name}-2")
        self.assertEqual((first.state, second.state), ("cancel", "draft"))
        self.assertIn(second.name, first.kms_cancel_reason)
        self.assertEqual((first.kms_next_id, second.kms_previous_id), (second, first))
        self.assertEqual(second.amount_total, first.amount_total)
        self.assertEqual(second.order_line.price_unit, 25000)
        self.assertEqual(second.kms_remark, first.kms_remark)
        self.assertEqual((second.user_id, second.team_id), (first.user_id, first.team_id))
        self.assertGreaterEqual(second.validity_date, self.company._kms_today())
        second.action_quotation_sent()
        third = self._revise(second)
        self.assertEqual(third.name, f"{first.name}-3")
        self.assertEqual(third._kms_chain(), first + second + third)
        third.action_confirm()
        self.assertEqual(third.state, "sale")

    def test_a_second_click_opens_the_version_of_the_first(self):
        first = self._order()
        second = self._revise(first)
        self.assertEqual(self._revise(first), second)
        self.assertEqual(len(first._kms_chain()), 2)

    def test_the_visitor_keeps_one_quotation(self):
        visit = self._register()
        visit.action_kms_convert_to_quotation()
        first = visit.kms_quotation_id
        first.action_quotation_sent()
        second = self._revise(first)
        self.assertEqual(visit.kms_quotation_id, second)
        self.assertEqual(visit.kms_visit_state, "quoted")
        second.action_confirm()
        self.assertEqual(visit.kms_visit_state, "sold")

    def test_only_what_waits_at_the_customer_is_revised(self):
        order = self._order()
        order.action_draft()
        with self.assertRaises(UserError):
            self._revise(order)
        order.action_confirm()
        with self.assertRaises(UserError):
            self._revise(order)
        with self.assertRaises(AccessError):
            order.with_user(self._new_user("concierge")).action_kms_revise()

    def test_a_replaced_version_stays_closed(self):
        first = self._order()
        second = self._revise(first)
        with self.assertRaisesRegex(UserError, second.name):
            first.action_kms_reopen()
        second._kms_close("Refused")
        with self.assertRaisesRegex(UserError, second.name):
            first.action_draft()
        second.action_kms_reopen()
        self.assertEqual(second.state, "draft")

    def test_the_database_allows_one_live_version(self):
        first = self._order()
        self._revise(first)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.env.cr.execute("UPDATE sale_order SET state = 'sent' WHERE id = %s", [first.id])

    def test_the_database_numbers_each_version_once(self):
        first = self._order()
        second = self._revise(first)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.env["sale.order"].create(
                {
                    "partner_id": self.customer.id,
                    "kms_root_id": first.id,
                    "kms_revision": second.kms_revision,
                    "state": "cancel",
                }
            )

    def test_what_was_promised_goes_on(self):
        first = self._order()
        due = self.company._kms_today() + timedelta(days=4)
        followup = self.env["kms.quote.followup"].create(
            {"order_id": first.id, "result": "interested", "next_date": due}
        )
        second = self._revise(first)
        self.assertEqual(second.kms_next_followup_date, due)
        self.assertEqual(second.kms_chain_followup_ids, followup)
        later = self.env["kms.quote.followup"].create(
            {"order_id": second.id, "result": "no_answer"}
        )
        for order in first + second:
            self.assertEqual(order.kms_chain_followup_ids, followup + later)
            self.assertEqual(order.kms_followup_count, 2)
        self.assertEqual(second.kms_last_followup_id, later)

    def test_a_chain_counts_as_one_quotation(self):
        today = self.company._kms_today()
        target = self.env["kms.sales.target"].create(
            {
                "metric": "quotes",
                "target_value": 10,
                "date_from": today,
                "date_to": today,
                "user_id": self.salesperson.id,
            }
        )
        self.assertEqual(target.actual_value, 0)
        second = self._revise(self._order())
        second.action_quotation_sent()
        self._revise(second)
        target.invalidate_recordset()
        self.assertEqual(target.actual_value, 1)

    def test_a_copy_begins_its_own_chain(self):
        copied = self._revise(self._order()).copy()
        self.assertEqual(copied.kms_revision, 1)
        self.assertFalse(copied.kms_root_id)

    def test_the_customer_accepts_the_live_version_only(self):
        self.company.portal_confirmation_sign = True
        first = self._order(require_signature=True)
        url = first.get_portal_url()
        self.assertTrue(first._has_to_be_signed())
        second = self._revise(first)
        self.assertFalse(first._has_to_be_signed())
        page = self.url_open(url)
        self.assertEqual(page.status_code, 200)
        self.assertFalse("#modalaccept" in page.text, "a replaced version cannot be accepted")
        self.assertFalse(second.name in page.text, "a draft is not the customer's to read")
        second.action_quotation_sent()
        self.assertTrue(second.name in self.url_open(url).text, "the live version is named")
        self.assertTrue(second._has_to_be_signed())

    def test_the_paper_says_which_version(self):
        second = self._revise(self._order())
        html = self.env["ir.actions.report"]._render_qweb_html("sale.report_saleorder", second.ids)[
            0
        ]
        self.assertIn(second.name.encode(), html)
        text = " ".join(html_to_inner_content(html.decode()).split())
        self.assertIn(f"2, replaces {second.kms_previous_id.name}", text)
