from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_partner import PartnerCase


@tagged("post_install", "-at_install")
class TestPartnerMerge(PartnerCase):
    def _twins(self, **other):
        """Two customers of one number, as an old database has them."""
        first = self.Partner.create({"name": "Jean Kamga", "phone": "699001122"})
        second = self.Partner.create(
            {
                "name": "KAMGA Jean",
                "phone": "699-00-11-22",
                "kms_phone_shared": True,
                **other,
            }
        )
        second.kms_phone_review = True
        self.env.flush_all()
        return first, second

    def _groups(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["kms.phone.duplicate"].with_user(user or self.marketing).search([])

    def test_list_of_duplicates(self):
        before = self._groups()
        first, second = self._twins()
        mobile = self.Partner.create(
            {"name": "Mobile", "phone": "655001122", "kms_mobile": "+237 699001122"}
        )
        self.Partner.create({"name": "Alone", "phone": "677001122"})
        self.Partner.create({"name": "Contact", "phone": "699001122", "parent_id": first.id})
        group = self._groups() - before
        self.assertEqual(group.phone, "+237 699 00 11 22")
        self.assertEqual(group.partner_ids, first | second | mobile)
        self.assertEqual(group.card_count, 3)
        self.assertEqual(group.keep_id, first)

    def test_people_who_share_are_no_duplicates(self):
        before = self._groups()
        self.Partner.create({"name": "Mother", "phone": "699001122"})
        self.Partner.create({"name": "Son", "phone": "699001122", "kms_phone_shared": True})
        self.assertEqual(self._groups(), before)
        self._twins_of_another_number()
        group = self._groups() - before
        group.action_share()
        self.assertEqual(self._groups(), before)

    def _twins_of_another_number(self):
        self.Partner.create({"name": "A", "phone": "677001122"})
        self.Partner.create({"name": "B", "phone": "655001122", "kms_mobile": "677001122"})

    def test_merge_takes_everything_along(self):
        before = self._groups()
        first, second = self._twins(email="jean@example.com", kms_mobile="677001122")
        third = self.Partner.create(
            {"name": "J. Kamga", "phone": "688001122", "kms_mobile": "699001122", "city": "Douala"}
        )
        fourth = self.Partner.create(
            {"name": "Kamga J", "phone": "699001122", "kms_phone_shared": True, "kms_status": "vip"}
        )
        product = self.env["product.product"].create({"name": "Panel", "list_price": 100})
        order = self.env["sale.order"].create(
            {"partner_id": second.id, "order_line": [Command.create({"product_id": product.id})]}
        )
        order.action_confirm()
        line = Command.create({"name": "Panel", "quantity": 1, "price_unit": 100})
        invoice = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": second.id, "invoice_line_ids": [line]}
        )
        invoice.action_post()
        lead = self.env["crm.lead"].create({"name": "Kitchen", "partner_id": third.id})
        message = second.message_post(body="Called today")
        attachment = self.env["ir.attachment"].create(
            {"name": "plan.txt", "raw": b"x", "res_model": "res.partner", "res_id": third.id}
        )
        activity = third.activity_schedule(summary="Call back", user_id=self.showroom.id)
        group = (self._groups() - before).filtered(lambda group: group.number == "+237699001122")
        # the one with sales is kept
        self.assertEqual(group.keep_id, second)
        group.action_merge()
        self.env.invalidate_all()
        self.assertFalse((first | third | fourth).exists())
        self.assertEqual(order.partner_id, second)
        self.assertEqual(invoice.partner_id, second)
        self.assertEqual(invoice.line_ids.partner_id, second)
        self.assertEqual(lead.partner_id, second)
        self.assertEqual((message.model, message.res_id), ("res.partner", second.id))
        self.assertEqual(attachment.res_id, second.id)
        self.assertEqual(activity.res_id, second.id)
        self.assertEqual(second.kms_status, "vip")
        self.assertEqual(second.city, "Douala")
        self.assertEqual(second.email, "jean@example.com")
        self.assertEqual(
            (second.phone, second.kms_mobile), ("+237 699 00 11 22", "+237 677 00 11 22")
        )
        self.assertFalse(second.kms_phone_shared or second.kms_phone_review)
        self.assertIn("+237 688 00 11 22", " ".join(second.message_ids.mapped("body")))
        self.assertEqual(self._groups(), before)

    def test_card_of_a_user_is_kept(self):
        first, second = self._twins()
        portal = new_test_user(
            self.env, "kms_portal", groups="base.group_portal", partner_id=second.id
        )
        group = self._groups().filtered(lambda group: group.number == "+237699001122")
        group.action_merge()
        self.assertTrue(second.exists())
        self.assertFalse(first.exists())
        self.assertEqual(portal.partner_id, second)

    def test_core_merge_works_with_the_index(self):
        first = self.Partner.create({"name": "Jean Kamga", "email": "a@example.com"})
        second = self.Partner.create({"name": "KAMGA Jean", "phone": "699001122"})
        self.env["base.partner.merge.automatic.wizard"]._merge((first | second).ids, first)
        self.assertEqual(first.phone_sanitized, "+237699001122")
        self.assertFalse(second.exists())

    def test_two_users_cannot_be_merged(self):
        first, second = self._twins()
        for partner in first, second:
            new_test_user(
                self.env, f"portal_{partner.id}", groups="base.group_portal", partner_id=partner.id
            )
        group = self._groups().filtered(lambda group: group.number == "+237699001122")
        with self.assertRaises(UserError):
            group.action_merge()

    def test_who_may_merge(self):
        self._twins()
        group = self._groups().filtered(lambda group: group.number == "+237699001122")
        with self.assertRaises(AccessError):
            group.with_user(self.showroom).action_merge()
        with self.assertRaises(AccessError):
            self._groups(self.showroom)

    def test_two_companies(self):
        before = self._groups()
        other = self.env["res.company"].create({"name": "Other"})
        self._twins(company_id=other.id)
        # not the same company: no duplicates
        self.assertEqual(self._groups(), before)
        self.Partner.create(
            {
                "name": "There too",
                "phone": "677001122",
                "kms_mobile": "699001122",
                "company_id": other.id,
            }
        )
        self.assertEqual(self._groups(), before)
        manager = new_test_user(
            self.env,
            "kms_other",
            groups="kms_base.role_marketing",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        seen = self._groups(manager) - before.with_user(manager)
        self.assertEqual(seen.company_id, other)
