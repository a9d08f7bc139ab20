from datetime import timedelta
from uuid import uuid4

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .coupon_common import CouponCommon


class TestCouponUse(CouponCommon):
    """A coupon at the till, on a sales order and in a trial: one answer, one use."""

    # ------------------------------------------------------------
    # Conditions
    # ------------------------------------------------------------

    def test_what_is_missing(self):
        program = self._program(minimum=10_000)
        reasons = self._refused("gentest2", self.customer, [(self.product, 8_500)])
        self.assertEqual(list(reasons), ["minimum"])
        self.assertIn("1,500", reasons["minimum"])
        self.assertTrue(self._ask("GENTEST2", None, [(self.product, 10_000)])["successful"])
        program.kms_tier_id = self.tiers["GOLD"]
        reasons = self._refused("GENTEST2", self.customer, [(self.product, 10_000)])
        self.assertEqual(reasons, {"tier": "Valid from GOLD on."})

    def test_tier_and_combination(self):
        self._buy(0, 310_000)
        self._run()
        program = self._program(kms_tier_id=self.tiers["SILVER"].id)
        self.assertTrue(self._ask("GENTEST2", self.customer)["successful"])
        program.kms_combine_tier = False
        self.assertEqual(list(self._refused("GENTEST2", self.customer)), ["combination"])

    def test_dates_and_deactivation(self):
        program = self._program(date_from=self.today + timedelta(days=1))
        self.assertEqual(list(self._refused("GENTEST2")), ["dates"])
        program.write({"date_from": False, "date_to": self.today - timedelta(days=1)})
        self.assertEqual(list(self._refused("GENTEST2")), ["dates"])
        program.write({"date_to": False, "active": False})
        self.assertIn("active", self._refused("GENTEST2"))
        card = self._card(self._coupons(), active=False)
        self.assertEqual(list(self._refused(card.code)), ["active"])

    def test_products(self):
        other = self.create_product("Lock", self.categ_basic, 10)
        self._program(rule={"product_ids": [(6, 0, other.ids)]})
        self.assertEqual(
            list(self._refused("GENTEST2", None, [(self.product, 10_000)])), ["products"]
        )
        self.assertTrue(self._ask("GENTEST2", None, [(other, 1)])["successful"])

    def test_a_special_coupon_is_its_customers(self):
        card = self._card(self._coupons(), self.customer)
        self.assertRegex(card.code, "^SPE[2-9A-HJKMNP-Z]{8}$")
        self.assertEqual(list(self._refused(card.code)), ["customer"])
        self.assertEqual(list(self._refused(card.code, self.people[1])), ["customer"])
        answer = self._ask(card.code.lower(), self.customer)
        self.assertTrue(answer["successful"])
        self.assertEqual(answer["payload"]["coupon_id"], card.id)
        self.assertRegex(self._card(self._coupons()).code, "^GEN[2-9A-HJKMNP-Z]{8}$")

    def test_codes_of_new_programs_cannot_be_guessed(self):
        values = self.Program._program_type_default_values()
        code = values["promo_code"]["rule_ids"][1][2]["code"]
        self.assertRegex(code, "^GEN[2-9A-HJKMNP-Z]{8}$")

    def test_a_trial_says_the_same(self):
        self._program(minimum=10_000)
        trial = Form(self.env["kms.coupon.check"])
        trial.code = "NOBODY"
        self.assertEqual(trial.answer, "Nobody knows this code.")
        trial.code = "GENTEST2"
        trial.amount = 8_500
        self.assertFalse(trial.accepted)
        self.assertIn("1,500", trial.answer)
        trial.amount = 10_000
        self.assertTrue(trial.accepted)
        self.assertFalse(self.env["kms.coupon.slot"].search_count([]))

    # ------------------------------------------------------------
    # The till
    # ------------------------------------------------------------

    def test_a_use_is_written_down(self):
        program = self._program(limit_usage=True, max_usage=2)
        order = self._till(10, rewards=[(program.reward_ids, None, 1_000, 1)])
        use = self.Use.search([("program_id", "=", program.id)])
        self.assertEqual(
            (use.code, use.partner_id, use.pos_order_id, use.amount, use.kind, use.excess),
            ("GENTEST2", self.customer, order, 1_000, "use", False),
        )
        self.assertEqual((use.coupon_kind, use.moment), ("generic", order.date_order))
        self.assertFalse(order.kms_review_state)

    def test_the_global_limit(self):
        program = self._program(limit_usage=True, max_usage=2)
        orders = [
            self._till(10, rewards=[(program.reward_ids, None, 1_000, 1)]) for _time in range(3)
        ]
        self.assertEqual([order.state for order in orders], ["paid"] * 3)
        self.assertEqual([bool(order.kms_review_state) for order in orders], [False, False, True])
        self.assertEqual(list(self._refused("GENTEST2", self.people[1])), ["limit"])
        uses = self.Use.search([("program_id", "=", program.id)])
        self.assertEqual(sum(uses.mapped("excess")), 1)
        self.assertIn("All uses", orders[2].kms_review_reason)
        activity = self.session.activity_ids
        self.assertEqual(len(activity), 1)

    def test_the_limit_of_a_customer(self):
        program = self._program(kms_max_per_customer=1)
        self.assertEqual(list(self._refused("GENTEST2")), ["customer"])
        self._till(10, rewards=[(program.reward_ids, None, 1_000, 1)])
        self.assertIn("(1)", self._refused("GENTEST2", self.customer)["customer"])
        self.assertTrue(self._ask("GENTEST2", self.people[1])["successful"])

    def test_a_coupon_for_one_use(self):
        program = self._coupons()
        card = self._card(program, self.customer)
        rewards = [(program.reward_ids, card, 1_000, 1)]
        first, second = self._till(10, rewards=rewards), self._till(10, rewards=rewards)
        self.assertEqual(self._balance(card), 0)
        self.assertFalse(first.kms_review_state)
        self.assertEqual(second.kms_review_state, "review")
        self.assertEqual(list(self._refused(card.code, self.customer)), ["limit"])

    def test_a_till_holds_it_until_the_payment(self):
        card = self._card(self._coupons())
        mine = str(uuid4())
        self.assertTrue(self._ask(card.code, None, [(self.product, 1)], mine)["successful"])
        self.assertTrue(self._ask(card.code, None, [(self.product, 1)], mine)["successful"])
        other = str(uuid4())
        self.assertEqual(list(self._refused(card.code, uuid=other)), ["limit"])
        self.env.cr.execute("UPDATE kms_coupon_slot SET until = now() - interval '1 day'")
        self.assertTrue(self._ask(card.code, uuid=other)["successful"])
        reward = card.program_id.reward_ids
        order = self._till(10, rewards=[(reward, card, 1_000, 1)], uuid=other)
        self.assertFalse(order.kms_review_state)
        self.assertEqual(self.env["kms.coupon.slot"].search([]).mapped("until"), [False])

    def test_a_hold_ends_with_an_order_without_it(self):
        card = self._card(self._coupons())
        mine = str(uuid4())
        self._ask(card.code, uuid=mine)
        self._till(10, uuid=mine)
        self.assertFalse(self.env["kms.coupon.slot"].search_count([]))

    def test_an_order_sent_twice_uses_it_once(self):
        program = self._program(limit_usage=True, max_usage=5)
        uuid = str(uuid4())
        for _time in range(3):
            self._sync(
                self._till_data(10, rewards=[(program.reward_ids, None, 1_000, 1)], uuid=uuid)
            )
        self.assertEqual(self.Use.search_count([("program_id", "=", program.id)]), 1)
        self.assertEqual(self.env["kms.coupon.slot"].search_count([]), 1)

    def test_a_forged_discount_is_marked(self):
        program = self._program(discount=10)
        order = self._till(10, rewards=[(program.reward_ids, None, 5_000, 0)])
        self.assertEqual(order.kms_review_state, "review")
        self.assertIn("higher", order.kms_review_reason)
        order.with_user(self.cashier).sudo(False).write({"kms_review_state": False})
        self.assertEqual(order.kms_review_state, "review")
        with self.assertRaises(AccessError):
            order.with_user(self.cashier).sudo(False).action_kms_reviewed()
        manager = self._make_user("coupon_manager", "kms_base.role_marketing")
        order.with_user(manager).sudo(False).action_kms_reviewed()
        self.assertEqual(order.kms_review_state, "done")

    def test_hostile_calls(self):
        self._program()
        config = self.basic_config.with_user(self.cashier).sudo(False)
        for code in (None, 5, [], {}, "%", "GEN%", "'; --", "x" * 500):
            for order in (None, [], 5, {"lines": 5, "uuid": []}, {"lines": [None, {}, "x"]}):
                answer = config.use_coupon_code(code, None, "1 OR 1=1", {}, order)
                self.assertFalse(answer["successful"], (code, order))
        nan = {"lines": [{"product_id": self.product.id, "incl": "NaN"}], "uuid": "y" * 99}
        self.assertFalse(config.use_coupon_code("GENTEST2", 0, True, 0, nan)["successful"])

    # ------------------------------------------------------------
    # Sales orders
    # ------------------------------------------------------------

    def _quote(self, amount=20_000, partner=None):
        order = self._sell(0, amount, partner, invoice=False)
        return order.copy()

    def _use_on(self, quote, program, code):
        rewards = quote._try_apply_code(code)
        self.assertNotIn("error", rewards)
        for card, reward in rewards.items():
            quote._apply_program_reward(reward, card)

    def test_a_sales_order_answers_like_the_till(self):
        program = self._program(minimum=25_000, kms_tier_id=self.tiers["GOLD"].id)
        error = self._quote()._try_apply_code("GENTEST2")["error"]
        self.assertIn("GOLD", error)
        self.assertIn("5,000", error)
        self.assertIn("error", self._quote()._try_apply_code("NOBODY"))
        program.active = False
        self.assertIn("no longer active", self._quote()._try_apply_code("GENTEST2")["error"])

    def test_confirming_uses_it_and_cancelling_gives_it_back(self):
        program = self._program(kms_max_per_customer=1)
        quote, later = self._quote(), self._quote()
        for order in (quote, later):
            self._use_on(order, program, "GENTEST2")
        quote.action_confirm()
        use = self.Use.search([("program_id", "=", program.id)])
        self.assertEqual((use.sale_order_id, use.amount), (quote, 2_000))
        with self.assertRaisesRegex(UserError, "as often as allowed"):
            later.action_confirm()
        quote._action_cancel()
        uses = self.Use.search([("program_id", "=", program.id)])
        self.assertEqual(sum(uses.mapped("amount")), 0)
        later.action_confirm()
        self.assertEqual(later.state, "sale")

    def test_a_coupon_on_two_quotations(self):
        program = self._coupons()
        card = self._card(program, self.customer)
        first, second = self._quote(), self._quote()
        for order in (first, second):
            self._use_on(order, program, card.code)
        first.action_confirm()
        self.assertEqual(self._balance(card), 0)
        with self.assertRaises(UserError):
            second.action_confirm()
        first._action_cancel()
        self.assertEqual(self._balance(card), 1)

    # ------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------

    def test_nobody_rewrites_what_happened(self):
        program = self._program()
        self._till(10, rewards=[(program.reward_ids, None, 1_000, 1)])
        use = self.Use.search([("program_id", "=", program.id)])
        for attempt in (
            lambda: use.write({"amount": 0}),
            use.unlink,
            lambda: self.Use.create({"code": "x"}),
        ):
            with self.assertRaises(UserError):
                attempt()
        with self.assertRaises(AccessError):
            use.with_user(self.cashier).sudo(False).read(["code"])
