import random

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.kms_loyalty.tests.coupon_common import CouponCommon

OPERATIONS = 40


@tagged("post_install", "-at_install")
class TestFigures(CouponCommon):
    """Cards, lists behind them and facts say the same, whatever happened at the tills."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.manager = new_test_user(
            cls.env,
            "loyalty_manager",
            groups="kms_base.role_marketing,point_of_sale.group_pos_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        names = cls.env["ir.model.data"].search(
            [("module", "=", "kms_loyalty_dashboard"), ("model", "=", "kms.metric")]
        )
        cls.metrics = cls.env["kms.metric"].browse(names.mapped("res_id"))
        cls.reward = cls._program(code="GENDASH2").reward_ids
        cls.promotion = cls._program("promotion", trigger="auto").reward_ids
        cls.coupons = cls._coupons(name="Autumn")
        cls.vip = cls.tiers["VIP"]

    def setUp(self):
        super().setUp()
        self.period = {"kind": "range", "date": "2026-11-01", "last": "2026-11-21"}

    def _rate(self, partner, tier):
        """Give a customer a tier, as a run does."""
        self.env.cr.execute(
            "INSERT INTO kms_loyalty_score (partner_id, company_id, frequency, regularity, recency,"
            " amount, score, tier_id, last_purchase, changed_on)"
            " VALUES (%s, %s, 0, 0, 0, 0, %s, %s, %s, %s) ON CONFLICT (partner_id, company_id)"
            " DO UPDATE SET tier_id = EXCLUDED.tier_id",
            [partner.id, self.company.id, tier.threshold, tier.id, self.today, self.today],
        )
        self.env.invalidate_all()

    def _sell_at_till(self, amount=10, partner=None, rewards=()):
        return self._till(amount, partner, rewards, date_order=self._moment(0))

    def _read(self, code, dimension="kms_channel", filters=None, period=None):
        boards = self.env["kms.board"].with_user(self.manager).sudo(False)
        scope = boards._kms_scope(period or self.period, filters or {})
        [metric] = [m for m in self.env["kms.metric"]._kms_dictionary().values() if m.code == code]
        return self.env["kms.figures"]._kms_read([metric], scope, dimension)[metric]

    def _value(self, code, dimension="kms_channel", key=None, **options):
        found = self._read(code, dimension, **options)
        return found[key].total if key in found else 0.0

    def _behind(self, metric, filters=None):
        boards = self.env["kms.board"].with_user(self.manager).sudo(False)
        action = boards.drill(metric.code, self.period, filters)
        found = self.env[action["res_model"]].with_user(self.manager).sudo(False)
        found = found.with_context(active_test=False).search(action["domain"])
        field = metric.measure_field
        return sum(found.mapped(field)) if field else len(found)

    def _assert_card_is_list(self, filters=None):
        for metric in self.metrics.filtered(
            lambda m: m.kind in ("additive", "live") and (not filters or m.subject_model == TIER)
        ):
            value = self._value(metric.code, filters=filters)
            self.assertAlmostEqual(value, self._behind(metric, filters), 6, metric.code)

    def _facts(self):
        self.env.cr.execute(
            "SELECT m.code, f.date, f.subject_id, f.user_id, SUM(f.value) FROM kms_fact_detail f"
            " JOIN kms_metric m ON m.id = f.metric_id WHERE f.company_id = %s"
            " GROUP BY 1, 2, 3, 4 HAVING SUM(f.value) <> 0",
            [self.company.id],
        )
        facts = sorted(self.env.cr.fetchall(), key=str)
        self.env.cr.execute(
            "SELECT date, partner_id FROM kms_fact_month WHERE company_id = %s ORDER BY 1, 2",
            [self.company.id],
        )
        return facts, self.env.cr.fetchall()

    def _assert_increment_is_rebuild(self):
        self.env.flush_all()
        engine = self.env["kms.fact.engine"]
        for company, source, dates in engine._kms_dirty():
            if company == self.company:
                engine._kms_refresh(company, source, dates)
        kept = self._facts()
        engine._kms_rebuild(self.company)
        self.assertEqual(kept, self._facts())

    def test_discounts_and_tiers(self):
        """10 000 less 5 % of the tier and 1 000 of a coupon, and a purchase of nobody."""
        self._rate(self.customer, self.vip)
        rewards = [(self.promotion, False, 500, 0), (self.reward, False, 1000, 0)]
        order = self._sell_at_till(10, rewards=rewards)
        self._sell_at_till(2, self.env["res.partner"])
        self.assertEqual(order.kms_tier_id, self.vip)
        self.assertEqual(order.user_id, self.cashier)
        for code, value in (
            ("loyalty_orders", 2),
            ("loyalty_identified", 1),
            ("loyalty_identification", 50),
            ("loyalty_gross", 12000),
            ("loyalty_tier_discount", 500),
            ("loyalty_coupon_discount", 1000),
            ("loyalty_net", 10500),
            ("coupons_used", 1),
            ("coupons_generic", 1),
            ("coupons_special", 0),
            ("coupons_amount", 1000),
        ):
            self.assertEqual(self._value(code), value, code)
        self.assertEqual(self._value("loyalty_net", "subject_id", self.vip.id), 8500)
        self.assertEqual(self._value("loyalty_net", "subject_id", False), 2000)
        self.assertEqual(self._value("loyalty_best", "subject_id", self.customer.id), 8500)
        program = self.reward.program_id.id
        self.assertEqual(self._value("coupons_used", "subject_id", program), 1)
        self._assert_card_is_list()
        self._rate(self.customer, self.tiers["GOLD"])
        self.assertEqual(self._value("loyalty_net", "subject_id", self.vip.id), 8500)

    def test_filter_by_tier(self):
        """What knows no tier says nothing; what a program is has nothing to do with a tier."""
        self._rate(self.customer, self.vip)
        self._sell_at_till(10, rewards=[(self.reward, False, 1000, 0)])
        self._sell_at_till(3, self.people[1])
        filters = {"subject_id": self.vip.id}
        self.assertEqual(self._value("loyalty_net", filters=filters), 9000)
        self.assertEqual(self._value("coupons_generic", filters=filters), 1)
        self.assertEqual(self._value("loyalty_active_30", filters=filters), 1)
        for code in ("loyalty_identification", "coupons_used", "loyalty_best", "loyalty_active"):
            self.assertIsNone(self._value(code, filters=filters), code)
        self._assert_card_is_list(filters)
        loaded = self.env["kms.board"].with_user(self.manager).sudo(False)
        board = self.env.ref("kms_loyalty_dashboard.board_loyalty")
        shown = loaded.load(board.id, self.period, filters)
        self.assertEqual(shown["segment"]["model"], TIER)
        self.assertEqual(shown["filter_names"], {"subject_id": "VIP"})

    def test_customers_of_tiers(self):
        """What the runs found, until each day; a trial changes nothing."""
        self._buy(age=2, amount=400000)
        self.today = self._day(-3)
        self._run("full")
        self.today = self._day(3)
        self._buy(age=0, amount=400000, partner=self.people[1])
        self._buy(age=8, amount=400000, partner=self.people[1])
        self._run("full")
        self._run("dry")
        stored = self.Score._read_group(
            [("company_id", "=", self.company.id)], ["tier_id"], ["__count"]
        )
        for tier, count in stored:
            self.assertEqual(self._value("loyalty_customers", "subject_id", tier.id), count)
        [level] = [m for m in self.metrics if m.code == "loyalty_customers"]
        self.assertEqual(self._value(level.code), self._behind(level))
        before = {"kind": "range", "date": "2026-11-01", "last": "2026-11-10"}
        self.assertEqual(self._value(level.code, period=before), 0)
        points = self._read(level.code)[None].points
        self.assertEqual((points[0], points[-1]), (0, sum(count for _tier, count in stored)))
        self._assert_increment_is_rebuild()
        self.assertEqual(self._value(level.code), sum(count for _tier, count in stored))
        with self.assertRaises(UserError):
            self.env["kms.board"].with_user(self.manager).drill(level.code, before)

    def _day(self, days):
        return self.today.fromordinal(self.today.toordinal() + days)

    def test_who_comes_back(self):
        """Three bought in October, one of them again: a third came back, two thirds stayed away."""
        for partner in self.people[:3]:
            self._buy(age=25, partner=partner)
        self._buy(age=1, partner=self.people[0])
        self._buy(age=1, partner=self.people[4])
        self.assertEqual(self._value("loyalty_active"), 2)
        half = {"kind": "rolling6", "date": "2026-11-21"}
        for code, share, people in (
            ("loyalty_retention", 100 / 3, self.people[0]),
            ("loyalty_churn", 200 / 3, self.people[1:3]),
        ):
            series = self._read(code, period=half)[None]
            self.assertAlmostEqual(series.total, share)
            self.assertEqual(len(series.points), 6)
            self.assertAlmostEqual(series.points[-1], share)
            self.assertIsNone(series.points[0])
            boards = self.env["kms.board"].with_user(self.manager).sudo(False)
            domain = boards.drill(code, half)["domain"]
            self.assertEqual(self.env["res.partner"].search(domain), people, code)

    def test_operations(self):
        """After any mix of purchases, refunds, moves and coupons all figures agree."""
        chance = random.Random(8)
        orders = []
        tiers = [self.base, *self.tiers.values()]
        for _number in range(OPERATIONS):
            kind = chance.choice(("buy", "buy", "coupon", "refund", "tier", "card", "late"))
            partner = chance.choice([*self.people, self.env["res.partner"]])
            if kind == "tier" and partner:
                self._rate(partner, chance.choice(tiers))
            elif kind == "card":
                self._card(self.coupons, partner)
            elif kind == "refund" and orders:
                self._refund(chance.choice(orders), amount=500, partner=partner)
            elif kind == "late" and orders:
                chance.choice(orders).date_order = self._moment(chance.randint(0, 15))
            else:
                rewards = [(self.promotion, False, 100, 0)]
                if kind == "coupon":
                    card = self._card(self.coupons, partner)
                    rewards.append((self.coupons.reward_ids, card, 200, 1))
                orders.append(self._sell_at_till(chance.randint(1, 9), partner, rewards))
        self._assert_card_is_list()
        self._assert_increment_is_rebuild()
        self._assert_card_is_list()
        self._assert_card_is_list({"subject_id": self.vip.id})

    def test_queries(self):
        """One more order costs no more queries."""
        board = self.env.ref("kms_loyalty_dashboard.board_loyalty")
        boards = self.env["kms.board"].with_user(self.manager).sudo(False)
        self._sell_at_till()
        self.env.flush_all()
        boards.load(board.id, self.period)
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        boards.load(board.id, self.period)
        once = self.env.cr.sql_log_count - start
        for partner in self.people:
            self._sell_at_till(partner=partner)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(once):
            boards.load(board.id, self.period)
        self.assertLess(once, 45)

    def test_excel(self):
        board = self.env.ref("kms_loyalty_dashboard.board_loyalty")
        self._sell_at_till(5)
        boards = self.env["kms.board"].with_user(self.manager).sudo(False)
        name, content = boards._kms_workbook(board.id, self.period)
        self.assertEqual(name, board.name)
        self.assertEqual(content[:2], b"PK")

    def test_who_reads(self):
        board = self.env.ref("kms_loyalty_dashboard.board_loyalty")
        with self.assertRaises(AccessError):
            self.env["kms.board"].with_user(self.cashier).sudo(False).load(board.id)
        sales = self.env["kms.loyalty.sale"]
        self.assertFalse(sales.with_user(self.cashier).sudo(False).has_access("read"))
        other = self.env["res.company"].create({"name": "Next door"})
        stranger = new_test_user(
            self.env,
            "loyalty_stranger",
            groups="kms_base.role_marketing",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self._sell_at_till()
        self.env.flush_all()
        theirs = sales.with_user(stranger).sudo(False)
        theirs = theirs.with_context(allowed_company_ids=other.ids)
        self.assertFalse(theirs.search_count([]))


TIER = "kms.loyalty.tier"
