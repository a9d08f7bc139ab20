from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tools import mute_logger

from ..models.loyalty_card_till import HIDDEN
from .judge_common import JudgeCommon

REFUSED = "refused"
# What names a card, besides the card.
RELATIONS = (
    ("pos.order.line", "coupon_id"),
    ("loyalty.history", "card_id"),
    ("sale.order.line", "coupon_id"),
    ("sale.order", "applied_coupon_ids"),
    ("sale.order.coupon.points", "coupon_id"),
    ("loyalty.program", "coupon_ids"),
    ("loyalty.card.update.balance", "card_id"),
    ("kms.coupon.use", "card_id"),
    ("kms.coupon.slot", "card_id"),
    ("kms.coupon.member", "card_id"),
    ("kms.coupon.give", "card_id"),
    ("kms.points.entry", "card_id"),
    ("kms.loyalty.move", "card_id"),
)


class CardCommon(JudgeCommon):
    """Cards whose code is money, and cards that are nothing without their customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Card = cls.env["loyalty.card"]
        cls.cashier.group_ids += cls.env.ref("base.group_allow_export")
        cls.points = cls._loyalty()
        cls.coupons = cls._coupons()
        cls.following = cls._program("next_order_coupons", "NEXT", applies_on="future")
        cls.gifts = cls._purse("gift_card")
        cls.wallets = cls._purse("ewallet")
        cls.gift = cls._card(cls.gifts, points=5_000)
        cls.coupon = cls._card(cls.coupons)
        cls.secret = (
            cls.gift
            | cls.coupon
            | cls._card(cls.coupons, cls.people[2])
            | cls._card(cls.following)
            | cls._card(cls.wallets, points=700)
        )
        cls.wallet = cls._card(cls.wallets, cls.customer, points=300)
        cls.colleague = cls._make_user(
            "card_cashier", "kms_base.role_cashier,point_of_sale.group_pos_user"
        )

    @classmethod
    def _purse(cls, kind):
        rule = {"reward_point_amount": 1, "reward_point_mode": "money"}
        rule["product_ids"] = [(6, 0, cls.product.ids)]
        reward = {"reward_type": "discount", "discount_mode": "per_point", "discount": 1}
        reward.update(discount_applicability="order", required_points=1)
        return cls.Program.create(
            {
                "name": f"Program {kind}",
                "program_type": kind,
                "applies_on": "future",
                "trigger": "auto",
                "company_id": cls.company.id,
                "currency_id": cls.company.currency_id.id,
                "rule_ids": [(5, 0, 0), (0, 0, rule)],
                "reward_ids": [(5, 0, 0), (0, 0, reward)],
                "communication_plan_ids": [(5, 0, 0)],
            }
        )

    def _as(self, user, record):
        return record.with_user(user).sudo(False)

    def _mine(self, record):
        return self._as(self.cashier, record)

    def _call(self, record, method, *args, **kwargs):
        """Return what a client of the cashier's is answered."""
        self.env.flush_all()
        self.env.invalidate_all()
        args = (record.ids, *args) if record else args
        with mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"):
            try:
                model = self._mine(self.env[record._name])
                return call_kw(model, method, list(args), kwargs)
            except AccessError:
                return REFUSED

    def _pay(self, card, amount, partner=None, **values):
        reward = card.program_id.reward_ids
        rewards = [(reward, card, amount, amount)]
        return self._sale(5, rewards=rewards, partner=partner, **values)


