from uuid import uuid4

from odoo.tests import tagged

from .coupon_common import CouponCommon

PHONE = "+237 677 45 10 98"
E164 = "+237677451098"


@tagged("post_install", "-at_install")
class TestTillOffline(CouponCommon):
    """Orders that a till took without the network, as it sends them afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cm")
        cls.Partner = cls.env["res.partner"]

    def _offline(self, quantity=10, partner=False, **values):
        """Return an order as an offline till writes it, of a customer whom it does not know."""
        guest = {
            "kms_guest_uuid": str(uuid4()),
            "kms_guest_name": "M. Nouveau",
            "kms_guest_phone": PHONE,
        }
        data = self._till_data(quantity, self.customer, values.pop("rewards", ()))
        data["partner_id"] = partner
        data.update({**({} if partner else guest), **values})
        return data

    def _orders(self, *datas):
        return self.env["pos.order"].browse([self._sync(data) for data in datas])

    def _people(self):
        return self.Partner.search([("phone_sanitized", "=", E164)])

    def test_a_customer_is_made_once(self):
        program = self._loyalty(0.01)
        data = self._offline()
        ids = {self._sync(dict(data)) for _time in range(10)}
        self.assertEqual(len(ids), 1)
        [partner] = self._people()
        order = self.env["pos.order"].browse(ids)
        self.assertEqual((order.partner_id, partner.name), (partner, "M. Nouveau"))
        self.assertFalse(order.kms_guest_phone)
        self.assertFalse(order.kms_guest_name)
        card = self.env["loyalty.card"].search([("program_id", "=", program.id)])
        self.assertEqual((card.partner_id, self._balance(card)), (partner, 100))

    def test_two_orders_of_one_new_customer(self):
        uuid = str(uuid4())
        orders = self._orders(
            self._offline(kms_guest_uuid=uuid), self._offline(kms_guest_uuid=uuid)
        )
        self.assertEqual(orders.partner_id, self._people())
        # the number was corrected in the office before the third one came
        orders.partner_id.phone = "+237 677 45 10 99"
        third = self._orders(self._offline(kms_guest_uuid=uuid))
        self.assertEqual(third.partner_id, orders.partner_id)
        self.assertFalse(self._people())

    def test_two_tills_met_the_same_customer(self):
        orders = self._orders(self._offline(), self._offline(kms_guest_name="Mr Nouveau"))
        self.assertEqual(len(orders.partner_id), 1)

    def test_who_is_known_by_now_is_taken(self):
        known = self.Partner.create({"name": "Déjà là", "phone": PHONE})
        order = self._orders(self._offline())
        self.assertEqual(order.partner_id, known)
        self.assertEqual(known.name, "Déjà là")

    def test_a_number_that_is_none_keeps_the_order(self):
        order = self._orders(self._offline(kms_guest_phone="12"))
        self.assertEqual((order.state, order.partner_id.id), ("paid", False))
        self.assertEqual(order.kms_review_state, "review")
        self.assertIn("12", order.kms_review_reason)
        self.assertEqual(order.kms_guest_name, "M. Nouveau")

    def test_a_customer_who_was_merged_meanwhile(self):
        gone = self.Partner.create({"name": "Doublon", "phone": PHONE})
        key = gone.id
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (gone | self.customer).ids, self.customer, extra_checks=False
        )
        order = self._orders(self._offline(partner=key))
        self.assertEqual(order.partner_id, self.customer)

    def test_a_customer_who_was_deleted_meanwhile(self):
        gone = self.Partner.create({"name": "Parti"})
        key = gone.id
        gone.unlink()
        without, again = self._orders(
            self._offline(partner=key), self._offline(partner=key, kms_guest_phone=PHONE)
        )
        self.assertFalse(without.partner_id)
        self.assertEqual(again.partner_id, self._people())

    def test_hostile_values(self):
        for values in (
            {"kms_guest_phone": {"$ne": 1}, "kms_guest_name": 5, "kms_guest_uuid": []},
            {"kms_guest_phone": "9" * 5_000, "kms_guest_name": "x" * 5_000},
            {"partner_id": "1 OR 1=1"},
            {"kms_offline_codes": ["x"], "kms_guest_agreed": "yes"},
            {"kms_offline_codes": "x" * 50_000},
        ):
            order = self._orders(self._offline(**{"kms_guest_phone": False, **values}))
            self.assertEqual(order.state, "paid", values)
            self.assertFalse(order.partner_id)

    def test_a_coupon_of_one_use_on_three_tills(self):
        """Three tills without the network took the same code: one is right, nothing is lost."""
        program = self._coupons()
        card = self._card(program)
        rewards = [(program.reward_ids, card, 1_000, 1)]
        datas = [
            self._offline(rewards=rewards, kms_offline_codes=card.code, partner=self.customer.id)
            for _till in range(3)
        ]
        orders = self._orders(*datas)
        # delivered again, which changes nothing
        self._orders(*datas)
        self.assertEqual(orders.mapped("state"), ["paid"] * 3)
        self.assertEqual([order.kms_review_state for order in orders], [False, "review", "review"])
        uses = self.Use.search([("card_id", "=", card.id)])
        self.assertEqual(sorted(uses.mapped("excess")), [False, True, True])
        self.assertEqual(self._balance(card), 0)
        self.assertEqual(orders.mapped("kms_offline_codes"), [card.code] * 3)

    def test_the_server_judges_all_conditions(self):
        program = self._coupons(minimum=25_000, kms_tier_id=self.tiers["GOLD"].id)
        card = self._card(program)
        order = self._orders(
            self._offline(
                rewards=[(program.reward_ids, card, 1_000, 1)], kms_offline_codes=card.code
            )
        )
        self.assertEqual(order.kms_review_state, "review")
        self.assertIn("GOLD", order.kms_review_reason)
        self.assertIn("15,000", order.kms_review_reason)

    def test_more_than_the_cap_is_marked(self):
        self.company.kms_offline_coupon_amount = 900
        program = self._program(discount=10)
        rewards = [(program.reward_ids, None, 1_000, 0)]
        above = self._orders(self._offline(rewards=rewards, kms_offline_codes="GENTEST2"))
        self.assertEqual(above.kms_review_state, "review")
        self.assertIn("offline", above.kms_review_reason)
        online = self._orders(self._offline(rewards=rewards))
        self.assertFalse(online.kms_review_state)

    def test_the_till_knows_its_caps(self):
        fields = self.env["res.company"]._load_pos_data_fields(self.basic_config)
        self.assertLessEqual({"kms_offline_coupon_amount", "kms_offline_coupon_count"}, set(fields))
