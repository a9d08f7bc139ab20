from contextlib import suppress
from uuid import uuid4

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tools import SQL, mute_logger

from .judge_common import JudgeCommon

REFUSED = (AccessError, UserError, ValidationError, AttributeError, IntegrityError)


class TestAttempts(JudgeCommon):
    """What a cashier tries by calling the server without the till."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls._loyalty()
        cls.coupons = cls._coupons()
        cls.colleague = cls._make_user(
            "other_cashier", "kms_base.role_cashier,point_of_sale.group_pos_user"
        )

    def setUp(self):
        super().setUp()
        self.order = self._till(10)
        self.card = self._mine()
        self.coupon = self._card(self.coupons, self.people[2])
        self.used = self._card(self.coupons, self.people[3])
        self._till(10, self.people[3], [(self.coupons.reward_ids, self.used, 1000, 1)])
        self.theirs = self._of_closed_session(self._sale(user=self.colleague))
        self.env.flush_all()

    def _mine(self):
        return self.env["loyalty.card"].search(
            [("partner_id", "=", self.customer.id), ("program_id", "=", self.program.id)]
        )

    def _truth(self):
        """Everything that an attempt may want to change."""
        self.env.flush_all()
        self.env.invalidate_all()
        truth = {}
        for table in (
            "loyalty_card",
            "loyalty_history",
            "loyalty_program",
            "loyalty_reward",
            "kms_points_entry",
            "kms_coupon_use",
            "kms_coupon_slot",
            "kms_loyalty_tier",
            "pos_order_line",
            "pos_payment",
        ):
            self.env.cr.execute(SQL("SELECT t::text FROM %s t ORDER BY 1", SQL.identifier(table)))
            truth[table] = self.env.cr.fetchall()
        self.env.cr.execute(
            "SELECT id, state, amount_total, amount_paid, partner_id, user_id, session_id,"
            " kms_review_state FROM pos_order ORDER BY id"
        )
        truth["pos_order"] = self.env.cr.fetchall()
        return truth

    def _call(self, record, method, *args, **kwargs):
        model = self.env[record._name].with_user(self.cashier).sudo(False)
        if record:
            args = (record.ids, *args)
        return call_kw(model, method, list(args), kwargs)

    def _attempts(self):
        """What is tried, by name: each returns something false when nothing was to be had."""
        env, order, card = self.env, self.order, self.card
        line, payment = order.lines[0], order.payment_ids[0]
        Order, Line = env["pos.order"], env["pos.order.line"]
        Payment, Card = env["pos.payment"], env["loyalty.card"]
        rich = {"points": 99_999}
        sold = {"order_id": order.id, "product_id": self.product.id, "qty": -5, "price_unit": 1000}
        sold.update(price_subtotal=-5000, price_subtotal_incl=-5000)
        paid = {"session_id": self.session.id, "state": "paid", "amount_total": 1}
        paid.update(amount_tax=0, amount_paid=1, amount_return=0)
        money = {"pos_order_id": order.id, "amount": -500, "payment_method_id": self.cash_pm1.id}
        return {
            "points of a card": lambda: self._call(card, "write", rich),
            "a card of one's own": lambda: self._call(
                Card, "create", [{"program_id": self.program.id, **rich}]
            ),
            "a card for another": lambda: self._call(
                card, "write", {"partner_id": self.people[4].id}
            ),
            "a used coupon again": lambda: self._call(self.used, "write", {"points": 1}),
            "a coupon that never ends": lambda: self._call(
                self.coupon, "write", {"expiration_date": "2099-01-01"}
            ),
            "coupons in bulk": lambda: self._call(
                env["loyalty.generate.wizard"],
                "create",
                [{"program_id": self.coupons.id, "coupon_qty": 50}],
            ),
            "a new balance": lambda: self._call(
                env["loyalty.card.update.balance"],
                "create",
                [{"card_id": card.id, "new_balance": 99_999, "description": "x"}],
            ),
            "the history of a card": lambda: self._call(
                env["loyalty.history"], "create", [{"card_id": card.id, "issued": 9}]
            ),
            "a better reward": lambda: self._call(
                self.program.reward_ids, "write", {"discount": 99_999}
            ),
            "no limit on a program": lambda: self._call(
                self.coupons, "write", {"kms_max_per_customer": 0, "limit_usage": False}
            ),
            "the ledger": lambda: self._call(
                env["kms.points.entry"], "search_read", [], ["points"]
            ),
            "uses of coupons": lambda: self._call(env["kms.coupon.use"], "search_read", []),
            "a tier for all": lambda: self._call(
                self.tiers["VIP"], "write", {"threshold": 0, "discount": 90}
            ),
            "the scores of customers": lambda: self._call(
                env["kms.loyalty.score"], "search_read", []
            ),
            "points in the second call": lambda: (
                self._call(order, "confirm_coupon_programs", {card.id: self._claim(99_999)}) and 0
            ),
            "history in the second call": lambda: self._call(
                order, "add_loyalty_history_lines", [], []
            ),
            "the price of a paid line": lambda: self._call(line, "write", {"price_unit": 1}),
            "the quantity through the order": lambda: self._call(
                order, "write", {"lines": [(1, line.id, {"qty": 99})]}
            ),
            "a line more": lambda: self._call(Line, "create", [sold]),
            "a line away": lambda: self._call(line, "unlink"),
            "a payment more": lambda: self._call(Payment, "create", [money]),
            "a payment through the order": lambda: self._call(order, "add_payment", money),
            "a lower payment": lambda: self._call(payment, "write", {"amount": 1}),
            "a payment away": lambda: self._call(payment, "unlink"),
            "the total": lambda: self._call(order, "write", {"amount_total": 1}),
            "another customer": lambda: self._call(
                order, "write", {"partner_id": self.people[4].id}
            ),
            "another seller": lambda: self._call(order, "write", {"user_id": self.cashier.id + 0}),
            "a paid order away": lambda: self._call(order, "unlink"),
            "a paid order from nothing": lambda: self._call(Order, "create", [paid]),
            **self._attempts_by_default(sold, money),
            "a paid order called off": lambda: self._call(order, "write", {"state": "cancel"}),
            "a paid order as a draft": lambda: self._call(order, "write", {"state": "draft"}),
            "a draft that pays itself": self._pay_a_draft,
            "the mark of a review": lambda: (
                self._call(order, "write", {"kms_review_state": "done"}) and 0
            ),
            "closing a review": lambda: self._call(order, "action_kms_reviewed"),
            "a colleague's order": lambda: self._call(self.theirs, "read", ["amount_total"]),
            "a colleague's sales": lambda: self._call(
                Order, "search_count", [("id", "in", self.theirs.ids)]
            ),
            "a colleague's lines": lambda: self._call(
                Line, "search_read", [("order_id", "in", self.theirs.ids)]
            ),
            "a colleague's takings": lambda: self._call(
                Payment, "search_count", [("pos_order_id", "in", self.theirs.ids)]
            ),
            "a private method": lambda: self._call(order, "_kms_settle_loyalty"),
            "trust in the context": lambda: self._call(
                line, "write", {"price_unit": 1}, context={"kms_till": True}
            ),
        }

    def _attempts_by_default(self, sold, money):
        """The paid order that the values do not name: the context of the call does."""

        def create(model, values, name):
            rest = {key: value for key, value in values.items() if key != name}
            context = {f"default_{name}": values[name]}
            rest["name"] = "Sale"
            return lambda: self._call(self.env[model], "create", [rest], context=context)

        return {
            "a line more by default": create("pos.order.line", sold, "order_id"),
            "a payment more by default": create("pos.payment", money, "pos_order_id"),
        }

    def _claim(self, points):
        return {"program_id": self.program.id, "points": points}

    def _pay_a_draft(self):
        """Make a draft with a price of one's own, then say that it is paid."""
        orders = self.env["pos.order"]
        line = {"product_id": self.product.id, "qty": 1, "price_unit": 1, "uuid": str(uuid4())}
        line.update(price_subtotal=1, price_subtotal_incl=1)
        draft = {"session_id": self.session.id, "amount_total": 0, "amount_tax": 0}
        draft.update(amount_paid=0, amount_return=0, lines=[(0, 0, line)])
        made = self._call(orders, "create", [draft])
        return self._call(orders.browse(made), "action_pos_order_paid")

    def test_none_succeeds(self):
        attempts = self._attempts()
        self.assertGreaterEqual(len(attempts), 20)
        succeeded = []
        for name, attempt in attempts.items():
            before = self._truth()
            point = self.env.cr.savepoint(flush=False)
            try:
                with mute_logger(
                    "odoo.sql_db", "odoo.models.unlink", "odoo.addons.base.models.ir_rule"
                ):
                    got = attempt()
            except REFUSED:
                point.close(rollback=True)
                self.env.invalidate_all()
                continue
            changed = [table for table, rows in self._truth().items() if rows != before[table]]
            point.close(rollback=True)
            self.env.invalidate_all()
            if got or changed:
                succeeded.append((name, got, changed))
        self.assertEqual(succeeded, [])

    def test_a_sale_brings_nothing_but_itself(self):
        """A till sends its order with commands for lines and payments: for those of no other."""
        line, payment = self.order.lines[0], self.order.payment_ids[0]
        theirs = self.theirs.lines[0]
        for field, command in (
            ("lines", [1, line.id, {"qty": 99, "price_unit": 1}]),
            ("lines", [2, line.id]),
            ("lines", [3, line.id]),
            ("lines", [4, theirs.id]),
            ("lines", [6, 0, [theirs.id]]),
            ("payment_ids", [1, payment.id, {"amount": 1}]),
            ("payment_ids", [2, payment.id]),
            ("payment_ids", [4, payment.id]),
        ):
            with self.subTest(field, command=command):
                data = self._till_data(1)
                data[field].append(command)
                self._check_smuggled(data)
        for model, owner, name in (
            ("pos.order.line", line, "order_id"),
            ("pos.payment", payment, "pos_order_id"),
        ):
            with self.subTest(model):
                data = self._till_data(1)
                data["relations_uuid_mapping"] = {model: {owner.uuid: {name: data["uuid"]}}}
                self._check_smuggled(data)

    def _check_smuggled(self, data):
        sold = {"pos_order": self.order | self.theirs}
        sold["pos_order_line"] = sold["pos_order"].lines
        sold["pos_payment"] = sold["pos_order"].payment_ids

        def rows():
            self.env.flush_all()
            return [
                self.env.execute_query(
                    SQL(
                        "SELECT t::text FROM %s t WHERE id = ANY(%s) ORDER BY id",
                        SQL.identifier(table),
                        records.ids,
                    )
                )
                for table, records in sold.items()
            ]

        before = rows()
        point = self.env.cr.savepoint(flush=False)
        with mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule"), suppress(*REFUSED):
            self._sync(data)
            self.assertEqual(rows(), before)
        point.close(rollback=True)
        self.env.invalidate_all()

    def test_an_order_is_not_paid_by_default(self):
        values = {"session_id": self.session.id, "amount_total": 1, "amount_tax": 0}
        values.update(amount_paid=1, amount_return=0)
        context = {"default_state": "paid", "default_kms_review_state": "done"}
        [made] = self._call(self.env["pos.order"], "create", [values], context=context)
        order = self.env["pos.order"].browse(made)
        self.assertEqual((order.state, order.kms_review_state), ("draft", False))

    def test_a_manager_settles_what_is_paid_in_the_office(self):
        line = {"product_id": self.product.id, "qty": 1, "price_unit": 1, "uuid": str(uuid4())}
        line.update(price_subtotal=1, price_subtotal_incl=1, tax_ids=[(6, 0, [])])
        orders = self.env["pos.order"].with_user(self.boss).sudo(False)
        order = orders.create(
            {
                "session_id": self.session.id,
                "partner_id": self.people[4].id,
                "amount_total": 1,
                "amount_tax": 0,
                "amount_paid": 0,
                "amount_return": 0,
                "lines": [(0, 0, line)],
            }
        )
        order.add_payment(
            {"pos_order_id": order.id, "amount": 1, "payment_method_id": self.cash_pm1.id}
        )
        self.company.kms_till_discount_manager = 50
        order.action_pos_order_paid()
        self.assertEqual(order.state, "paid")
        self.assertEqual(order.kms_review_state, "review")

    def test_a_customer_for_the_invoice(self):
        order = self._till(1, self.env["res.partner"])
        mine = order.with_user(self.cashier).sudo(False)
        mine.partner_id = self.people[1]
        self.assertEqual(order.partner_id, self.people[1])

    def test_a_colleague_is_helped_while_the_session_is_open(self):
        order = self._sale(user=self.colleague)
        mine = order.with_user(self.cashier).sudo(False)
        self.assertEqual(mine.amount_total, 1000)
        self._assert_clean(self._refund_of(order))
        with self.assertRaises(AccessError):
            mine.partner_id = False
