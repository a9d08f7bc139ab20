from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError
from odoo.tools import mute_logger

from .coupon_common import CouponCommon


class TestSoleCard(CouponCommon):
    """A customer has one card of a program of points."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls._loyalty()

    def _cards(self, partner):
        return self.env["loyalty.card"].search(
            [("partner_id", "=", partner.id), ("program_id", "=", self.program.id)]
        )

    def test_the_database_refuses_a_second_card(self):
        self._card(self.program, self.customer)
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._card(self.program, self.customer)
        coupons = self._coupons()
        for _coupon in range(2):
            self._card(coupons, self.customer)
            self._card(self.program)

    def test_whoever_loses_the_race_tries_again(self):
        self._card(self.program, self.customer)
        Card = self.env["loyalty.card"]
        self.patch(type(Card), "search", lambda cards, *args, **options: cards.browse())
        with self.assertRaises(ConcurrencyError), mute_logger("odoo.sql_db"):
            Card._kms_sole_card(self.program, self.customer)

    def test_cards_of_before_become_one(self):
        self.env.cr.execute("DROP INDEX IF EXISTS loyalty_card_kms_sole_unique")
        cards = self.env["loyalty.card"].concat(
            *(self._card(self.program, self.customer, points=points) for points in (5, 7, 11))
        )
        order = self._till(10)
        won = self.Entry.search([("order_key", "=", order.uuid)])
        self.assertEqual(len(won), 1)
        self.env.flush_all()
        self.env["loyalty.card"]._kms_merge_cards()
        self.assertEqual(cards.exists(), cards[0])
        self.assertEqual(self._balance(cards[0]), 5 + 7 + 11 + 100)
        self.assertEqual(won.card_id, cards[0])

    def test_an_update_makes_one_of_them_before_it_marks_them(self):
        """The column is new and empty, the index is there, and what is the only card is pending."""
        self.env.cr.execute("DROP INDEX IF EXISTS loyalty_card_kms_sole_unique")
        Card = self.env["loyalty.card"]
        cards = Card.concat(
            *(self._card(self.program, self.customer, points=points) for points in (5, 7))
        )
        self.env.flush_all()
        self.env.cr.execute("UPDATE loyalty_card SET kms_sole = NULL")
        Card._kms_sole_unique.apply_to_database(Card)
        Card.invalidate_model()
        self.env.add_to_compute(Card._fields["kms_sole"], cards)
        Card.init()
        self.env.flush_all()
        self.assertEqual(cards.exists(), cards[0])
        self.assertTrue(cards[0].kms_sole)
        self.assertEqual(cards[0].points, 12)

    def test_merged_customers_have_one_card(self):
        first, second = self.people[:2]
        for partner in (first, second):
            self._till(10, partner)
        self.env["base.partner.merge.automatic.wizard"]._merge((first | second).ids, first)
        [card] = self._cards(first)
        self.assertTrue(card.kms_sole)
        self.assertEqual(self._balance(card), 200)
        self._till(10, first)
        self.assertEqual(self._balance(card), 300)