class TestCardCodes(CardCommon):
    """A cashier reads no code that is money."""

    def _assert_untold(self, answer, call):
        told = [code for code in self.secret.mapped("code") if code in repr(answer)]
        self.assertFalse(told, call)

    def test_none_is_found(self):
        Card = self.env["loyalty.card"]
        for call in (
            ("search_read", [], ["code", "display_name"]),
            ("web_search_read", [], {"code": {}, "display_name": {}}),
            ("formatted_read_group", [], ["code"], ["__count"]),
            ("web_read_group", [], ["code"]),
            ("name_search", ""),
        ):
            self._assert_untold(self._call(Card, *call), call)
        for card in self.secret:
            start = f"{card.code[:9]}%"
            self.assertFalse(self._call(Card, "name_search", card.code))
            self.assertFalse(self._call(Card, "search_count", [("code", "=", card.code)]))
            self.assertFalse(self._call(Card, "search_count", [("code", "=like", start)]))
            self.assertFalse(self._call(Card, "search_count", [("display_name", "like", start)]))
            for call in (
                ("read", ["code"]),
                ("read", ["display_name"]),
                ("web_read", {"code": {}}),
                ("export_data", ["code"]),
                ("copy",),
                ("write", {"points": 9}),
            ):
                self.assertEqual(self._call(card, *call), REFUSED, call)

    def test_none_is_named_by_what_relates_to_it(self):
        sale = self._pay(self.gift, 1_000)
        coupon = self._pay(self.coupon, 500)
        self._sell(0, 20_000).applied_coupon_ids = self.secret
        self.assertEqual((sale | coupon).lines.coupon_id, self.gift | self.coupon)
        for name, field in RELATIONS:
            Model = self.env[name]
            inner = {field: {"fields": {"display_name": {}, "code": {}}}}
            for call in (
                ("search_read", [], [field]),
                ("web_search_read", [], {field: {"fields": {"display_name": {}}}}),
                ("web_search_read", [], inner),
                ("formatted_read_group", [], [field], ["__count"]),
                ("formatted_read_group", [], [f"{field}.code"], ["__count"]),
            ):
                if Model._fields[field].type != "many2one" and call[0] == "formatted_read_group":
                    continue
                self._assert_untold(self._call(Model, *call), (name, *call))
            for path in (field, f"{field}/code", f"{field}/display_name"):
                records = Model.search([])
                answer = records and self._call(records, "export_data", [path])
                self._assert_untold(answer, (name, path))
            for card in self.secret:
                for leaf in (
                    (f"{field}.code", "=like", f"{card.code[:9]}%"),
                    (field, "ilike", card.code),
                    (field, "any", [("code", "=", card.code)]),
                ):
                    answer = self._call(Model, "search_count", [leaf])
                    self.assertIn(answer, (0, REFUSED), (name, leaf))

    def test_a_line_names_its_program(self):
        sale = self._pay(self.gift, 1_000)
        line = sale.lines.filtered("coupon_id")
        [told] = self._call(line, "read", ["coupon_id"])
        self.assertEqual(told["coupon_id"], (self.gift.id, f"Program gift_card: {HIDDEN}"))
        boss = self._as(self.boss, line).read(["coupon_id"])
        self.assertIn(self.gift.code, boss[0]["coupon_id"][1])
        shown = self._call(line, "web_read", {"coupon_id": {"fields": {"display_name": {}}}})
        self.assertIn(HIDDEN, repr(shown), "as a form or list shows it")

    def test_no_doubt_tells_it(self):
        order = self._pay(self.gift, 9_000)
        self.assertIn("Program gift_card", order.kms_review_reason)
        other = self._pay(self.coupon, 4_000)
        self.assertIn(self.coupons.name, other.kms_review_reason)
        orders = order | other
        fields = ["kms_review_reason", "display_name"]
        self.assertEqual(len(self._call(orders, "read", fields)), 2)
        for record in (orders, orders.lines, orders.session_id.activity_ids):
            self._assert_untold(self._call(record, "read"), record)

    def test_no_second_call_tells_it(self):
        order = self._sale(1)
        claims = {
            str(card.id): {"program_id": card.program_id.id, "points": -1} for card in self.secret
        }
        answer = self._call(order, "confirm_coupon_programs", claims)
        self.assertFalse(answer["coupon_updates"], "cards of no line of it")
        paid = self._pay(self.gift, 1_000)
        [updated] = self._call(paid, "confirm_coupon_programs", claims)["coupon_updates"]
        self.assertEqual((updated["id"], updated["points"]), (self.gift.id, 4_000))
        self.assertFalse(updated["code"])

    def test_no_question_before_the_payment_tells_it(self):
        Order = self.env["pos.order"]
        changes = {str(card.id): -99_999 for card in self.secret}
        answer = self._call(Order, "validate_coupon_programs", [], changes, [])
        self.assertFalse(answer["successful"])
        self.assertIn("Program gift_card", answer["payload"]["message"])
        self._assert_untold(answer, "validate_coupon_programs")

    def test_cards_of_lines_without_their_code(self):
        paid = self._pay(self.gift, 1_000)
        owned = self._pay(self.wallet, 100)
        theirs = self._of_closed_session(self._pay(self.coupon, 500, user=self.colleague))
        lines = (paid | owned | theirs).lines
        read = self._call(self.config, "kms_cards_of_lines", [*lines.ids, None, "x", 10**12])
        cards = {card["id"]: card for card in read}
        self.assertEqual(set(cards), {self.gift.id, self.wallet.id})
        self.assertEqual(cards[self.wallet.id]["code"], self.wallet.code)
        self.assertEqual(cards[self.gift.id]["points"], 4_000)
        self.assertIn(HIDDEN, cards[self.gift.id]["code"])
        self.assertEqual(set(cards[self.gift.id]), set(cards[self.wallet.id]))
        for hostile in (None, 5, "x", {}, [[1]]):
            self.assertEqual(self._call(self.config, "kms_cards_of_lines", hostile), [])

    def test_who_reads_codes(self):
        marketing = self._make_user("card_marketing", "kms_base.role_marketing")
        management = self._make_user("card_management", "kms_base.role_management")
        showroom = self._make_user("card_showroom", "kms_base.role_showroom")
        both = self._make_user("card_both", "kms_base.role_showroom,point_of_sale.group_pos_user")
        for user in (marketing, management, showroom, both, self.boss):
            cards = self._as(user, self.secret)
            self.assertEqual(cards.mapped("code"), self.secret.mapped("code"), user.login)
            self.assertIn(self.gift.code, cards[0].display_name)
            self.assertEqual(
                self._as(user, self.Card).search([("id", "in", self.secret.ids)]), self.secret
            )

    def test_cards_that_need_their_customer(self):
        found = self._mine(self.Card).search_read(
            [("partner_id", "=", self.customer.id), ("program_id", "=", self.wallets.id)],
            self.Card._load_pos_data_fields(self.config),
        )
        self.assertEqual(found[0]["code"], self.wallet.code)
        self.assertEqual(
            self._mine(self.wallet).display_name, f"Program ewallet: {self.wallet.code}"
        )


