import random
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_lead_score import ScoreCase


@tagged("post_install", "-at_install")
class TestLeadScoreHistory(ScoreCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.History = cls.env["kms.lead.score.history"]
        cls.good, cls.bad = cls.env["utm.source"].create(
            [{"name": "Score good"}, {"name": "Score bad"}]
        )
        # a company of its own, so that nothing else has been won or lost in it
        cls.house = cls.env["res.company"].create(
            {"name": "House", "kms_score_min_history": 15, "country_id": cls.env.ref("base.cm").id}
        )
        cls.team = cls.env["crm.team"].create({"name": "House team", "company_id": cls.house.id})

    def _lead(self, days=0, **values):
        values = {
            "company_id": self.house.id,
            "team_id": self.team.id,
            "kms_channel": False,
            **values,
        }
        return super()._lead(days, **values)

    def _history(self, count=120):
        """Leads of two sources: nine of ten are won of the one, one of ten of the other."""
        dice = random.Random(1)
        leads = self.Leads
        for place in range(count):
            source = dice.choice([self.good, self.bad])
            won = dice.random() < (0.9 if source == self.good else 0.1)
            lead = self._lead(days=count + 5 - place, source_id=source.id)
            leads |= self._close(lead, won, days=2)
        self.env.flush_all()
        return leads

    def test_too_little_history_says_so(self):
        for won in (True, True, False):
            self._close(self._lead(days=5), won, days=1)
        for _night in range(2):
            training = self.Cards._kms_train(self.house)
        self.assertEqual((training.kind, training.won_count, training.lost_count), ("grid", 2, 1))
        self.assertEqual(
            self._lead().kms_score_basis,
            "Default grid: not enough history (2 won, 1 lost; 15 of each are needed)",
        )
        self.assertEqual(self.Cards.search_count([("company_id", "=", self.house.id)]), 1)

    def test_learns_which_source_is_good(self):
        self._history()
        training = self.Cards._kms_train(self.house)
        self.assertEqual(training.kind, "learned")
        self.assertGreater(training.auc, 0.75)
        self.assertGreater(training.holdout_count, 20)
        fresh = self._lead(source_id=self.good.id)
        stale = self._lead(source_id=self.bad.id)
        self.assertGreater(fresh.kms_score, 60)
        self.assertLess(stale.kms_score, 40)
        self.assertIn("source Score good", fresh.kms_score_reasons)
        self.assertIn("won and", fresh.kms_score_basis)
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET kms_score = 0")
        self.assertGreaterEqual(self.Leads._kms_score_company(self.house), 2)
        (fresh | stale).invalidate_recordset()
        self.assertGreater(fresh.kms_score, 60)

    def test_nothing_that_came_later_is_learned(self):
        lead = self._lead(days=10, source_id=self.good.id)
        early = lead.message_post(body="Called", message_type="comment")
        early.date = lead.kms_arrival_date + timedelta(days=2)
        self._close(lead, True, days=5)
        late = lead.message_post(body="Thanks", message_type="comment")
        late.date = lead.kms_arrival_date + timedelta(days=6)
        rows, columns, _numbers = self.History._kms_load(self.house)
        self.assertEqual([row.lead_id for row in rows], [lead.id] * 3)  # after 0, 1 and 3 days
        self.assertEqual(columns["contacts"], ["0", "0", "1"])
        self.assertEqual(columns["answer"], ["", "", "4"])
        self.assertEqual(columns["age"], ["0", "1", "2"])
        self.assertEqual(columns["silence"], ["0", "0", "0"])
        self.assertNotIn("core", columns)

    def test_many_leads_are_looked_at_twice_at_most(self):
        self._history(40)
        for lead in self.Leads.with_context(active_test=False).search(
            [("team_id", "=", self.team.id)]
        ):
            lead.date_closed = lead.kms_arrival_date + timedelta(days=90)
        rows, _columns, _numbers = self.History._kms_load(self.house)
        self.assertEqual(len(rows), 40 * 7)
        with patch("odoo.addons.kms_marketing.models.kms_lead_score_history.EVERY_AGE", 10):
            rows, columns, _numbers = self.History._kms_load(self.house)
        self.assertEqual(len(rows), 40 * 2)
        self.assertEqual(columns["age"].count("0"), 40)
        self.assertEqual(len(set(columns["age"])), 7)

    def test_an_address_filled_in_later_was_not_known(self):
        with freeze_time(self.now - timedelta(days=9)):
            lead = self._lead(source_id=self.good.id)
            self.flush_tracking()
        lead.kms_arrival_date = self.now - timedelta(days=10)
        lead.email_from = "kalla@example.com"
        self.flush_tracking()
        self._close(lead, False, days=4)
        _rows, columns, _numbers = self.History._kms_load(self.house)
        self.assertEqual(lead.email_state, "correct")
        self.assertEqual(set(columns["email_state"]), {""})

    def test_stage_is_the_one_of_the_moment(self):
        first, second = (
            self.Leads._stage_find(team_id=self.team.id),
            self.env["crm.stage"].create({"name": "Talking", "sequence": 5}),
        )
        lead = self._lead(days=20, stage_id=first.id)
        self.flush_tracking()
        lead.stage_id = second
        self.flush_tracking()
        moved = lead.message_ids.filtered("tracking_value_ids")[:1]
        moved.date = lead.kms_arrival_date + timedelta(days=2)
        lead.action_set_won()
        self.flush_tracking()
        lead.message_ids.filtered("tracking_value_ids")[:1].date = (
            lead.kms_arrival_date + timedelta(days=8)
        )
        lead.date_closed = lead.kms_arrival_date + timedelta(days=8)
        rows, _columns, _numbers = self.History._kms_load(self.house)
        stages, known = self.History._kms_stages(rows)
        self.assertTrue(known)
        self.assertEqual(stages, [first.id, first.id, second.id, second.id])  # 0, 1, 3, 7 days

    def test_untracked_stages_tell_nothing(self):
        self._history(10)
        rows, _columns, _numbers = self.History._kms_load(self.house)
        stages, known = self.History._kms_stages(rows)
        self.assertFalse(known)
        self.assertEqual(len(set(stages)), 1)

    def test_core_is_judged_by_its_own_engine(self):
        """With all closed leads as history, the trial is what core itself says of open ones."""
        self.env["ir.config_parameter"].set_param("crm.pls_start_date", "2000-01-01")
        self._history(40)
        pending = [self._lead(source_id=source.id) for source in (self.good, self.bad)]
        self.env.flush_all()
        self.Leads._rebuild_pls_frequency_table()
        own = [lead._pls_get_naive_bayes_probabilities()[0].get(lead.id) for lead in pending]
        rows, _columns, _numbers = self.History._kms_load(self.house)
        everyone = self.Leads.with_context(active_test=False).search(
            [("won_status", "in", ["won", "lost"]), ("team_id", "=", self.team.id)]
        )
        values = self.Leads._pls_get_lead_pls_values(
            domain=[("id", "in", [*everyone.ids, *[lead.id for lead in pending]])]
        )
        frequencies = self.History._kms_core_frequencies(values, set(everyone.ids))
        fake = [rows[0]._replace(lead_id=lead.id) for lead in pending]
        stages = [lead.stage_id.id for lead in pending]
        percents = self.History._kms_core_percents(values, frequencies, fake, stages, [0, 1])
        self.assertEqual([percents[0], percents[1]], own)
        self.assertGreater(percents[0], percents[1])

    def test_a_trial_writes_nothing_of_core(self):
        self._history(60)
        before = self.env["crm.lead.scoring.frequency"].search_read([], ["won_count"])
        self.Cards._kms_trial(self.house)
        self.env.flush_all()
        self.assertEqual(
            self.env["crm.lead.scoring.frequency"].search_read([], ["won_count"]), before
        )

    def test_without_core_it_says_so(self):
        self.env["ir.config_parameter"].set_param("crm.pls_start_date", False)
        self._history(80)
        training = self.Cards._kms_train(self.house)
        self.assertEqual(training.kind, "learned")
        self.assertFalse(training.core_used)
        self.assertIn("Odoo has too little history", self._lead().kms_score_basis)
        self.assertIn("too little history to compare", training.verdict)

    def test_only_won_since_says_so(self):
        for place in range(60):
            self._close(self._lead(days=100 - place), place % 2 or place > 40, days=1)
        training = self.Cards._kms_train(self.house)
        self.assertEqual(training.auc, 0)
        self.assertIn("nothing to judge by", training.verdict)

    def test_the_latest_leads_only(self):
        self._history(30)
        self.house.kms_score_learn_limit = 10
        rows, _columns, _numbers = self.History._kms_load(self.house)
        self.assertEqual(len({row.lead_id for row in rows}), 10)

    def test_a_number_is_learned_by_bands(self):
        self.house.kms_score_field_ids = self.env["ir.model.fields"]._get(
            "crm.lead", "message_bounce"
        )
        for place in range(90):
            lead = self._lead(days=100 - place, message_bounce=place % 3)
            self._close(lead, place % 3 == 2 and place % 4 != 0, days=0)
        self.Cards._kms_train(self.house)
        low, high = (self._lead(message_bounce=bounce) for bounce in (0, 2))
        self.assertGreater(high.kms_score, low.kms_score + 20)

    def test_a_company_learns_from_its_own_fields(self):
        field = self.env["ir.model.fields"]._get("crm.lead", "city")
        self.env.company.kms_score_field_ids = field
        self._close(self._lead(city="Douala"), True)
        _rows, columns, _numbers = self.History._kms_load(self.house)
        self.assertNotIn("city", columns)
        self.house.kms_score_field_ids = field
        _rows, columns, _numbers = self.History._kms_load(self.house)
        self.assertEqual(columns["city"], ["Douala"])

    def test_the_night_goes_on_past_a_failure(self):
        lead = self._lead()
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET kms_score = 0")
        lead.invalidate_recordset()
        with (
            patch.object(type(self.Cards), "_kms_train", side_effect=ValueError("broken")),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_, **__: 1.0),
            mute_logger("odoo.addons.kms_marketing.models.crm_lead_score"),
        ):
            self.assertGreaterEqual(self.Leads._cron_kms_score(), 1)
        self.assertEqual(lead.kms_score, 25)

    def test_old_trainings_go(self):
        self.Cards.create([{"company_id": self.house.id, "kind": "grid"}] * 63)
        self.Cards._gc_old_trainings()
        self.assertEqual(self.Cards.search_count([("company_id", "=", self.house.id)]), 60)

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.precommit.run()
