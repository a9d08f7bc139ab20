import random
from datetime import timedelta

from .common import LoyaltyCommon


class TestIncrement(LoyaltyCommon):
    """A daily run writes what a full run would, and nothing when nothing changed."""

    def _assert_exact(self):
        """Nothing is left for a full run to write, and plain Python agrees."""
        self.assertEqual(self._run("full").written, 0, f"after the increment of {self.today}")
        self._assert_scores_follow_the_rule()

    def test_nothing_changed_writes_nothing(self):
        self._buy(0, 20_000)
        self._run()
        for kind in ("increment", "full", None):
            run = self._run(kind)
            self.assertEqual((run.written, len(run.move_ids)), (0, 0))

    def test_kinds(self):
        self._buy(0, 20_000)
        self.assertEqual(self._run().kind, "full")
        self.assertEqual(self._run().kind, "increment")
        self.today += timedelta(days=32)
        self.assertEqual(self._run().kind, "full")

    def test_time_alone_crosses_each_limit(self):
        for age in (7, 30, 60, 90):
            self._buy(age, 40_000, self.people[age % 6])
        self._buy(0, 40_000, self.people[5])
        self._run()
        for _day in range(48):
            self.today += timedelta(days=1)
            self.assertEqual(self._run().kind, "increment")
            self._assert_exact()

    def test_skipped_days(self):
        for age in range(0, 190, 9):
            self._buy(age, 40_000, self.people[age % 6])
        self._run()
        for gap in (2, 5, 13, 31):
            self.today += timedelta(days=gap)
            self.assertEqual(self._run().kind, "increment")
            self._assert_exact()

    def test_in_zones_whose_clocks_change(self):
        for zone in ("Atlantic/Azores", "Africa/Cairo", "Pacific/Auckland", "America/Havana"):
            self.company.kms_timezone = zone
            for age in range(0, 100, 3):
                order = self._buy(age, 40_000, self.people[age % 6])
                order.date_order = self._moment(age, 0) + timedelta(minutes=30 - age % 60)
            self._run("full")
            self.today += timedelta(days=1)
            self.assertEqual(self._run().kind, "increment")
            self._assert_exact()

    def test_edits_of_documents(self):
        order = self._buy(20, 40_000)
        other = self._buy(40, 80_000, self.people[1])
        self._run()
        order.date_order = self._moment(50)
        self._run("increment")
        self._assert_exact()
        other.partner_id = self.people[2]
        self._run("increment")
        self.assertEqual(self._score(self.people[1]).spent, 0)
        self._assert_exact()
        # a repair by hand
        self.env.cr.execute("UPDATE pos_order SET state = 'cancel' WHERE id = %s", [other.id])
        self._run("increment")
        self.assertEqual(self._score(self.people[2]).spent, 0)
        self._refund(order, 15_000, partner=self.env["res.partner"])
        self._run("increment")
        self.assertEqual(self._score().spent, 25_000)
        self._assert_exact()

    def test_an_order_paid_later(self):
        self._run()
        marks = self.env["kms.loyalty.dirty"]
        marks.search([]).unlink()
        order = self._buy(20, 40_000, state="draft")
        self.env.flush_all()
        self.assertFalse(marks.search([]), "what is not paid moves nobody")
        order.state = "paid"
        self._run("increment")
        self.assertEqual(self._score().spent, 40_000)
        marks.search([]).unlink()
        order.state = "done"
        self.env.flush_all()
        self.assertFalse(marks.search([]), "closing a till moves nobody")

    def test_an_order_dated_ahead_counts_on_its_day(self):
        self._buy(-3, 40_000)
        self._run()
        self.assertEqual(self._score().spent, 0)
        for _day in range(3):
            self.today += timedelta(days=1)
            self._run("increment")
        self.assertEqual(self._score().spent, 40_000)

    def test_merged_customers(self):
        self._buy(0, 40_000)
        self._buy(0, 40_000, self.people[1])
        self._run()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.people[0] | self.people[1]).ids, self.people[0]
        )
        self._run("increment")
        self.assertEqual(self._score().spent, 80_000)
        self._assert_exact()

    def test_a_person_joins_a_company(self):
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        self._buy(0, 40_000)
        self._run()
        self.customer.parent_id = firm
        self._run("increment")
        self.assertEqual(self._score(firm).spent, 40_000)
        self.assertEqual(self._score().spent, 0)
        self.assertEqual(self._run("full").written, 0)

    def test_a_random_month(self):
        dice = random.Random(3)
        orders = [
            self._buy(dice.randrange(185), dice.choice([5_000, 60_000]), dice.choice(self.people))
            for _order in range(60)
        ]
        self._run()
        for _day in range(12):
            self.today += timedelta(days=1)
            orders += [
                self._buy(dice.randrange(3), 31_000, dice.choice(self.people)) for _order in "ab"
            ]
            victim = orders.pop(dice.randrange(len(orders)))
            if dice.random() < 0.5:
                self._refund(victim, partner=dice.choice(self.people))
            else:
                victim.date_order = self._moment(dice.randrange(185))
            self._run("increment")
            self._assert_exact()

    def test_a_run_reads_no_customer_one_by_one(self):
        self._buy(0, 40_000)
        self._run()
        for partner in self.people:
            self._buy(0, 200_000, partner)
        self.env.flush_all()
        self._run("increment")
        for partner in self.people[:1]:
            self._buy(1, 200_000, partner)
        few = self._queries()
        for partner in self.people:
            self._buy(2, 200_000, partner)
        self.assertEqual(self._queries(), few)

    def _queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._run("increment")
        return self.env.cr.sql_log_count - before
