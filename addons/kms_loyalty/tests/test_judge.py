from datetime import timedelta
from uuid import uuid4

from odoo import fields

from .judge_common import JudgeCommon


class TestForged(JudgeCommon):
    """Each order is kept, and somebody is told."""

    def test_a_price_below_the_list(self):
        order = self._sale(line={"price_unit": 500})
        self._assert_marked(order, "MDF panel", "500", "1,000")
        activity = self.session.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertIn("MDF panel", activity.note)

    def test_one_activity_per_order(self):
        for _order in range(2):
            self._sale(2, line={"price_unit": 1, "discount": 50})
        self.assertEqual(len(self.session.activity_ids), 2)

    def test_a_discount_above_the_maximum(self):
        self._assert_clean(self._sale(line={"discount": 10}))
        self._assert_marked(self._sale(line={"discount": 11}), "11 %")
        self.company.kms_till_discount = 0
        self._assert_marked(self._sale(line={"discount": 1}))

    def test_a_discount_in_two_parts(self):
        self._assert_marked(self._sale(line={"price_unit": 950, "discount": 10}))

    def test_amounts_that_do_not_follow(self):
        self._assert_marked(
            self._sale(line={"price_subtotal": 10, "price_subtotal_incl": 10}), "1,000"
        )
        self._assert_marked(self._sale(3, total=1000))

    def test_taxes_left_out(self):
        tax = self.env["account.tax"].create(
            {"name": "VAT", "amount": 19.25, "company_id": self.company.id}
        )
        self.product.taxes_id = tax
        self._assert_marked(self._sale(line={"tax_ids": [(6, 0, [])]}), "taxes")
        position = self.env["account.fiscal.position"].create(
            {"name": "Exempt", "company_id": self.company.id}
        )
        self._assert_marked(
            self._sale(line={"tax_ids": [(6, 0, tax.ids)]}, fiscal_position_id=position.id),
            "Exempt",
        )

    def test_goods_taken_back_without_a_sale(self):
        self._assert_marked(self._sale(-1), "taken back")

    def test_more_refunded_than_sold(self):
        order = self._sale(2)
        self._assert_clean(self._refund_of(order, 1))
        self._assert_clean(self._refund_of(order, 1))
        self._assert_marked(self._refund_of(order, 1), "refunded")
        other = self._sale(1, line={"discount": 10})
        self._assert_marked(self._refund_of(other, 1), "900")

    def test_a_discount_line_without_a_reward(self):
        self._assert_marked(self._sale(line={"is_reward_line": True, "price_unit": -500}))
        program = self._loyalty()
        card = self._card(program, self.customer, points=50)
        reward = {"reward_id": program.reward_ids.id, "coupon_id": card.id, "is_reward_line": True}
        self._assert_marked(self._sale(line={**reward, "price_unit": 1}))

    def test_a_reward_that_gives_too_much(self):
        program = self._loyalty()
        card = self._card(program, self.customer, points=50)
        self._assert_marked(self._sale(10, rewards=[(program.reward_ids, card, 900, 50)]), "500")

    def test_a_reward_from_the_card_of_another(self):
        program = self._loyalty()
        card = self._card(program, self.people[1], points=50)
        self._assert_marked(self._sale(10, rewards=[(program.reward_ids, card, 500, 50)]))

    def test_a_reward_that_the_order_does_not_earn(self):
        program = self._program(
            "promotion", "AUTO", minimum=5_000, trigger="auto", rule={"mode": "auto"}
        )
        reward = program.reward_ids
        self._assert_clean(self._sale(6, rewards=[(reward, None, 600, 1)]))
        self._assert_marked(self._sale(4, rewards=[(reward, None, 400, 1)]), "earn")
        self._assert_marked(self._sale(6, rewards=[(reward, None, 700, 1)]), "at most")

    def test_a_reward_of_a_tier_that_the_customer_has_not(self):
        program = self._program(
            "promotion",
            "TIER",
            trigger="auto",
            rule={"mode": "auto"},
            kms_tier_id=self.tiers["SILVER"].id,
        )
        rewards = [(program.reward_ids, None, 100, 1)]
        self._assert_marked(self._sale(1, rewards=rewards), "SILVER")
        self._buy(0, 310_000)
        self._run()
        self._assert_clean(self._sale(1, rewards=rewards))

    def test_a_program_that_is_over(self):
        program = self._program(
            "promotion",
            "OVER",
            trigger="auto",
            rule={"mode": "auto"},
            date_to=fields.Date.today() - timedelta(days=30),
        )
        self.env.flush_all()
        self._backdate(program)
        rewards = [(program.reward_ids, None, 100, 1)]
        self._assert_marked(self._sale(1, rewards=rewards), "not offered")

    def test_a_purse_pays_what_is_in_it(self):
        purse = self._purse()
        card = self._card(purse, self.customer, points=300)
        rewards = [(purse.reward_ids, card, 300, 0)]
        self._assert_clean(self._sale(1, rewards=rewards))
        self.assertEqual(self._balance(card), 0)
        self._assert_marked(self._sale(1, rewards=rewards), "not there")
        self.assertEqual(self._balance(card), 0)

    def _purse(self):
        return self.Program.create(
            {
                "name": "Purse",
                "program_type": "ewallet",
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
                "trigger": "auto",
                "applies_on": "future",
                "rule_ids": [
                    (5, 0, 0),
                    (
                        0,
                        0,
                        {
                            "reward_point_amount": 1,
                            "reward_point_mode": "money",
                            "product_ids": [
                                (
                                    6,
                                    0,
                                    self.env["product.product"]
                                    .create({"name": "Top-up", "type": "service"})
                                    .ids,
                                )
                            ],
                        },
                    ),
                ],
                "reward_ids": [
                    (5, 0, 0),
                    (
                        0,
                        0,
                        {
                            "reward_type": "discount",
                            "discount_mode": "per_point",
                            "discount_applicability": "order",
                            "discount": 1,
                            "required_points": 1,
                        },
                    ),
                ],
            }
        )


