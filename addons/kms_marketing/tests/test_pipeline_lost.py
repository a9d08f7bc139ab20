from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import ShowroomCase


@tagged("post_install", "-at_install")
class TestPipelineLost(ShowroomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("kms_marketing.lost_reason_competitor")
        cls.visit = cls.env["crm.lead"].create({"name": "Kalla", "kms_channel": "showroom"})
        cls.plain = cls.env["crm.lead"].create({"name": "Plain", "team_id": False})
        cls.plain.team_id = False

    def _wizard(self, lead):
        return Form(self.env["crm.lead.lost"].with_context(default_lead_ids=lead.ids))

    def test_the_dialog_asks_for_the_reason(self):
        with self.assertRaisesRegex(AssertionError, "lost_reason_id is a required field"):
            self._wizard(self.visit).save()
        dialog = self._wizard(self.visit)
        dialog.lost_reason_id = self.reason
        dialog.save().action_lost_reason_apply()
        self.assertEqual(self.visit.won_status, "lost")
        self.assertEqual(self.visit.lost_reason_id, self.reason)

    def test_no_door_is_open_without_a_reason(self):
        visit = self.visit.with_user(self.salesperson)
        wizard = self.env["crm.lead.lost"].create({"lead_ids": visit.ids})
        for door in (
            visit.action_archive,
            visit.action_set_lost,
            wizard.action_lost_reason_apply,
            lambda: visit.write({"active": False}),
            lambda: visit.write({"active": False, "probability": 0}),
            lambda: visit.create({"name": "X", "kms_channel": "showroom", "active": False}),
        ):
            with self.assertRaisesRegex(ValidationError, "choose a reason"), self.cr.savepoint():
                door()
        self.assertTrue(self.visit.active)

    def test_the_reason_cannot_be_taken_away(self):
        self.visit.action_set_lost(lost_reason_id=self.reason.id)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.visit.lost_reason_id = False

    def test_one_without_a_reason_stops_the_batch(self):
        other = self.visit.copy()
        self.visit.lost_reason_id = self.reason
        with self.assertRaises(ValidationError), self.cr.savepoint():
            (self.visit | other).action_archive()

    def test_plain_crm_needs_none(self):
        self.assertFalse(self.plain.kms_channel)
        self._wizard(self.plain).save().action_lost_reason_apply()
        self.assertEqual(self.plain.won_status, "lost")

    def test_a_won_prospect_may_be_tidied_away(self):
        self.visit.action_set_won()
        self.visit.action_archive()
        self.assertFalse(self.visit.active)

    def test_back_in_the_pipeline_the_reason_is_forgotten(self):
        for restore in (
            self.visit.action_unarchive,
            lambda: self.visit.write({"active": True}),
        ):
            self.visit.action_set_lost(lost_reason_id=self.reason.id)
            restore()
            self.assertFalse(self.visit.lost_reason_id)
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.visit.action_archive()
