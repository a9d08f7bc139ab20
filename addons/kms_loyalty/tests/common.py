from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo.tests import new_test_user, tagged

from odoo.addons.point_of_sale.tests.common import TestPoSCommon

from ..purchases.documents import PAID
from ..rating.days import local_day
from ..rating.rule import rate

# A Saturday; the 30th, 60th and 90th day back cross month ends.
DAY = date(2026, 11, 21)


@tagged("post_install", "-at_install")
class LoyaltyCommon(TestPoSCommon):
    """A company of its own with a till, whose today is set by the test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # as the night does
        cls.env = cls.env(su=True)
        cls.company = cls.env.company
        cls.company.kms_timezone = "Africa/Douala"
        cls.tiers = {
            tier.name: tier
            for tier in cls.env["kms.loyalty.tier"].search([("company_id", "=", cls.company.id)])
        }
        cls.base = cls.tiers.pop("All")
        cls.product = cls.create_product("MDF panel", cls.categ_basic, 1000)
        cls.session = cls.env["pos.session"].create({"config_id": cls.basic_config.id})
        cls.people = cls.env["res.partner"].create(
            [{"name": f"Customer {place}"} for place in range(6)]
        )
        cls.customer = cls.people[0]
        cls.Run = cls.env["kms.loyalty.run"]
        cls.Score = cls.env["kms.loyalty.score"]

    def setUp(self):
        super().setUp()
        self.today = DAY
        self.patch(type(self.company), "_kms_today", lambda company: self.today)

    @classmethod
    def _make_user(cls, login, groups, **values):
        """Make a user of the test's company alone."""
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            **values,
        )

    # ------------------------------------------------------------
    # Documents
    # ------------------------------------------------------------

    def _moment(self, age, hour=12):
        """Return the UTC moment of an hour of the company's day so many days ago."""
        local = datetime.combine(
            self.today - timedelta(days=age), time(hour), ZoneInfo(self.company.kms_timezone)
        )
        return local.astimezone(UTC).replace(tzinfo=None)

    def _buy(self, age=0, amount=1000, partner=None, **values):
        """Make a paid order of the till with one line.

        :param values: of the order; ``line`` holds values of its line
        """
        line = {
            "product_id": self.product.id,
            "name": "Line",
            "qty": 1 if amount > 0 else -1,
            "price_unit": abs(amount),
            "price_subtotal": amount,
            "price_subtotal_incl": amount,
            **values.pop("line", {}),
        }
        more = [(0, 0, {**line, **extra}) for extra in values.pop("more", [])]
        return self.env["pos.order"].create(
            {
                "session_id": self.session.id,
                "company_id": self.company.id,
                "partner_id": (self.customer if partner is None else partner).id,
                "date_order": self._moment(age),
                "lines": [(0, 0, line), *more],
                "amount_total": amount + sum(vals["price_subtotal_incl"] for _, _, vals in more),
                "amount_tax": 0,
                "amount_paid": amount,
                "amount_return": 0,
                "state": "paid",
                **values,
            }
        )

    def _refund(self, order, amount=None, age=0, **values):
        """Take back what the first line of an order sold, or a part of it."""
        amount = order.lines[0].price_subtotal_incl if amount is None else amount
        return self._buy(
            age,
            -amount,
            line={"refunded_orderline_id": order.lines[0].id},
            is_refund=True,
            **values,
        )

    def _sell(self, age=0, amount=1000, partner=None, invoice=True, **values):
        """Make a confirmed sales order, invoiced if asked."""
        order = self.env["sale.order"].create(
            {
                "partner_id": (partner or self.customer).id,
                "company_id": self.company.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 1,
                            "price_unit": amount,
                            "tax_ids": [],
                        },
                    )
                ],
                **values,
            }
        )
        order.action_confirm()
        order.date_order = self._moment(age)
        order.order_line.qty_delivered = 1
        if invoice:
            self._invoice(order)
        return order

    def _invoice(self, order):
        move = order._create_invoices(final=True)
        move.invoice_date = self.today
        move.action_post()
        return move

    # ------------------------------------------------------------
    # Runs
    # ------------------------------------------------------------

    def _run(self, kind=None, **options):
        return self.Run._kms_analyse(self.company, kind, **options)

    def _score(self, partner=None):
        return self.Score.search(
            [
                ("partner_id", "=", (self.customer if partner is None else partner).id),
                ("company_id", "=", self.company.id),
            ]
        )

    def _parts(self, partner=None):
        score = self._score(partner)
        return (score.frequency, score.regularity, score.recency, score.amount)

    def _assert_scores_follow_the_rule(self):
        """Each stored score is the one that plain Python computes from the till's orders."""
        grid = self.Run._kms_terms(self.company).grid
        orders = self.env["pos.order"].search(
            [("company_id", "=", self.company.id), ("state", "in", PAID)]
        )
        bought = {}
        for order in orders.filtered("partner_id"):
            day = local_day(order.date_order, self.company.kms_timezone)
            net = Decimal(str(order.amount_total)) + sum(
                Decimal(str(line.price_subtotal_incl)) for line in order.lines.refund_orderline_ids
            )
            if not order.lines.refunded_orderline_id:
                bought.setdefault(order.partner_id.commercial_partner_id.id, []).append((day, net))
        stored = self.Score.search([("company_id", "=", self.company.id)])
        self.assertLessEqual(set(bought), set(stored.partner_id.ids))
        for score in stored:
            rating = rate(bought.get(score.partner_id.id, []), self.today, grid)
            self.assertEqual(
                [Decimal(str(round(score[name], 2))) for name in PARTS] + [score.tier_id.id],
                [getattr(rating, name) for name in PARTS] + [rating.tier],
                f"{score.partner_id.name} on {self.today}",
            )
            self.assertEqual(score.purchases, rating.purchases)
            self.assertEqual(score.periods, rating.periods)
            self.assertEqual(Decimal(str(round(score.spent, 2))), rating.spent)
            self.assertEqual(score.last_purchase, rating.last_purchase or False)


PARTS = ("frequency", "regularity", "recency", "amount")
