from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from ..privacy.mask import mask
from .coupon_common import CouponCommon

PHONE = "+237 699 00 11 22"
NUMBER = "+237699001122"
# One look-up: found, tier, last visit, wallet, the till's records, the trace.
QUERIES = 30
HOSTILE = [
    None,
    False,
    0,
    [],
    {},
    ["699001122"],
    {"phone": "699001122"},
    "",
    "   ",
    "abc",
    "12345",
    "'; DROP TABLE res_partner; --",
    "<script>alert(1)</script>",
    "%",
    "_________",
    "+" * 5000,
    "6" * 5000,
    "\x00699001122"[:1],
    "٦٩٩",
]


class TestLookup(CouponCommon):
    """Who is it? One call, limited and written down."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cm")
        cls.gold = cls.tiers["GOLD"]
        cls.customer.write({"name": "Jean Test", "phone": PHONE})
        cls.Score.create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "tier_id": cls.gold.id,
                "score": 78,
                "purchases": 9,
                "last_purchase": "2026-11-12",
            }
        )
        cls.till = cls.config.with_user(cls.cashier).sudo(False)
        cls.Lookup = cls.env["kms.customer.lookup"]

    def _traces(self):
        found = self.Lookup.search([("user_id", "=", self.cashier.id)], order="id")
        return found.mapped("result")

    def _card(self, text="699001122", order=None):
        answer = self.till.kms_find_customer(text, order)
        self.assertEqual(answer["state"], "found")
        return answer["customers"][0]

    def test_found_however_it_is_written(self):
        for text in ("699001122", "699 00 11 22", NUMBER, "00237699001122", " 237 699001122 "):
            self.assertEqual(self._card(text)["id"], self.customer.id, text)
        answer = self.till.kms_find_customer("699001122")
        self.assertEqual(answer["phone"], {"number": NUMBER, "display": PHONE})
        [record] = answer["records"]["res.partner"]
        self.assertEqual(record["kms_loyalty_tier_id"], self.gold.id)

    def test_card(self):
        program = self._loyalty()
        wallet = self.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": self.customer.id, "points": 1240}
        )
        card = self._card()
        self.assertEqual(
            card["tier"],
            {"id": self.gold.id, "name": "GOLD", "color": "#D4A017", "discount": 5},
        )
        self.assertEqual((card["score"], card["purchases"], card["days"]), (78, 9, 90))
        # ids can be counted through: the card of one shows no whole number
        chosen = self.till.kms_customer_card(self.customer.id)["customers"][0]
        self.assertEqual({card["phone"], chosen["phone"]}, {mask(PHONE)})
        self.assertEqual(card["last_visit"], "2026-11-12")
        self.assertEqual([mine["points"] for mine in card["points"]], [1240])
        self.assertEqual(card["coupons"], [])
        # the card in the wallet says who it is as well
        self.assertEqual(self._card(wallet.code)["id"], self.customer.id)

    def test_last_visit_of_today(self):
        self._buy(age=0)
        self.assertEqual(self._card()["last_visit"], "2026-11-21")

    def test_not_rated_yet(self):
        self.people[1].write({"phone": "677 00 11 22"})
        card = self._card("677001122")
        self.assertEqual((card["tier"]["id"], card["score"]), (self.base.id, 0))
        self.assertFalse(card["last_visit"])

    def test_coupons_say_what_is_missing(self):
        program = self._coupons(minimum=5000, discount=10)
        mine = self._coupon_of(program, self.customer)
        self._coupon_of(program, self.people[1])
        self._coupon_of(program, self.customer, expiration_date="2026-11-20")
        self._coupon_of(program, self.customer, points=0)
        [coupon] = self._card()["coupons"]
        self.assertEqual((coupon["code"], coupon["ok"]), (mine.code, True))
        self.assertIn("10", coupon["label"])
        self.assertIn("5,000", coupon["minimum"])
        order = {"uuid": "a-till", "lines": [{"product_id": self.product.id, "incl": 3500}]}
        [coupon] = self._card(order=order)["coupons"]
        self.assertFalse(coupon["ok"])
        self.assertIn("1,500", coupon["reason"])
        order["lines"][0]["incl"] = 5000
        [coupon] = self._card(order=order)["coupons"]
        self.assertTrue(coupon["ok"])

    def test_codes_for_anybody(self):
        program = self._program(code="NOEL", minimum=5000, date_to="2026-12-25")
        mine = self._coupon_of(self._coupons(), self.customer)
        first, second = self._card()["coupons"]
        self.assertEqual((first["code"], second["code"]), (mine.code, "NOEL"))
        self.assertEqual([first["own"], second["own"]], [True, False])
        self.assertFalse(first["minimum"])
        self.assertEqual((second["ok"], second["expires"]), (True, "2026-12-25"))
        order = {"uuid": "a-till", "lines": [{"product_id": self.product.id, "incl": 3500}]}
        self.assertIn("1,500", self._card(order=order)["coupons"][1]["reason"])
        program.kms_shown_at_till = False
        self.assertEqual(len(self._card()["coupons"]), 1)
        program.write({"kms_shown_at_till": True, "limit_usage": True, "max_usage": 1})
        self.env["kms.coupon.slot"]._kms_take(
            "program", {"program_id": program.id, "card_id": None, "partner_id": None}, 1, "other"
        )
        self.assertEqual(len(self._card()["coupons"]), 1, "nothing is left of it")
        program.write({"limit_usage": False, "pos_ok": False})
        self.assertEqual(len(self._card()["coupons"]), 1)

    @classmethod
    def _coupon_of(cls, program, partner, **values):
        return cls.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": partner.id, "points": 1, **values}
        )

    def test_congratulation(self):
        program = self.gold._kms_coupon_program()
        self._coupon_of(program, self.customer, expiration_date="2026-12-20")
        [coupon] = self._card()["coupons"]
        self.assertTrue(coupon["congratulation"])
        self.assertEqual(coupon["expires"], "2026-12-20")

    def test_unknown_then_created_once(self):
        self.assertEqual(self.till.kms_find_customer("655443322")["state"], "unknown")
        answers = [
            self.till.kms_create_customer("655443322", "  Awa \n Ngo  ", True) for _time in range(3)
        ]
        [key] = {answer["customers"][0]["id"] for answer in answers}
        card = self.env["res.partner"].browse(key)
        self.assertEqual((card.name, card.phone_sanitized), ("Awa Ngo", "+237655443322"))
        self.assertEqual(
            self._words(card), [("sms", "agree", self.cashier), ("whatsapp", "agree", self.cashier)]
        )
        self.assertEqual(self._traces(), ["unknown", "created", "created", "created"])

    def test_created_without_a_word(self):
        for name in ("", None, ["x"], 5, " "):
            with self.subTest(name=name):
                answer = self.till.kms_create_customer("655443311", name, "yes")
                card = self.env["res.partner"].browse(answer["customers"][0]["id"])
                self.assertEqual(card.name, "+237 655 44 33 11")
                self.assertFalse(self._words(card))

    def test_created_with_a_long_name(self):
        answer = self.till.kms_create_customer("655443300", "x" * 5000)
        self.assertEqual(len(answer["customers"][0]["name"]), 120)

    def test_hostile_input(self):
        for text in HOSTILE:
            for method in (self.till.kms_find_customer, self.till.kms_create_customer):
                with self.subTest(text=str(text)[:20], method=method.__name__):
                    answer = method(text)
                    self.assertEqual(answer["state"], "bad")
                    self.assertTrue(answer["message"])
                    self.assertEqual(answer["customers"], [])
        self.assertFalse(self._traces(), "what is no number finds nobody")
        for order in (None, 5, [], {"lines": 3}, {"lines": [None, {}, {"product_id": "x"}]}):
            self._card(order=order)
        program = self._program(minimum=5000)
        for amount in ("1e999999999", "NaN", float("inf"), float("nan"), 10**400, True, None, [1]):
            lines = [{"product_id": self.product.id, "incl": amount}]
            reasons = self.till.use_coupon_code(
                program.rule_ids.code, None, False, False, {"lines": lines}
            )["payload"]["kms_reasons"]
            self.assertIn("5,000", reasons["minimum"], amount)
        for key in (None, "1", -5, 0, [1], True, 10**9, 10**30):
            self.assertEqual(self.till.kms_customer_card(key)["state"], "unknown", key)

    def test_chosen_from_the_list(self):
        answer = self.till.kms_customer_card(self.customer.id)
        self.assertEqual(answer["customers"][0]["tier"]["id"], self.gold.id)
        self.assertEqual(self._traces(), ["found"])

    def test_limited(self):
        self.company.kms_lookup_limit = 3
        states = [self.till.kms_find_customer("699001122")["state"] for _time in range(6)]
        self.assertEqual(states, ["found"] * 3 + ["limited"] * 3)
        answer = self.till.kms_create_customer("655443322", "Nobody")
        self.assertEqual((answer["state"], answer["customers"]), ("limited", []))
        self.assertEqual(self.till.kms_customer_card(self.customer.id)["state"], "limited")
        # the first refusal is written down, a flood of them is not
        self.assertEqual(self._traces(), ["found"] * 3 + ["limited"])
        self.assertFalse(
            self.env["res.partner"].search([("phone_sanitized", "=", "+237655443322")])
        )

    def test_trace(self):
        self.till.kms_find_customer("699001122")
        trace = self.Lookup.search([("user_id", "=", self.cashier.id)])
        self.assertEqual(
            (trace.config_id, trace.company_id, trace.partner_id, trace.hint),
            (self.config, self.company, self.customer, "\u202622"),
        )
        for call in (
            lambda: trace.write({"result": "unknown"}),
            trace.unlink,
            lambda: self.Lookup.create({"user_id": self.cashier.id}),
        ):
            with self.assertRaises(UserError):
                call()
        with self.assertRaises(AccessError):
            trace.with_user(self.cashier).sudo(False).read(["hint"])

    def test_old_traces_go(self):
        self.till.kms_find_customer("699001122")
        self.Lookup._gc_old_lookups()
        self.assertEqual(self._traces(), ["found"])
        self.env.cr.execute("UPDATE kms_customer_lookup SET moment = %s", ("2020-01-01 12:00:00",))
        self.Lookup._gc_old_lookups()
        self.assertEqual(self._traces(), [])

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_who_may_ask(self):
        for groups in (
            "base.group_user",
            "kms_base.role_showroom",
            "kms_base.role_marketing",
            "base.group_portal",
        ):
            user = self._make_user(f"lookup_{groups}", groups)
            till = self.config.with_user(user).sudo(False)
            for call in (
                lambda till=till: till.kms_find_customer("699001122"),
                lambda till=till: till.kms_create_customer("699001122"),
                lambda till=till: till.kms_customer_card(self.customer.id),
            ):
                with self.subTest(groups=groups), self.assertRaises(AccessError):
                    call()

    def test_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.env["res.partner"].create(
            {"name": "Theirs", "phone": "677889900", "company_id": other.id}
        )
        self.assertEqual(self.till.kms_find_customer(stranger.phone)["state"], "unknown")
        with self.assertRaises(AccessError):
            self.till.kms_customer_card(stranger.id)
        self.Lookup._kms_append(
            {
                "moment": "2026-11-21 12:00:00",
                "user_id": self.cashier.id,
                "company_id": other.id,
                "result": "found",
                "minute": 1,
                "place": 1,
            }
        )
        director = self._make_user("lookup_director", "kms_base.role_management")
        seen = self.Lookup.with_user(director).sudo(False).search([])
        self.assertNotIn(other, seen.sudo().company_id)

    def test_queries(self):
        """As many for one customer as for thousands: each is a look into an index."""
        self._loyalty()
        self._card()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(QUERIES):
            self.till.kms_find_customer("699001122")

    def test_said_again_is_said_once(self):
        self.customer._kms_opt_in_at_till()
        self.customer._kms_opt_in_at_till()
        self.assertEqual(len(self._words(self.customer)), 2)

    def _words(self, card):
        words = self.env["kms.marketing.consent"].sudo().search([("partner_id", "=", card.id)])
        return [(word.medium, word.said, word.user_id) for word in words.sorted("medium")]
