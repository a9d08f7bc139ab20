from uuid import uuid4

from .common import LoyaltyCommon


class CouponCommon(LoyaltyCommon):
    """Orders as a till sends them, and coupons on core's programs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.write({"taxes_id": [(5, 0, 0)], "lst_price": 1000})
        cls.Use = cls.env["kms.coupon.use"]
        cls.Entry = cls.env["kms.points.entry"]
        cls.Program = cls.env["loyalty.program"]
        # core's programs of the test's database are not this test's
        cls.Program.search([]).active = False
        cls.cashier = cls._make_user(
            "coupon_cashier", "kms_base.role_cashier,point_of_sale.group_pos_user"
        )
        cls.config, cls.pos_session = cls.basic_config, cls.session
        cls.pricelist, cls.currency = cls.basic_config.pricelist_id, cls.company.currency_id
        cls.session.action_pos_session_open()

    @classmethod
    def _program(cls, kind="promo_code", code="GENTEST2", minimum=0, discount=10, **values):
        rule = {"minimum_amount": minimum, "minimum_qty": 0, **values.pop("rule", {})}
        if kind == "promo_code":
            rule.update(mode="with_code", code=code)
        return cls.Program.create(
            {
                "name": f"Program {code}",
                "program_type": kind,
                "company_id": cls.company.id,
                "currency_id": cls.company.currency_id.id,
                "trigger": "with_code",
                "applies_on": "current",
                "rule_ids": [(5, 0, 0), (0, 0, rule)],
                "reward_ids": [
                    (5, 0, 0),
                    (
                        0,
                        0,
                        {
                            "reward_type": "discount",
                            "discount_mode": "percent",
                            "discount_applicability": "order",
                            "discount": discount,
                            "required_points": 1,
                        },
                    ),
                ],
                "communication_plan_ids": [(5, 0, 0)],
                **values,
            }
        )

    @classmethod
    def _coupons(cls, **values):
        return cls._program("coupons", "SPE", **values)

    @classmethod
    def _card(cls, program, partner=None, **values):
        return cls.env["loyalty.card"].create(
            {
                "program_id": program.id,
                "partner_id": partner.id if partner else False,
                "points": 1,
                **values,
            }
        )

    @classmethod
    def _loyalty(cls, amount=0.01, mode="money"):
        return cls.Program.create(
            {
                "name": "Points",
                "program_type": "loyalty",
                "company_id": cls.company.id,
                "currency_id": cls.company.currency_id.id,
                "trigger": "auto",
                "applies_on": "both",
                "rule_ids": [
                    (5, 0, 0),
                    (0, 0, {"reward_point_amount": amount, "reward_point_mode": mode}),
                ],
                "reward_ids": [
                    (5, 0, 0),
                    (
                        0,
                        0,
                        {
                            "reward_type": "discount",
                            "discount_mode": "per_order",
                            "discount_applicability": "order",
                            "discount": 500,
                            "required_points": 50,
                        },
                    ),
                ],
            }
        )

    def _ask(self, code, partner=None, lines=None, uuid=None):
        """Type a code at the till; with lines ``[(product, amount)]`` it sends its basket."""
        order = {}
        if lines is not None:
            order["lines"] = [
                {"product_id": product.id, "incl": amount} for product, amount in lines
            ]
        if uuid:
            order["uuid"] = uuid
        config = self.basic_config.with_user(self.cashier).sudo(False)
        return config.use_coupon_code(
            code, "2026-11-21 10:00:00", partner and partner.id, False, order
        )

    def _refused(self, *args, **options):
        answer = self._ask(*args, **options)
        self.assertFalse(answer["successful"])
        return answer["payload"].get("kms_reasons")

    def _till(self, quantity=10, partner=None, rewards=(), **values):
        """Send a paid order.

        :param rewards: ``(reward, card, amount, points)`` of each discount
        """
        return self.env["pos.order"].browse(
            self._sync(self._till_data(quantity, partner, rewards, **values))
        )

    def _sync(self, data):
        orders = self.env["pos.order"].with_user(self.cashier).sudo(False)
        answer = orders.sync_from_ui([data])
        return answer["pos.order"][0]["id"]

    def _till_data(self, quantity=10, partner=None, rewards=(), **values):
        data = self.create_ui_order_data(
            [(self.product, quantity)],
            customer=self.customer if partner is None else partner,
            payments=[(self.cash_pm1, 0)],
            uuid=values.pop("uuid", str(uuid4())),
        )
        for reward, card, amount, points in rewards:
            product = reward.discount_line_product_id
            data["lines"].append(
                (
                    0,
                    0,
                    {
                        "uuid": str(uuid4()),
                        "product_id": product.id,
                        "qty": 1,
                        "price_unit": -amount,
                        "price_subtotal": -amount,
                        "price_subtotal_incl": -amount,
                        "tax_ids": [(6, 0, [])],
                        "is_reward_line": True,
                        "reward_id": reward.id,
                        "coupon_id": card.id if card else False,
                        "reward_identifier_code": str(uuid4())[:8],
                        "points_cost": points,
                    },
                )
            )
        total = sum(line[2]["price_subtotal_incl"] for line in data["lines"])
        data.update(amount_total=total, amount_paid=total, amount_tax=0, amount_return=0)
        data["payment_ids"][0][2]["amount"] = total
        data.update({"session_id": self.session.id, "user_id": self.cashier.id, **values})
        return data

    def _balance(self, card):
        entries = self.Entry.search([("card_id", "=", card.id)])
        self.assertAlmostEqual(sum(entries.mapped("points")), card.points)
        return card.points
