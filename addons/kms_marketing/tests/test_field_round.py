from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_field import AKWA, BONABERI, MAKEPE, FieldCase


@tagged("post_install", "-at_install")
class TestFieldRound(FieldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.far = cls._prospect("Makepe", MAKEPE)
        cls.near = cls._prospect("Akwa", AKWA)
        cls.middle = cls._prospect("Bonaberi", BONABERI)
        cls.unknown = cls._prospect("Nobody has been there")
        cls.leads = cls.unknown | cls.far | cls.near | cls.middle
        cls.rounds = cls.env["kms.field.round"].with_user(cls.walker)
        cls.start = {"latitude": 4.0490, "longitude": 9.6960}

    def _plan(self, leads=None, **values):
        leads = self.leads if leads is None else leads
        answer = self.rounds.plan_round(leads.ids, position=self.start, **values)
        return self.env["kms.field.round"].browse(answer["id"])

    def test_in_the_order_of_the_way_and_unknown_places_last(self):
        plan = self._plan()
        self.assertEqual(
            plan.stop_ids.sorted("sequence").lead_id,
            self.near + self.middle + self.far + self.unknown,
        )
        self.assertEqual((plan.user_id, plan.stop_count), (self.walker, 4))
        self.assertAlmostEqual(plan.distance, 0.1 + 3.4 + 8.3, delta=0.2)

    def test_the_screen_shows_it_and_a_visit_closes_its_stop(self):
        self._plan(self.near | self.far)
        stops = self.phone.refresh()["round"]["stops"]
        self.assertEqual([stop["name"] for stop in stops], ["Akwa", "Makepe"])
        visit = self._send(lead_id=self.near.id, uuid="a" * 16)
        self.assertFalse(visit.result)
        stop = self.phone.refresh()["round"]["stops"][0]
        self.assertEqual((stop["state"], stop["uuid"]), ("here", "a" * 16))
        self._send(lead_id=self.near.id, uuid="a" * 16, result="interested")
        self.assertEqual(visit.result, "interested")
        states = [stop["state"] for stop in self.phone.refresh()["round"]["stops"]]
        self.assertEqual(states, ["done", "todo"])

    def test_a_visit_of_another_day_or_person_closes_nothing(self):
        plan = self._plan(self.near)
        self._send(lead_id=self.near.id, result="absent", client_date="2026-01-07T10:00:00+00:00")
        self.env["kms.field.visit"].create(
            {"lead_id": self.near.id, "user_id": self.other.id, "result": "absent"}
        )
        self.assertEqual(plan.stop_ids.state, "todo")

    def test_skip_and_take_up_again(self):
        stop = self._plan(self.near).stop_ids.with_user(self.walker)
        for _again in range(2):
            stop.action_skip()
            self.assertEqual(stop.state, "skipped")
        stop.action_reopen()
        self.assertEqual(stop.state, "todo")

    def test_nobody_closes_a_stop_by_hand(self):
        stop = self._plan(self.near).stop_ids
        visit = self._send(lead_id=self.far.id, result="absent")
        for user in (self.walker, self.manager):
            with self.assertRaises(AccessError):
                stop.with_user(user).visit_id = visit
            with self.assertRaises(AccessError):
                stop.with_user(user).copy({"lead_id": self.far.id, "visit_id": visit.id})

    def test_a_second_choice_joins_the_round_of_the_day(self):
        plan = self._plan(self.far)
        stop = plan.stop_ids
        self.assertEqual(self._plan(self.near | self.far), plan)
        self.assertEqual(plan.stop_ids.sorted("sequence").lead_id, self.near + self.far)
        self.assertIn(stop, plan.stop_ids)
        tomorrow = self._plan(self.near, tomorrow=True)
        self.assertEqual((tomorrow.date - plan.date).days, 1)

    def test_one_round_a_day_in_the_database(self):
        plan = self._plan(self.near)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.env["kms.field.round"].create({"user_id": self.walker.id, "date": plan.date})

    def test_sorting_again_leaves_closed_stops_in_front(self):
        plan = self._plan(self.near | self.middle | self.far)
        self._send(lead_id=self.middle.id, result="absent")
        here = {"latitude": MAKEPE[0], "longitude": MAKEPE[1]}
        self.rounds.sort_round(plan.id, here)
        self.assertEqual(
            plan.stop_ids.sorted("sequence").lead_id, self.middle + self.far + self.near
        )

    def test_from_the_office_when_the_phone_does_not_know(self):
        self.env.company.partner_id.write({"partner_latitude": 4.08, "partner_longitude": 9.75})
        plan = self.env["kms.field.round"].browse(
            self.rounds.plan_round((self.near | self.far).ids)["id"]
        )
        self.assertEqual(plan.stop_ids.sorted("sequence").lead_id, self.far + self.near)

    def test_hostile_choices_get_a_sentence(self):
        stranger = self._prospect("Not mine", AKWA, user=self.other)
        plan = self._plan(self.near)
        for call in (
            lambda: self.rounds.plan_round([2**31 - 1]),
            lambda: self.rounds.plan_round([]),
            lambda: self.rounds.plan_round("all"),
            lambda: self.rounds.plan_round([self.near.id, "1 OR 1=1"]),
            lambda: self.rounds.plan_round([stranger.id]),
            lambda: self.rounds.plan_round(
                self.near.ids, position={"latitude": 400, "longitude": 9}
            ),
            lambda: self.rounds.with_user(self.other).sort_round(plan.id),
            lambda: self.rounds.sort_round("7"),
        ):
            with self.assertRaises(UserError):
                call()

    def test_too_many_for_one_day(self):
        leads = self.env["crm.lead"].create(
            [{"name": str(number), "user_id": self.walker.id} for number in range(61)]
        )
        with self.assertRaisesRegex(UserError, "at most 60"):
            self._plan(leads)
        self.assertEqual(self._plan(leads[:60]).stop_count, 60)

    def test_from_a_list_each_on_their_salespersons_round(self):
        theirs = self._prospect("Theirs", BONABERI, user=self.other)
        leads = (self.near | theirs).with_user(self.manager)
        leads.action_kms_plan_round()
        today = self.env.company._kms_today()
        rounds = self.env["kms.field.round"].search([("date", "=", today)])
        self.assertEqual(rounds.user_id, self.walker | self.other)
        self.near.with_user(self.walker).action_kms_plan_round()
        self.assertEqual(len(rounds.filtered(lambda plan: plan.user_id == self.walker)), 1)
        with self.assertRaises(AccessError):
            self._register().with_user(self.salesperson).action_kms_plan_round()

    def test_own_and_all(self):
        plan = self._plan(self.near)
        for record in (plan, plan.stop_ids):
            self.assertTrue(record.with_user(self.walker).has_access("write"))
            self.assertFalse(record.with_user(self.other).has_access("read"))
            self.assertTrue(record.with_user(self.manager).has_access("write"))
        other = self.env["res.company"].create({"name": "Other house"})
        self.manager.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(plan.with_user(self.manager).has_access("read"))

    def test_the_screen_costs_the_same_for_three_and_thirty_stops(self):
        def cost():
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self.phone.refresh()
            return self.cr.sql_log_count - start

        self._plan(self.leads)
        few = cost()
        more = self.env["crm.lead"].create(
            [{"name": str(number), "user_id": self.walker.id} for number in range(30)]
        )
        self._plan(more)
        self.assertLessEqual(cost(), few)

    def test_merged_prospects_keep_their_visits_and_one_stop(self):
        plan = self._plan(self.near | self.middle)
        tomorrow = self._plan(self.middle, tomorrow=True)
        visits = (self.near | self.middle).kms_field_visit_ids
        kept = (self.near | self.middle).merge_opportunity(auto_unlink=True)
        self.assertEqual(kept.kms_field_visit_ids, visits)
        self.assertEqual((plan | tomorrow).stop_ids.lead_id, kept)
        self.assertEqual((plan.stop_count, tomorrow.stop_count), (1, 1))

    def test_the_lead_knows_where_and_how_it_went(self):
        sector = self.env["kms.field.sector"].create({"name": "Test sector"})
        self._send(lead_id=self.unknown.id, result="interested", sector_id=sector.id)
        self.assertFalse(self.unknown.kms_has_position)
        self._send(lead_id=self.unknown.id, latitude=4.1, longitude=9.7)
        self.assertEqual(self.unknown._kms_point(), (4.1, 9.7))
        # checked in at a second time: the result is still that of the visit before
        self.assertEqual(self.unknown.kms_field_result, "interested")
        self.assertEqual(self.unknown.kms_field_sector_id, sector)
        self.assertEqual(self.unknown.kms_field_visit_date.date(), fields.Datetime.now().date())
