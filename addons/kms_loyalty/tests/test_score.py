import random
from datetime import timedelta

from odoo.exceptions import UserError

from .common import LoyaltyCommon


class TestScore(LoyaltyCommon):
    """The four parts on their limits, over the documents that people make."""

    def test_one_purchase_today(self):
        self._buy(0, 20_000)
        self._run()
        self.assertEqual(self._parts(), (1.33, 0, 20, 0))
        self.assertEqual(self._score().tier_id, self.base)

    def test_frequency_has_a_most(self):
        for age in range(31):
            self._buy(age, 1)
        self._run()
        self.assertEqual(self._score().frequency, 40)
        self.assertEqual(self._score().purchases, 31)

    def test_window_of_frequency_ends_on_the_day_of_the_run(self):
        self._buy(89, 1)
        self._buy(90, 1, self.people[1])
        self._run()
        self.assertEqual(self._score().frequency, 1.33)
        self.assertEqual(self._score(self.people[1]).frequency, 0)
        # 90 days are still "61-90", though out of the window of 90 days
        self.assertEqual(self._score(self.people[1]).recency, 5)

    def test_recency_on_its_limits(self):
        expected = {7: 20, 8: 15, 30: 15, 31: 10, 60: 10, 61: 5, 90: 5, 91: 0}
        people = self.env["res.partner"].create([{"name": f"Age {age}"} for age in expected])
        for partner, age in zip(people, expected, strict=True):
            self._buy(age, 1, partner)
        self._run()
        found = {
            age: self._score(partner).recency for partner, age in zip(people, expected, strict=True)
        }
        self.assertEqual(found, expected)

    def test_regularity_by_share_of_periods(self):
        # one of six is less than a quarter; four are less than three quarters
        for periods, points in {1: 0, 2: 5, 3: 10, 4: 10, 5: 20, 6: 30}.items():
            partner = self.env["res.partner"].create({"name": f"{periods} periods"})
            for period in range(periods):
                self._buy(30 * period + 29, 1, partner)
            self._run("full")
            self.assertEqual(self._score(partner).regularity, points, periods)
        self._buy(180, 1)
        self._run("full")
        self.assertEqual(self._score().periods, 0)

    def test_amount_on_its_limits(self):
        limits = {30_000: 0, 30_001: 3, 75_001: 5, 150_001: 7, 300_000: 7, 300_001: 10}
        for amount, points in limits.items():
            partner = self.env["res.partner"].create({"name": f"Spent {amount}"})
            self._buy(89, amount, partner)
            self._run("full")
            self.assertEqual(self._score(partner).amount, points, amount)

    def test_days_are_those_of_the_company(self):
        # 23:30 UTC of the 91st day back is the next day in Douala
        moment = self._moment(90, 0) - timedelta(minutes=1)
        self._buy(0, 1, date_order=moment)
        self._buy(0, 1, self.people[1], date_order=moment + timedelta(minutes=1))
        self._run()
        self.assertEqual(self._score().recency, 0)
        self.assertEqual(self._score(self.people[1]).recency, 5)
        self.assertEqual(self._score(self.people[1]).last_purchase, self.today - timedelta(days=90))

    def test_a_wholly_returned_purchase_is_none(self):
        order = self._buy(3, 400_000)
        self._refund(order)
        self._run()
        self.assertEqual(self._parts(), (0, 0, 0, 0))
        self.assertFalse(self._score().last_purchase)

    def test_a_part_taken_back_counts_against_its_purchase(self):
        order = self._buy(80, 100_000)
        self._refund(order, 40_000, partner=self.env["res.partner"])
        self._run()
        self.assertEqual(self._score().spent, 60_000)
        self.assertEqual(self._score().purchases, 1)
        self.assertEqual(self._score().last_purchase, self.today - timedelta(days=80))

    def test_an_exchange_is_a_return_and_a_purchase(self):
        order = self._buy(10, 5_000)
        self._buy(
            0,
            -5_000,
            line={"refunded_orderline_id": order.lines.id},
            more=[{"qty": 1, "price_subtotal_incl": 8_000, "refunded_orderline_id": False}],
        )
        self._run()
        self.assertEqual((self._score().purchases, self._score().spent), (1, 8_000))

    def test_a_draft_is_no_purchase(self):
        self._buy(0, 1000, state="draft")
        self._run()
        self.assertFalse(self._score())

    def test_an_invoiced_sale_is_one(self):
        self._sell(5, 40_000)
        self._run()
        self.assertEqual(self._parts(), (1.33, 0, 20, 3))

    def test_a_sale_that_nobody_invoiced_is_none(self):
        order = self._sell(5, 40_000, invoice=False)
        self._run()
        self.assertFalse(self._score())
        self._invoice(order)
        self._run("increment")
        self.assertEqual(self._score().spent, 40_000)

    def test_a_credit_note_counts_against(self):
        order = self._sell(5, 40_000)
        self._run()
        refund = order.invoice_ids._reverse_moves([{"invoice_date": self.today}])
        refund.action_post()
        self._run("increment")
        self.assertEqual(self._parts(), (0, 0, 0, 0))

    def test_a_sale_settled_at_the_till_counts_once(self):
        order = self._sell(5, 40_000, invoice=False)
        self._buy(
            0,
            30_000,
            line={"sale_order_origin_id": order.id, "sale_order_line_id": order.order_line.id},
        )
        self._buy(0, 10_000, line={"sale_order_origin_id": order.id})
        self._run()
        self.assertEqual((self._score().purchases, self._score().spent), (1, 40_000))
        self.assertEqual(self._score().last_purchase, self.today - timedelta(days=5))

    def test_taking_back_a_settled_sale(self):
        order = self._sell(5, 40_000, invoice=False)
        paid = self._buy(0, 40_000, line={"sale_order_origin_id": order.id})
        self._run()
        self._refund(paid, 15_000, partner=self.people[1])
        self._run("increment")
        self.assertEqual((self._score().purchases, self._score().spent), (1, 25_000))

    def test_contacts_buy_for_their_company(self):
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": firm.id})
        self._buy(0, 20_000, contact)
        self._buy(1, 20_000, firm)
        self._run()
        self.assertFalse(self._score(contact))
        self.assertEqual(self._score(firm).spent, 40_000)
        self.assertEqual(contact.kms_loyalty_score, self._score(firm).score)

    def test_amounts_are_in_the_currency_of_the_company(self):
        order = self._buy(0, 1_000)
        self.env.flush_all()
        self.env.cr.execute("UPDATE pos_order SET currency_rate = 0.01 WHERE id = %s", [order.id])
        self._run()
        self.assertEqual(self._score().spent, 100_000)

    def test_a_changed_grid_rates_everybody_again(self):
        self._buy(0, 20_000)
        self._run()
        self.company.kms_loyalty_frequency_factor = 30
        self.env["kms.loyalty.step"].search(
            [("company_id", "=", self.company.id), ("criterion", "=", "recency")], limit=1
        ).points = 31
        run = self._run()
        self.assertEqual(run.kind, "full")
        self.assertEqual(self._parts(), (10, 0, 31, 0))

    def test_without_tiers_a_sentence(self):
        self.env["kms.loyalty.score"].search([]).unlink()
        self.env.cr.execute("DELETE FROM kms_loyalty_tier WHERE company_id = %s", [self.company.id])
        with self.assertRaisesRegex(UserError, "no loyalty tiers"):
            self._run()

    def test_random_histories_follow_the_rule(self):
        dice = random.Random(8)
        for _order in range(120):
            order = self._buy(
                dice.randrange(200),
                dice.choice([500, 9_000, 31_000, 80_000]),
                dice.choice(self.people),
            )
            if dice.random() < 0.2:
                self._refund(order, dice.choice([None, 400]), partner=dice.choice(self.people))
        self._run()
        self._assert_scores_follow_the_rule()
