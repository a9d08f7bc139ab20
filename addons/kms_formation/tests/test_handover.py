from odoo.tests import tagged

from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestHandover(SchoolCase):
    """Whom reception sends to the school stands in its pipeline."""

    def test_reception_sends_a_visitor_to_the_school(self):
        reception = self.make_user("school_reception", "reception")
        values = {"uuid": "5a" * 8, "name": "Mrs Door", "phone": "699445566"}
        screen = self.env["kms.reception"].with_user(reception)
        for _again in range(2):
            screen.register_visit({**values, "orientation": "training"})
        leads = self.env["crm.lead"].search([("contact_name", "=", "Mrs Door")])
        prospect = leads.filtered(lambda lead: lead.kms_channel == "training")
        visit = leads - prospect
        self.assertEqual((len(prospect), len(visit)), (1, 1))
        self.assertEqual((prospect.kms_door_visit_id, visit.kms_channel), (visit, "showroom"))
        self.assertEqual(prospect.partner_id, visit.partner_id)
        self.assertEqual(prospect.phone, visit.phone)
        prospect.with_user(self.secretary).action_kms_take_charge()
        self.assertTrue(visit.kms_contact_date, "waits no more at the door")
        other = self.env["crm.lead"].create(
            {"name": "Later", "contact_name": "Mr Later", "kms_channel": "showroom"}
        )
        other.kms_orientation = "training"
        other.kms_orientation = "training"
        self.assertEqual(
            self.env["crm.lead"].search_count([("kms_door_visit_id", "=", other.id)]), 1
        )
