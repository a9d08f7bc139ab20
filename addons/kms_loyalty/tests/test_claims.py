from .judge_common import JudgeCommon

FORGED = 99_999


class TestClaims(JudgeCommon):
    """What a till says about new cards, once its order is stored: no more than was paid for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gifts = cls.Program.create(
            {
                "name": "Gift cards",
                "program_type": "gift_card",
                "applies_on": "future",
                "trigger": "auto",
                "company_id": cls.company.id,
                "currency_id": cls.company.currency_id.id,
                "rule_ids": [
                    (5, 0, 0),
                    (
                        0,
                        0,
                        {
                            "reward_point_amount": 1,
                            "reward_point_mode": "money",
                            "product_ids": [(6, 0, cls.product.ids)],
                        },
                    ),
                ],
                "communication_plan_ids": [(5, 0, 0)],
            }
        )
        cls.points = cls._loyalty()

    def _claim(self, points, program=None, **values):
        return {"program_id": (program or self.gifts).id, "points": points, **values}

    def _confirm(self, order, claims):
        return order.with_user(self.cashier).sudo(False).confirm_coupon_programs(claims)

    def _made(self, program=None):
        return self.env["loyalty.card"].search(
            [("program_id", "=", (program or self.gifts).id)], order="id"
        )

    def test_two_cards_are_worth_what_was_paid(self):
        order = self._sale(2)
        claims = {"-1": self._claim(1000), "-2": self._claim(1000, code="PHYSICAL-7")}
        self._confirm(order, claims)
        made = self._made()
        self.assertEqual(made.mapped("points"), [1000, 1000])
        self.assertIn("PHYSICAL-7", made.mapped("code"))
        self.assertEqual(made.source_pos_order_id, order)
        self.assertEqual(len({card.expiration_date for card in made} - {False}), 1)
        # the answer was lost: the same again
        self._confirm(order, claims)
        self.assertEqual(self._made(), made)
        self.assertEqual(made.mapped("points"), [1000, 1000])

    def test_many_cards_for_the_price_of_one(self):
        order = self._sale(1)
        self._confirm(order, {str(-key): self._claim(1000) for key in range(1, 6)})
        self.assertEqual(sum(self._made().mapped("points")), 1000)

    def test_a_card_of_an_order_that_nobody_paid(self):
        data = self._till_data(1)
        data.update(state="draft", payment_ids=[])
        order = self.env["pos.order"].browse(self._sync(data))
        self.assertEqual(order.state, "draft")
        self._confirm(order, {"-1": self._claim(1000)})
        self.assertFalse(sum(self._made().mapped("points")))

    def test_nobody_elses_card_is_filled_or_taken(self):
        used = self._card(self.gifts, points=500)
        used.source_pos_order_id = self._sale(1)
        anonymous = self._card(self._coupons(), points=1)
        mine = self._card(self.points, self.people[1], points=7)
        before = [(card.points, card.partner_id) for card in (used, anonymous, mine)]
        for place, forged in enumerate(
            (
                {"code": used.code},
                {"barcode": used.code},
                {"coupon_id": mine.id},
                {"coupon_id": anonymous.id},
                {"code": mine.code, "partner_id": self.people[2].id},
            ),
            1,
        ):
            order = self._sale(1)
            self._confirm(order, {str(-place): self._claim(1000, **forged)})
        after = [(card.points, card.partner_id) for card in (used, anonymous, mine)]
        self.assertEqual(after, before)
        sold = self._made() - used
        self.assertEqual(sold.mapped("points"), [1000] * 5, "who has paid gets a card of their own")
        self.assertFalse(sold.partner_id & self.people[2])

    def test_a_card_from_the_shelf(self):
        fresh = self._card(self.gifts, points=0, code="SHELF-001")
        order = self._sale(1)
        for _time in range(3):
            self._confirm(order, {"-1": self._claim(1000, code="SHELF-001")})
        self.assertEqual(self._made(), fresh)
        self.assertEqual((fresh.points, fresh.source_pos_order_id), (1000, order))

    def test_no_coupon_that_never_ends_under_a_name_of_ones_own(self):
        following = self._program("next_order_coupons", "NEXT", applies_on="future")
        following.date_to = "2026-12-31"
        order = self._sale(1)
        forged = {"code": "MINE", "expiration_date": "2099-01-01", "partner_id": self.people[2].id}
        self._confirm(
            order, {"-1": self._claim(FORGED, following, **forged), "-2": self._claim(1, following)}
        )
        for card in self._made(following):
            self.assertNotEqual(card.code, "MINE")
            self.assertEqual(str(card.expiration_date), "2026-12-31")
            self.assertEqual(card.partner_id, order.partner_id)

    def test_a_program_of_another_till(self):
        elsewhere = self._program("next_order_coupons", "NEXT", applies_on="future", pos_ok=False)
        self._confirm(self._sale(1), {"-1": self._claim(1, elsewhere)})
        self.assertFalse(self._made(elsewhere))

    def test_hostile_input(self):
        order = self._sale(1)
        for data in (
            {"--5": self._claim(1)},
            {"\u00b2": self._claim(1)},
            {"9" * 5000: self._claim(1)},
            {"-" + "9" * 30: self._claim(1)},
            {"0": self._claim(1)},
            {"-1": {"program_id": 10**30, "points": 1}},
            {"-1": {"program_id": True, "points": 1}},
            {"-1": self._claim("1")},
            {"-1": self._claim(float("nan"), line_codes=5, expiration_date="never")},
        ):
            self._confirm(order, data)
        self.assertFalse(sum(self._made().mapped("points")))