class TestNoFalseAlarm(JudgeCommon):
    """What an honest till sends is not marked."""

    def _list_price(self, price):
        self.product.lst_price = price
        self.env.flush_all()

    def test_the_plain_sale(self):
        order = self._sale(3)
        self._assert_clean(order)
        self.assertFalse(self.session.activity_ids)

    def test_a_stale_price(self):
        self._list_price(1200)
        self._assert_clean(self._sale(line={"price_unit": 1000}))
        self.env.cr.execute("UPDATE kms_price_past SET until = until - interval '3 day'")
        self._assert_marked(self._sale(line={"price_unit": 1000}))

    def test_an_expired_rule(self):
        now = fields.Datetime.now()
        pricelist = self._pricelist(date_end=now - timedelta(hours=1))
        order = self._sale(line={"price_unit": 700}, pricelist_id=pricelist.id)
        self._assert_clean(order)
        pricelist.item_ids.date_end = now - timedelta(days=20)
        self.env.cr.execute("UPDATE kms_price_past SET until = until - interval '3 day'")
        self._assert_marked(self._sale(line={"price_unit": 700}, pricelist_id=pricelist.id))

    def test_a_rule_that_was_changed_or_deleted(self):
        pricelist = self._pricelist()
        pricelist.item_ids.fixed_price = 800
        self._assert_clean(self._sale(line={"price_unit": 700}))
        pricelist.item_ids.unlink()
        self._assert_clean(self._sale(line={"price_unit": 700}))
        self._assert_marked(self._sale(line={"price_unit": 600}))

    def _pricelist(self, **values):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Joiners",
                "currency_id": self.company.currency_id.id,
                "company_id": self.company.id,
                "item_ids": [
                    (
                        0,
                        0,
                        {
                            "compute_price": "fixed",
                            "fixed_price": 700,
                            "applied_on": "1_product",
                            "product_tmpl_id": self.product.product_tmpl_id.id,
                            **values,
                        },
                    )
                ],
            }
        )
        self.basic_config.write(
            {"use_pricelist": True, "available_pricelist_ids": [(4, pricelist.id)]}
        )
        self._backdate(pricelist.item_ids)
        return pricelist

    def test_two_days_offline(self):
        self._list_price(1200)
        sold = fields.Datetime.now() - timedelta(days=2)
        self.env.cr.execute("UPDATE kms_price_past SET until = until - interval '1 day'")
        order = self._sale(line={"price_unit": 1000}, date_order=fields.Datetime.to_string(sold))
        self._assert_clean(order)

    def test_longer_offline_is_only_noted(self):
        sold = fields.Datetime.now() - timedelta(days=30)
        order = self._sale(date_order=fields.Datetime.to_string(sold))
        self.assertEqual(order.kms_review_state, "info")
        self.assertFalse(self.session.activity_ids)

    def test_weights(self):
        for weight, amount in ((0.36, 360), (1.24, 1240), (0.01, 10)):
            line = {"qty": weight, "price_subtotal": amount, "price_subtotal_incl": amount}
            self._assert_clean(self._sale(line=line))

    def test_tips(self):
        self.basic_config.tip_product_id = self.product
        for tip in (1, 350, 5000):
            self._assert_clean(self._sale(line={"price_unit": tip, "price_type": "manual"}))

    def test_the_price_of_a_manager(self):
        self._assert_clean(self._sale(user=self.boss, line={"price_unit": 300}))
        self._assert_clean(self._sale(user=self.boss, line={"discount": 60}))
        # the name of a manager is no manager
        order = self._sale(line={"price_unit": 300}, user_id=self.boss.id)
        self._assert_marked(order, "lowest price")
        self.assertEqual(order.user_id, self.cashier)
        self.company.kms_till_discount_manager = 20
        self._assert_marked(self._sale(user=self.boss, line={"discount": 60}))

    def test_a_higher_price(self):
        self._assert_clean(self._sale(line={"price_unit": 1500}))

    def test_refund_and_reward(self):
        program = self._loyalty()
        card = self._card(program, self.customer, points=50)
        order = self._sale(10, rewards=[(program.reward_ids, card, 500, 50)])
        self._assert_clean(order)
        self._assert_clean(order._refund())
        self._assert_marked(self._refund_of(order, 9), "450")

    def test_tax_included_and_excluded(self):
        for mode in ("tax_included", "tax_excluded"):
            tax = self.env["account.tax"].create(
                {
                    "name": mode,
                    "amount": 19.25,
                    "price_include_override": mode,
                    "company_id": self.company.id,
                }
            )
            self.product.taxes_id = tax
            taxes = tax.compute_all(1000, self.company.currency_id, 3)
            line = {
                "tax_ids": [(6, 0, tax.ids)],
                "price_subtotal": taxes["total_excluded"],
                "price_subtotal_incl": taxes["total_included"],
            }
            self._assert_clean(self._sale(3, line=line))

    def test_queries_of_an_order(self):
        self._loyalty()
        self._sale(1)
        self.env.flush_all()
        order = self._sale(1)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            list(order._kms_judge())

    def test_a_uuid_once(self):
        key = str(uuid4())
        first = self._sale(line={"price_unit": 500}, uuid=key)
        self.assertEqual(self._sale(line={"price_unit": 400}, uuid=key), first)
        self.assertEqual(len(self.session.activity_ids), 1)