class TestCardsAtTheTill(CardCommon):
    """What the till asks as its cashier goes on, by whole codes and by its own orders."""

    def _status(self, code):
        answer = self._call(self.Card, "get_gift_card_status", code, self.config.id)
        return answer["status"], answer["data"]["loyalty.card"]

    def test_codes_that_are_typed(self):
        for card, points in ((self.gift, 5_000), (self.coupon, 1)):
            answer = self._ask(card.code)
            self.assertTrue(answer["successful"], answer)
            payload = answer["payload"]
            self.assertEqual((payload["coupon_id"], payload["points"]), (card.id, points))
        for code in ("NOBODYS", "a\ud800", "a\x00"):
            self.assertFalse(self._ask(code)["successful"])
        self.gifts.pos_ok = False
        self.assertFalse(self._ask(self.gift.code)["successful"])

    def test_a_code_of_another_company(self):
        other = self.env["res.company"].create(
            {"name": "Other", "currency_id": self.company.currency_id.id}
        )
        self.gifts.company_id = other
        self.assertEqual(self.gift.company_id, other)
        self.assertFalse(self._ask(self.gift.code)["successful"])
        self.assertEqual(self._status(self.gift.code), (False, []))
        changes = {str(self.gift.id): -99_999}
        answer = self._call(self.env["pos.order"], "validate_coupon_programs", [], changes, [])
        self.assertNotIn("updated_points", answer["payload"])

    def test_a_gift_card_that_is_sold(self):
        status, [card] = self._status(self.gift.code)
        self.assertEqual((status, card["points"]), (True, 5_000))
        self.assertEqual(self._status("FRESH-1"), (True, []))
        self.gift.source_pos_order_id = self._sale(1)
        self.gift.partner_id = self.customer
        for code in (self.gift.code, self.coupon.code, "x" * 99, "a\ud800", 5, None, ["%"]):
            with self.subTest(code):
                expected = not (isinstance(code, str) and code)
                self.assertEqual(self._status(code), (expected, []))

    def test_a_new_gift_card_is_printed_by_who_sold_it(self):
        order = self._sale(1)
        claim = {"program_id": self.gifts.id, "points": 1_000}
        self._call(order, "confirm_coupon_programs", {"-1": claim})
        card = self.Card.search([("source_pos_order_id", "=", order.id)])
        self.assertEqual(card.points, 1_000)
        self.assertIn(card.code, self._printed(self.cashier, card))
        for user, cards in ((self.colleague, card), (self.cashier, card | self.gift)):
            with self.assertRaises(AccessError):
                self._printed(user, cards)
        self.assertIn(self.gift.code, self._printed(self.boss, card | self.gift))
        self._of_closed_session(order)
        with self.assertRaises(AccessError):
            self._printed(self.cashier, card)

    def _printed(self, user, cards):
        self.env.invalidate_all()
        report = self._as(user, self.env["ir.actions.report"])
        with mute_logger("odoo.addons.base.models.ir_rule"):
            html, _kind = report._render_qweb_html("loyalty.gift_card_report_i18n", cards.ids)
        return html.decode()

    def test_a_coupon_for_the_next_order_is_on_the_ticket(self):
        order = self._sale(1)
        claim = {"program_id": self.following.id, "points": 1}
        answer = self._call(order, "confirm_coupon_programs", {"-1": claim})
        [told] = answer["new_coupon_info"]
        card = self.Card.search([("source_pos_order_id", "=", order.id)])
        self.assertEqual(told["code"], card.code)
        self.assertEqual(self._call(card, "read", ["code"]), REFUSED)

    def test_a_gift_card_pays_and_is_given_back(self):
        changes = {str(self.gift.id): -1_000}
        answer = self._call(self.env["pos.order"], "validate_coupon_programs", [], changes, [])
        self.assertTrue(answer["successful"])
        order = self._pay(self.gift, 1_000)
        self.assertEqual(self.gift.points, 4_000)
        self._assert_clean(order)
        goods, gift = order.lines
        data = self._till_data(-5)
        data["lines"][0][2]["refunded_orderline_id"] = goods.id
        back = {"product_id": gift.product_id.id, "qty": -1, "price_unit": -1_000}
        back.update(price_subtotal=1_000, price_subtotal_incl=1_000, tax_ids=[(6, 0, [])])
        back.update(uuid="gift-back", refunded_orderline_id=gift.id)
        data["lines"].append((0, 0, back))
        data.update(amount_total=-4_000, amount_paid=-4_000, is_refund=True)
        data["payment_ids"][0][2]["amount"] = -4_000
        refund = self.env["pos.order"].browse(
            self._mine(self.env["pos.order"]).sync_from_ui([data])["pos.order"][-1]["id"]
        )
        self.assertEqual(self.gift.points, 5_000, refund.kms_review_reason)

    def test_new_codes_before_the_payment(self):
        Order = self.env["pos.order"]
        asked = self._call(Order, "validate_coupon_programs", [], {}, ["FRESH-1", self.gift.code])
        self.assertFalse(asked["successful"])
        self.assertIn(self.gift.code, asked["payload"]["message"])
        self.assertTrue(
            self._call(Order, "validate_coupon_programs", [], {}, ["FRESH-1"])["successful"]
        )
        many = [f"FRESH-{place}" for place in range(50)] + [self.gift.code]
        self.assertTrue(self._call(Order, "validate_coupon_programs", [], {}, many)["successful"])
        for hostile in (None, 5, [5, None, [], "x" * 99, "a\ud800"], {"x": 1}):
            for changes in (None, 5, {"x": 1, "1": "2", "--1": 3, str(self.gift.id): None}):
                answer = self._call(Order, "validate_coupon_programs", [], changes, hostile)
                self.assertTrue(answer["successful"])

    def test_codes_are_not_tried_out(self):
        self.company.kms_lookup_limit = 3
        self.assertTrue(self._ask(self.gift.code)["successful"], "a code that is one is free")
        self.assertFalse(self._ask("NOBODYS1")["successful"])
        self.assertEqual(self._status("NOBODYS2"), (True, []))
        answer = self._call(
            self.env["pos.order"], "validate_coupon_programs", [], {}, [self.gift.code]
        )
        self.assertFalse(answer["successful"])
        self.assertIn("minute", self._refused(self.gift.code)["limited"])
        self.assertEqual(self._status(self.gift.code), (False, []))
        answer = self._call(
            self.env["pos.order"], "validate_coupon_programs", [], {}, [self.gift.code]
        )
        self.assertTrue(answer["successful"], "nothing is told any more")
        lines = self.env["kms.customer.lookup"].search([("user_id", "=", self.cashier.id)])
        self.assertEqual(sorted(lines.mapped("result")), ["code"] * 3 + ["limited"])
        self.assertNotIn(self.gift.code, lines.mapped("hint"))
