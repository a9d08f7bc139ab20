from .judge_common import JudgeCommon


class VipCommon(JudgeCommon):
    """A customer whose tier takes 10 % off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vip = cls.tiers["VIP"]
        cls.vip.discount = 10
        cls.env["kms.loyalty.tier"]._kms_ensure_discounts(cls.company)
        cls.reward = cls.vip.discount_program_id.reward_ids
        cls.Score.create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "tier_id": cls.vip.id,
                "score": 90,
            }
        )

    def _back(self, order, quantity, amount=0, part=None, document=True):
        """Take goods back, with an amount of the discount as the till takes it.

        :param float part: of the discount's line
        :param bool document: the lines have the sign of a refund, as tills send them
        """
        goods, discount = order.lines
        data = self._till_data(-quantity, self.customer)
        data["lines"][0][2]["refunded_orderline_id"] = goods.id
        if amount:
            data["lines"].append(
                (
                    0,
                    0,
                    {
                        "uuid": f"{order.uuid}-{quantity}-{amount}",
                        "product_id": discount.product_id.id,
                        "qty": -part,
                        "price_unit": -amount / part,
                        "price_subtotal": amount,
                        "price_subtotal_incl": amount,
                        "tax_ids": [(6, 0, [])],
                        "refunded_orderline_id": discount.id,
                    },
                )
            )
        total = sum(line["price_subtotal_incl"] for _, _, line in data["lines"])
        if document:
            for _, _, line in data["lines"]:
                for name in ("price_subtotal", "price_subtotal_incl"):
                    line[name] = -line[name]
        data.update(amount_total=total, amount_paid=total, is_refund=True)
        data["date_order"] = str(self.env.cr.now().replace(microsecond=0))
        data["payment_ids"][0][2]["amount"] = total
        orders = self.env["pos.order"].with_user(self.cashier).sudo(False)
        return self.env["pos.order"].browse(orders.sync_from_ui([data])["pos.order"][-1]["id"])


class TestRefundDiscount(VipCommon):
    """Goods come back at what they had cost: three of 1,000 with 10 % off make 2,700."""

    def _sold(self, quantity=3, amount=300):
        order = self._sale(quantity, rewards=[(self.reward, None, amount, 0)])
        self._assert_clean(order)
        return order

    def test_one_then_the_rest(self):
        order = self._sold()
        self.assertEqual(order.amount_total, 2700)
        first = self._back(order, 1, 100, 0.33)
        self.assertEqual((first.amount_total, first.state), (-900, "paid"))
        self._assert_clean(first)
        rest = self._back(order, 2, 200, 0.67)
        self._assert_clean(rest)
        self.assertEqual(first.amount_total + rest.amount_total, -order.amount_total)
        self.assertFalse(order.has_refundable_lines)

    def test_as_the_back_office_writes_them(self):
        order = self._sold()
        self._assert_clean(self._back(order, 1, 100, 0.33, document=False))
        self._assert_clean(self._back(order, 2, 200, 0.67, document=False))

    def test_points_go_back_too(self):
        program = self._loyalty()
        order = self._sold()
        card = self.env["loyalty.card"].search([("program_id", "=", program.id)])
        self.assertEqual(self._balance(card), 27)
        self._back(order, 1, 100, 0.33)
        self.assertEqual(self._balance(card), 18)
        self._back(order, 2, 200, 0.67)
        self.assertEqual(self._balance(card), 0)

    def test_the_lines_make_these_amounts_again(self):
        """Core counts them once more when the session closes and when an invoice is made."""
        order = self._sold()
        refund = self._back(order, 1, 100, 0.33)
        line = refund.lines[1]
        self.assertEqual(line.qty, -0.33)
        line._onchange_amount_line_all()
        self.assertEqual(line.price_subtotal_incl, 100)
        refund._compute_prices()
        self.assertEqual(refund.amount_total, -900)

    def test_the_discount_is_kept(self):
        order = self._sold()
        refund = self._back(order, 1)
        self._assert_marked(refund, "discounts taken back", "100")
        # the next refund makes it good
        self._assert_clean(self._back(order, 1, 200, 0.66))

    def test_a_part_of_it_is_kept(self):
        order = self._sold()
        self._assert_clean(self._back(order, 1, 99.99, 0.33))
        self._assert_marked(self._back(order, 1, 50, 0.33), "discounts taken back")

    def test_the_whole_at_the_full_price(self):
        order = self._sold()
        self._assert_marked(self._back(order, 3), "paid back for an order of")

    def test_more_of_it_than_there_is(self):
        order = self._sold()
        self._assert_clean(self._back(order, 1, 100, 0.33))
        self._assert_marked(self._back(order, 1, 300, 0.9), "refunded, of which")

    def test_a_small_part_of_a_large_order(self):
        """The least part of a line that is kept is 0.01, whatever the share is."""
        order = self._sold(300, 30_000)
        self._assert_clean(self._back(order, 1, 100, 0.01))

    def test_what_is_left_goes_back_in_the_back_office(self):
        order = self._sold()
        self._back(order, 1, 100, 0.33)
        refund = order._refund()
        self.assertEqual(refund.amount_total, -1800)
        self.assertEqual(refund.lines.mapped("price_subtotal_incl"), [-2000, 200])

    def test_a_discount_on_some_goods(self):
        """What it was not taken from comes back at its price."""
        other = self.create_product("Screws", self.categ_basic, 500)
        other.taxes_id = False
        program = self._program(
            "promotion", "SOME", discount=20, trigger="auto", rule={"mode": "auto"}
        )
        program.reward_ids.write(
            {"discount_applicability": "specific", "discount_product_ids": [(6, 0, other.ids)]}
        )
        order = self._sale(1, rewards=[(program.reward_ids, None, 100, 1)])
        self.env["pos.order.line"].create(
            {
                "order_id": order.id,
                "name": "Screws",
                "product_id": other.id,
                "qty": 1,
                "price_unit": 500,
                "price_subtotal": 500,
                "price_subtotal_incl": 500,
            }
        )
        discount = order.lines.filtered("reward_id")
        self.assertEqual(order._kms_discounted(discount).product_id, other)
        self.assertEqual(order._kms_due_back(discount), 0)
        program.reward_ids.discount_applicability = "order"
        self.assertEqual(len(order._kms_discounted(discount)), 2)
