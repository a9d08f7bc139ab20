from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import HotelCase


@tagged("post_install", "-at_install")
class TestHandover(HotelCase):
    """Whom reception sends to the hotel stands in its pipeline."""

    def make_visit(self, **values):
        return self.env["crm.lead"].create(
            {
                "name": "Mr Door",
                "contact_name": "Mr Door",
                "phone": "699 44 55 77",
                "kms_channel": "showroom",
                **values,
            }
        )

    def prospects(self, visit):
        return self.env["crm.lead"].search([("kms_door_visit_id", "=", visit.id)])

    def test_reception_sends_a_visitor_to_the_hotel(self):
        visit = self.make_visit(kms_orientation="hotel")
        prospect = self.prospects(visit)
        self.assertEqual((prospect.kms_channel, prospect.contact_name), ("hotel", "Mr Door"))
        self.assertEqual((prospect.phone, visit.kms_channel), (visit.phone, "showroom"))
        prospect.kms_contact_date = fields.Datetime.now()
        self.assertTrue(visit.kms_contact_date, "waits no more at the door")

    def test_the_card_follows_the_reservation(self):
        visit = self.make_visit(kms_orientation="hotel")
        prospect = self.prospects(visit)
        self.assertEqual(prospect.stage_id, self.env.ref("kms_hotel.crm_stage_hotel_new"))
        context = prospect.action_kms_reserve()["context"]
        self.assertTrue(prospect.partner_id)
        self.assertEqual(context["default_partner_id"], prospect.partner_id.id)
        stay = self.book(partner_id=prospect.partner_id.id, lead_id=prospect.id)
        self.assertEqual(prospect.kms_reservation_id, stay)
        self.assertEqual(prospect.stage_id, self.env.ref("kms_hotel.crm_stage_hotel_option"))
        self.assertEqual(prospect.action_kms_reserve()["res_id"], stay.id)
        stay.action_confirm()
        self.assertEqual(prospect.won_status, "won")
        self.assertTrue(visit.kms_contact_date, "waits no more at the door")

    def test_a_lost_prospect_is_not_reserved_for(self):
        prospect = self.prospects(self.make_visit(kms_orientation="hotel"))
        prospect.action_set_lost(lost_reason_id=self.env["crm.lost.reason"].search([], limit=1).id)
        with self.assertRaises(UserError):
            prospect.action_kms_reserve()

    def test_nobody_elses_prospect_is_moved(self):
        """A reservation wins its prospect, so it names none of another channel or company."""
        foreign = self.make_visit()
        other = self.env["res.company"].create({"name": "Other house"})
        theirs = self.make_visit(kms_channel="hotel", company_id=other.id, team_id=False)
        for lead in (foreign, theirs):
            with self.assertRaises(ValidationError):
                self.book(lead_id=lead.id)
        stay = self.book()
        for lead in (foreign, theirs):
            with self.assertRaises(ValidationError):
                stay.lead_id = lead
        self.assertNotEqual(foreign.won_status, "won")

    def test_who_was_lost_is_not_handed_over_again(self):
        visit = self.make_visit(kms_orientation="hotel")
        reason = self.env["crm.lost.reason"].search([], limit=1)
        self.prospects(visit).action_set_lost(lost_reason_id=reason.id)
        visit.kms_orientation = "showroom"
        visit.kms_orientation = "hotel"
        everybody = self.env["crm.lead"].with_context(active_test=False)
        self.assertEqual(everybody.search_count([("kms_door_visit_id", "=", visit.id)]), 1)

    def test_once_whatever_is_written(self):
        visit = self.make_visit()
        self.assertFalse(self.prospects(visit))
        for orientation in ("showroom", "hotel", "showroom", "hotel"):
            visit.kms_orientation = orientation
        self.assertEqual(self.prospects(visit).mapped("kms_channel"), ["hotel"])
