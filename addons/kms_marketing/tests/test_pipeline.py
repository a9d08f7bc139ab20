from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common import ShowroomCase


@tagged("post_install", "-at_install")
class TestPipeline(ShowroomCase):
    def _lead(self, channel="digital", **values):
        return self.env["crm.lead"].create({"name": "Ngo", "kms_channel": channel, **values})

    def _stage(self, channel, step):
        return self.env.ref(f"kms_marketing.crm_stage_{channel}_{step}")

    # ------------------------------------------------------------
    # Stages
    # ------------------------------------------------------------

    def test_digital_stages_are_those_of_the_house(self):
        team = self.env["crm.team"]._kms_get_channel_team("digital", self.env.company)
        stages = self.env["crm.stage"]._kms_get_pipelines(team)[team]
        self.assertEqual(
            stages.mapped("name"), ["New", "Contacted", "Qualified", "Quotation sent", "Converted"]
        )
        self.assertEqual(stages.mapped("is_won"), [False] * 4 + [True])

    def test_new_leads_enter_the_first_stage_of_their_channel(self):
        for channel in ("showroom", "field", "digital"):
            self.assertEqual(self._lead(channel).stage_id, self._stage(channel, "new"))

    def test_a_prospect_needs_no_more_than_a_name(self):
        lead = self.env["crm.lead"].create({"contact_name": "Ewane", "kms_channel": "digital"})
        self.assertEqual(lead.name, "Ewane")

    def test_met_in_the_field_is_not_to_visit_any_more(self):
        lead = self._lead("field", kms_contact_date=fields.Datetime.now())
        self.assertEqual(lead.stage_id, self._stage("field", "contacted"))

    def test_plain_crm_keeps_its_stages(self):
        team = self.env["crm.team"].create({"name": "Wholesale"})
        shared = self.env["crm.stage"].search([("team_ids", "=", False)])
        lead = self.env["crm.lead"].create(
            {"name": "Plain", "team_id": team.id, "type": "opportunity"}
        )
        self.assertIn(lead.stage_id, shared)
        lead.action_set_won()
        self.assertIn(lead.stage_id, shared)
        columns = lead._read_group_stage_ids(self.env["crm.stage"], [])
        self.assertEqual(columns, shared)

    def test_columns_of_a_channel_are_its_own(self):
        Lead = self.env["crm.lead"].with_context(kms_pipeline="digital")
        columns = Lead._read_group_stage_ids(self.env["crm.stage"], [])
        self.assertEqual(columns.team_ids.mapped("kms_channel"), ["digital"])
        self.assertEqual(len(columns), 5)
        foreign = self.env["crm.stage"].create({"name": "Shared"})
        self.assertIn(foreign, Lead._read_group_stage_ids(foreign, []))

    def test_another_channel_keeps_the_step(self):
        lead = self._lead("field", stage_id=self._stage("field", "qualified").id)
        lead.kms_channel = "digital"
        self.assertEqual(lead.stage_id, self._stage("digital", "qualified"))
        lead.kms_channel = "showroom"  # which has no such step
        self.assertEqual(lead.stage_id, self._stage("showroom", "new"))

    def test_won_goes_to_the_won_stage_of_the_channel(self):
        lead = self._lead()
        lead.action_set_won()
        self.assertEqual(lead.stage_id, self._stage("digital", "converted"))

    def test_a_new_team_joins_the_stages_of_its_channel(self):
        team = self.env["crm.team"].create({"name": "Field North", "kms_channel": "field"})
        new = self._stage("field", "new")
        self.assertIn(team, new.team_ids)
        team.kms_channel = "digital"
        self.assertNotIn(team, new.team_ids)
        self.assertIn(team, self._stage("digital", "new").team_ids)

    def test_stages_offered_on_the_form_are_the_channels(self):
        domain = self.env["crm.lead"].fields_get(["stage_id"])["stage_id"]["domain"]
        # the hotel and the school bring pipelines of their own
        self.assertRegex(domain, r"if kms_channel in \['digital', 'field',( 'hotel',)? 'showroom'")

    # ------------------------------------------------------------
    # Moves by the machine
    # ------------------------------------------------------------

    def test_a_visit_moves_by_itself(self):
        visit = self._register()
        self.assertEqual(visit.stage_id, self._stage("showroom", "new"))
        visit.with_user(self.salesperson).action_kms_take_charge()
        self.assertEqual(visit.stage_id, self._stage("showroom", "contacted"))
        visit.with_user(self.salesperson).action_kms_convert_to_quotation()
        self.assertEqual(visit.stage_id, self._stage("showroom", "quoted"))
        self.assertEqual(visit.expected_revenue, visit.kms_quotation_id.amount_total)
        visit.kms_quotation_id.action_confirm()
        self.assertEqual(visit.stage_id, self._stage("showroom", "converted"))
        self.assertEqual(visit.won_status, "won")

    def test_the_machine_never_moves_backwards(self):
        lead = self._lead(stage_id=self._stage("digital", "qualified").id)
        lead.kms_contact_date = fields.Datetime.now()
        self.assertEqual(lead.stage_id, self._stage("digital", "qualified"))
        partner = self.env["res.partner"].create({"name": "Ngo"})
        order = self.env["sale.order"].create({"partner_id": partner.id, "opportunity_id": lead.id})
        self.assertEqual(lead.stage_id, self._stage("digital", "quoted"))
        lead.action_kms_qualify()
        order._action_cancel()
        self.assertEqual(lead.stage_id, self._stage("digital", "quoted"))

    def test_a_person_may_drag_backwards(self):
        lead = self._lead(stage_id=self._stage("digital", "qualified").id)
        lead.stage_id = self._stage("digital", "new")
        self.assertEqual(lead.stage_id, self._stage("digital", "new"))

    def test_who_drags_past_the_first_stage_has_met_the_prospect(self):
        visit = self._register()
        visit.stage_id = self._stage("showroom", "contacted")
        self.assertTrue(visit.kms_contact_date)
        self.assertEqual(visit.kms_visit_state, "received")

    def test_a_lost_prospect_moves_only_when_it_buys(self):
        visit = self._register()
        visit.action_kms_convert_to_quotation()
        visit.stage_id = self._stage("showroom", "contacted")
        visit.action_set_lost(lost_reason_id=self.env.ref("kms_marketing.lost_reason_other").id)
        visit.kms_quotation_id.action_quotation_sent()
        self.assertEqual(visit.stage_id, self._stage("showroom", "contacted"))
        visit.kms_quotation_id.action_confirm()
        self.assertEqual(visit.stage_id, self._stage("showroom", "converted"))
        self.assertTrue(visit.active)
        self.assertFalse(visit.lost_reason_id)

    def test_a_stage_in_between_is_passed(self):
        middle = self.env["crm.stage"].create(
            {
                "name": "Demonstration",
                "sequence": 3,
                "team_ids": self._stage("digital", "new").team_ids.ids,
            }
        )
        lead = self._lead(stage_id=middle.id)
        self.assertEqual(self.env["crm.stage"]._kms_get_steps()[middle.id], "contacted")
        lead.kms_contact_date = fields.Datetime.now()
        self.assertEqual(lead.stage_id, middle)
        lead.action_kms_qualify()
        self.assertEqual(lead.stage_id, self._stage("digital", "qualified"))

    def test_a_quotation_does_not_overwrite_what_is_typed_for_others(self):
        lead = self._lead(expected_revenue=500_000)
        self._lead()
        self.assertEqual(lead.expected_revenue, 500_000)

    def test_creating_many_leads_asks_for_the_stages_once(self):
        values = [{"name": f"Lead {n}", "kms_channel": "digital"} for n in range(200)]
        self._lead()
        self.env.flush_all()
        counts = []
        for size in (20, 200):
            start = self.cr.sql_log_count
            self.env["crm.lead"].with_context(tracking_disable=True).create(values[:size])
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - start)
        self.assertLess(counts[1] - counts[0], 30)

    # ------------------------------------------------------------
    # Leads that were there before
    # ------------------------------------------------------------

    def test_leads_in_a_foreign_stage_are_placed(self):
        sold, received, lost = self._register(), self._register(uuid="2" * 16), self._lead()
        sold.action_kms_convert_to_quotation()
        sold.kms_quotation_id.action_confirm()
        received.action_kms_take_charge()
        lost.action_set_lost(lost_reason_id=self.env.ref("kms_marketing.lost_reason_other").id)
        shared = self.env["crm.stage"].search([("team_ids", "=", False)], limit=1)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE crm_lead SET stage_id = %s, won_status = 'pending', probability = 10"
            " WHERE id = ANY(%s)",
            (shared.id, (sold | received).ids),
        )
        self.env.invalidate_all()
        for _twice in range(2):
            self.env["crm.stage"]._kms_adopt_leads()
            self.assertEqual(sold.stage_id, self._stage("showroom", "converted"))
            self.assertEqual((sold.probability, sold.won_status), (100, "won"))
            self.assertEqual(received.stage_id, self._stage("showroom", "contacted"))
            self.assertEqual(lost.stage_id, self._stage("digital", "new"))
            self.assertFalse(lost.active)

    # ------------------------------------------------------------
    # Stuck
    # ------------------------------------------------------------

    def _groups(self, leads):
        groups = self.env["crm.lead"]._read_group(
            [("id", "in", leads.ids)], ["kms_stuck_state"], ["__count"]
        )
        return dict(groups)

    def test_stuck_is_longer_than_the_limit(self):
        self.env.company.kms_stuck_days = 7
        leads = self._lead() | self._lead() | self._lead()
        now = fields.Datetime.now()
        leads[0].date_last_stage_update = now - timedelta(days=7, minutes=1)
        leads[1].date_last_stage_update = now - timedelta(days=6, hours=23)
        leads[2].date_last_stage_update = now - timedelta(days=30)
        leads[2].action_set_won()
        self.assertEqual(leads.mapped("kms_stuck_state"), ["stuck", "moving", "moving"])
        self.assertEqual(leads[0].kms_stage_days, 7)
        for state, expected in (("stuck", leads[0]), ("moving", leads[1:])):
            found = leads.search([("id", "in", leads.ids), ("kms_stuck_state", "=", state)])
            self.assertEqual(found, expected.sorted(lambda lead: -lead.id), state)
        self.assertEqual(self._groups(leads), {"stuck": 1, "moving": 2})

    def test_a_stage_may_have_its_own_limit(self):
        self.env.company.kms_stuck_days = 7
        self._stage("digital", "new").rotting_threshold_days = 2
        lead = self._lead()
        lead.date_last_stage_update = fields.Datetime.now() - timedelta(days=3)
        self.assertEqual(lead.kms_stuck_state, "stuck")
        self.assertTrue(lead.search([("id", "=", lead.id), ("kms_stuck_state", "=", "stuck")]))
        self.assertEqual(self._groups(lead), {"stuck": 1})
        self._stage("digital", "new").rotting_threshold_days = 4
        lead.invalidate_recordset()
        self.assertEqual(lead.kms_stuck_state, "moving")
        self.assertEqual(self._groups(lead), {"moving": 1})

    def test_each_company_has_its_own_limit(self):
        other = self.env["res.company"].create({"name": "Other house", "kms_stuck_days": 30})
        self.env.company.kms_stuck_days = 7
        self.env.user.company_ids |= other
        leads = self._lead(company_id=self.env.company.id) | self._lead(company_id=other.id)
        leads.date_last_stage_update = fields.Datetime.now() - timedelta(days=10)
        self.assertEqual(leads.mapped("kms_stuck_state"), ["stuck", "moving"])
        self.assertEqual(self._groups(leads), {"stuck": 1, "moving": 1})
        found = leads.search([("id", "in", leads.ids), ("kms_stuck_state", "=", "stuck")])
        self.assertEqual(found, leads[0])

    # ------------------------------------------------------------
    # Live numbers
    # ------------------------------------------------------------

    def _figures(self, leads, **domain):
        figures = leads.kms_get_pipeline_figures([("id", "in", leads.ids)])
        return {figure["name"]: (figure["count"], figure["amount"]) for figure in figures}

    def test_live_numbers(self):
        # A Wednesday; the week of Douala begins on Sunday at 23:00 UTC.
        with freeze_time("2031-04-09 10:00:00"):
            leads = (
                self._lead(kms_arrival_date="2031-04-06 23:00:00", expected_revenue=1000)
                | self._lead(kms_arrival_date="2031-04-06 22:59:59", expected_revenue=2000)
                | self._lead(kms_arrival_date="2031-04-01 10:00:00", expected_revenue=4000)
                | self._lead(kms_arrival_date="2031-04-08 10:00:00", expected_revenue=8000)
                | self._lead(kms_arrival_date="2031-04-08 10:00:00", expected_revenue=16000)
            )
            leads[1].stage_id = self._stage("digital", "qualified")
            leads[2].stage_id = self._stage("digital", "quoted")
            leads[3].stage_id = self._stage("digital", "converted")
            leads[4].action_set_lost(
                lost_reason_id=self.env.ref("kms_marketing.lost_reason_no_budget").id
            )
            self.assertEqual(
                self._figures(leads),
                {"new": (2, 9000), "negotiation": (2, 6000), "converted": (1, 8000)},
            )
            for figure in leads.kms_get_pipeline_figures([("id", "in", leads.ids)]):
                listed = leads.search([("id", "in", leads.ids), *figure["domain"]])
                self.assertEqual(len(listed), figure["count"], figure["name"])

    def test_live_numbers_cost_three_queries(self):
        leads = self._lead() | self._lead()
        leads.kms_get_pipeline_figures([])
        with self.assertQueryCount(3):
            leads.kms_get_pipeline_figures([("kms_channel", "=", "digital")])
