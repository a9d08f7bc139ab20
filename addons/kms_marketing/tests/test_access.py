from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ShowroomCase


@tagged("post_install", "-at_install")
class TestAccess(ShowroomCase):
    def test_floor_shares_its_visitors_and_quotations(self):
        visit = self._register(user_id=self.salesperson.id)
        visit.with_user(self.salesperson).action_kms_convert_to_quotation()
        order = visit.kms_quotation_id
        self.assertTrue(order.with_user(self.colleague).has_access("write"))
        self.assertTrue(order.order_line.with_user(self.colleague).has_access("write"))
        self.assertTrue(visit.with_user(self.receptionist).has_access("write"))

    def test_field_sales_are_not_the_floors(self):
        seller = self._new_user("field")
        lead = self.env["crm.lead"].create(
            {"name": "Bonaberi", "kms_channel": "field", "user_id": seller.id}
        )
        self.assertEqual(lead.kms_channel, "field")
        self.assertFalse(lead.with_user(self.salesperson).has_access("read"))
        self.assertTrue(lead.with_user(seller).has_access("write"))

    def test_a_role_without_leads_is_refused_by_every_door(self):
        visit = self._register()
        user = self._new_user("storekeeper")
        desk = self.env["kms.reception"].with_user(user)
        for call in (
            desk.load,
            desk.refresh,
            lambda: desk.register_visit(self._values(uuid="f" * 16)),
            visit.with_user(user).action_kms_take_charge,
            visit.with_user(user).action_kms_convert_to_quotation,
        ):
            with self.assertRaises(AccessError):
                call()

    def test_other_company_sees_nothing(self):
        visit = self._register()
        visit.company_id = self.env.company
        stranger = self._new_user("showroom", suffix="3")
        other = self.env["res.company"].create({"name": "Other house"})
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(visit.with_user(stranger).has_access("read"))
