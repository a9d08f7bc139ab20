import doctest
from datetime import date, timedelta

from odoo import Command
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL

from ..figures import pace
from .common_figures import DAY, CallFiguresCase

PERIOD = {"kind": "today", "date": "2026-03-09"}


class TestPace(TransactionCase):
    def test_examples(self):
        self.assertEqual(doctest.testmod(pace).failed, 0)

    def test_few_cases_are_no_share(self):
        four = pace.Pace(calls=4, answered=4, interested=4, talk=400, work=900)
        self.assertEqual(
            [four.answer_rate, four.conversion, four.talk_share, four.mean_talk], [None] * 4
        )
        self.assertEqual(four.an_hour, 16)
        self.assertIsNone(pace.Pace().an_hour)


@tagged("post_install", "-at_install")
class TestFigures(CallFiguresCase):
    """The figures of calls: a card, the list behind it and a rebuild are one number."""

    def value(self, code, user=None, filters=None):
        boards = self.env["kms.board"].with_user(user or self.manager)
        scope = boards._kms_scope(PERIOD, filters or {})
        metric = self.env["kms.metric"].search([("code", "=", code)])._kms_entry()
        return self.env["kms.figures"]._kms_read([metric], scope)[metric][None].total

    def values(self, *codes):
        return [round(self.value(code) or 0, 2) for code in codes]

    def refresh(self):
        self.env.flush_all()
        engine = self.env["kms.fact.engine"]
        engine._kms_refresh(self.company, engine._kms_sources()["call"])

    def behind(self, code, user=None):
        """What the list behind a card adds up to."""
        boards = self.env["kms.board"].with_user(user or self.manager)
        action = boards.drill(code, PERIOD)
        records = boards.env[action["res_model"]].search(action["domain"])
        measure = self.env["kms.metric"].search([("code", "=", code)]).measure_field
        return round(sum(records.mapped(measure)) if measure else len(records), 2)

    def test_a_morning(self):
        """Six calls in a row and one after a pause: the house's own numbers."""
        for minute in range(0, 10, 2):
            self.made("no_answer", minute, 28)
        self.made("interested", 10, 300)
        self.made("appointment", 60, 240)
        codes = ("calls_made", "calls_answered", "calls_interested", "calls_appointments")
        sums = ("calls_talk", "calls_work", "calls_hours")
        # five times two minutes; five minutes, for a pause follows; four for the last one
        expected = [7, 2, 2, 1, 9, 19, 0.32]
        self.assertEqual(self.values(*codes, *sums), expected)
        self.assertEqual(
            self.values("calls_per_hour", "calls_answer_rate", "calls_talk_share"),
            [22.11, 28.57, 47.37],
        )
        self.assertEqual(self.values("calls_conversion", "calls_mean_talk"), [100, 4.5])
        self.refresh()
        self.assertEqual(self.values(*codes, *sums), expected, "facts = rebuild")
        for code, value in zip((*codes, *sums), expected, strict=True):
            self.assertEqual(self.behind(code), value, code)

    def test_changes_follow(self):
        call = self.made("interested", 0, 120)
        self.refresh()
        self.assertEqual(self.values("calls_interested", "calls_talk"), [1, 2])
        self.screen().undo(call.uuid)
        self.assertEqual(self.values("calls_made", "calls_interested"), [0, 0])
        again = self.made("interested", 5, 120)
        self.refresh()
        self.env.cr.execute(SQL("UPDATE kms_call SET duration = 600 WHERE id = %s", again.id))
        self.assertEqual(self.values("calls_talk"), [10], "past the models")
        digital = {"kms_channel": "digital"}
        self.assertEqual(self.value("calls_made", filters=digital), 1)
        self.campaign.kms_channel = "hotel"
        self.assertFalse(self.value("calls_made", filters=digital), "the campaign's channel")
        self.assertEqual(self.value("calls_made", filters={"kms_channel": "hotel"}), 1)

    def test_a_day_is_the_companys(self):
        self.made("no_answer", minute=14 * 60 + 59)  # 23:59 UTC is tomorrow in Douala
        self.assertEqual(self.values("calls_made"), [0])
        self.made("no_answer", minute=13 * 60 + 59)
        self.assertEqual(self.values("calls_made"), [1])

    def test_a_seller_reads_their_own(self):
        self.made("no_answer", 0)
        self.made("interested", 2, user=self.other)
        dictionary = self.env["kms.metric"].with_user(self.seller)._kms_readable()
        self.assertIn("calls_per_hour", [metric.code for metric in dictionary])
        boards = self.env["kms.board"].with_user(self.seller)
        board = self.env.ref("kms_call_session.board_my_calls")
        loaded = boards.load(board.id, PERIOD, {})
        cards = {
            widget["metrics"][0]["code"]: widget["data"]
            for widget in loaded["widgets"]
            if widget["kind"] == "card"
        }
        self.assertEqual(cards["calls_made"]["value"], 1)
        self.assertEqual(self.behind("calls_made", self.seller), 1)
        self.assertEqual(self.env["kms.call.report"].with_user(self.seller).search_count([]), 1)
        self.assertEqual(self.env["kms.call.report"].with_user(self.manager).search_count([]), 2)

    def test_boards(self):
        boards = self.env["kms.board"]
        for board, user in (("board_calls", self.manager), ("board_my_calls", self.seller)):
            loaded = boards.with_user(user).load(
                self.env.ref(f"kms_call_session.{board}").id, PERIOD, {}
            )
            self.assertTrue(all(widget["metrics"] for widget in loaded["widgets"]), board)

    def test_two_companies(self):
        self.made("no_answer", 0)
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "calls_stranger",
            groups="base.group_user,kms_base.role_marketing",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.assertFalse(self.env["kms.call.report"].with_user(stranger).search_count([]))
        self.assertFalse(self.value("calls_made", stranger))

    def test_hour_and_day_of_the_analysis(self):
        self.campaign.timezone = "Africa/Douala"
        self.made("no_answer", 30)
        [line] = self.env["kms.call.report"].search([])
        self.assertEqual((line.hour, line.weekday), ("10", "1"))
        self.assertEqual(date(2026, 3, 9), (DAY + timedelta(minutes=30)).date())

    def test_pause_and_other_campaigns(self):
        """Work in another campaign is work, and no silence of this one."""
        second = self.campaign.copy()
        second.action_start()
        self.made("no_answer", 0, 30)
        between, *_rest = self.made("no_answer", 8, 30)
        self.env.cr.execute(
            SQL("UPDATE kms_call SET campaign_id = %s WHERE id = %s", second.id, between.id)
        )
        self.made("no_answer", 16, 30)
        start, end = self.company._kms_day_bounds(DAY.date())
        paces = self.campaign._read_paces(start, end)
        self.assertEqual(paces[self.seller.id].calls, 2)
        self.assertEqual(paces[self.seller.id].work, 8 * 60 + 30)
