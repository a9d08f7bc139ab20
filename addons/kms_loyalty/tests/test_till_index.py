import base64
import hashlib
import hmac
import random
from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, new_test_user, tagged

from ..models import pos_config_index
from ..till_index.entries import HEAD, Entry, most_bytes, pack, till_key, version
from .coupon_common import CouponCommon

MB_12 = 12_000_000


def read(key, blob):
    """Read entries as the till does, from the bytes alone.

    :return: what is in clear, by digest
    """
    found, place = {}, 0
    while place < len(blob):
        digest, number, flags, group, points, day, length = HEAD.unpack_from(blob, place)
        tail = blob[place + HEAD.size : place + HEAD.size + length]
        found.setdefault(digest, []).append((number, flags, group, points / 100, day, tail))
        place += HEAD.size + length
    return found


def look(key, found, text):
    mask = hmac.digest(key, text.encode(), hashlib.sha512)
    return [
        (*entry[:5], bytes(left ^ right for left, right in zip(entry[5], mask[8:], strict=False)))
        for entry in found.get(mask[:8], [])
    ]


class TestEntries(BaseCase):
    def test_a_hundred_thousand_customers(self):
        """The size that the till must bear, with names as long as they come."""
        key, dice = till_key("secret", 1), random.Random(8)
        names = ("Mme Rosine Etame", "Ébénisterie Bépanda Meubles SARL & Fils", "Ngo", "M. Abega")
        size = 0
        for number in range(100_000):
            name = dice.choice(names)
            size += len(pack(key, Entry(f"+2376{number:08d}", number, name=name)))
            if number % 4 == 0:
                size += len(pack(key, Entry(f"+2372{number:08d}", number, name=name)))
        self.assertLess(size, 6_000_000)
        self.assertLess(most_bytes(100_000), MB_12)
        longest = Entry("+237699001122", 1, name="É" * 100)
        self.assertEqual(len(pack(key, longest)) * 200_000, most_bytes(100_000))

    def test_nothing_to_read(self):
        key = till_key("secret", 1)
        blob = pack(key, Entry("+237699001122", 7, name="Mme Ngo"))
        for text in (b"237699", b"699001122", b"Mme", b"Ngo"):
            self.assertNotIn(text, blob)
        self.assertEqual(look(key, read(key, blob), "p:+237699001122")[0][5], b"Mme Ngo")
        self.assertFalse(look(till_key("secret", 2), read(key, blob), "p:+237699001122"))
        self.assertFalse(look(key, read(key, blob), "c:+237699001122"))
        self.assertNotIn(key.hex(), version(key))


@tagged("post_install", "-at_install")
class TestTillIndex(CouponCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cm")
        Partner = cls.env["res.partner"].with_company(cls.company)
        cls.ngo = Partner.create({"name": "Mme Ngo", "phone": "+237 699 00 11 22"})
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.till = self.basic_config.with_user(self.cashier).sudo(False)
        self.key = till_key(
            self.env["ir.config_parameter"].get_param("database.secret"), self.basic_config.id
        )

    def _walk(self, since=None, known=None):
        """Load the index as the till does.

        :return: entries, ids that are gone, and the number of pages
        """
        found, gone, pages = {}, {"customers": [], "coupons": []}, 0
        stage, after, first = "customers", 0, None
        while stage:
            page = self.till.kms_index_page(known or version(self.key), since, stage, after)
            self.assertFalse(page["restart"])
            first = first or page
            for digest, entries in read(self.key, base64.b64decode(page["entries"])).items():
                found.setdefault(digest, []).extend(entries)
            for name, ids in page["gone"].items():
                gone[name] += ids
            stage, after, pages = page["stage"], page["after"], pages + 1
        return found, gone, pages, first

    def _customers(self, since=None):
        found, gone, _pages, _first = self._walk(since)
        return found, gone["customers"]

    def _who(self, found, phone):
        return [entry[0] for entry in look(self.key, found, f"p:{phone}")]

    def _ago(self, **span):
        return fields.Datetime.to_string(self.env.cr.now() - timedelta(**span))

    def test_a_customer_by_phone(self):
        tier = self.tiers["GOLD"]
        self.env["kms.loyalty.score"].create(
            {
                "partner_id": self.ngo.id,
                "company_id": self.company.id,
                "score": 60,
                "tier_id": tier.id,
                "last_purchase": "2026-04-30",
            }
        )
        program = self._loyalty()
        self._card(program, self.ngo, points=120)
        self.ngo.kms_mobile = "+237 677 00 11 22"
        found, _gone = self._customers()
        [entry] = look(self.key, found, "p:+237699001122")
        day = (fields.Date.to_date("2026-04-30") - fields.Date.to_date("2000-01-01")).days
        self.assertEqual(entry[0], self.ngo.id)
        self.assertEqual(entry[2:], (tier.id, 120, day, b"Mme Ngo"))
        self.assertEqual(self._who(found, "+237677001122"), [self.ngo.id])
        page = self.till.kms_index_page()
        self.assertEqual(page["calling_code"], 237)
        self.assertIn(("GOLD", 50), [(one["name"], one["threshold"]) for one in page["tiers"]])

    def test_the_same_card_first_as_online(self):
        phone = "+237 699 00 11 33"
        Partner = self.env["res.partner"].with_company(self.company)
        firm = Partner.create({"name": "SARL", "phone": phone, "kms_phone_shared": True})
        Partner.create(
            {"name": "Comptable", "phone": phone, "parent_id": firm.id, "kms_phone_shared": True}
        )
        found, _gone = self._customers()
        entries = look(self.key, found, "p:+237699001133")
        first = min(entries, key=lambda entry: (entry[1], entry[0]))
        self.assertEqual(first[0], Partner._kms_search_phone(["+237699001133"])[:1].id)
        self.assertEqual(len(entries), 2)

    def test_in_pages(self):
        made = self.env["res.partner"].create(
            [{"name": f"Page {n}", "phone": f"+237 698 00 10 {n:02d}"} for n in range(15)]
        )
        with patch.object(pos_config_index, "PAGE", 4):
            found, _gone, pages, _first = self._walk()
        ids = [entry[0] for entries in found.values() for entry in entries]
        self.assertGreaterEqual(pages, 5)
        self.assertEqual(len(ids), len(set(ids)), "a page repeats what another one has")
        self.assertLessEqual(set(made.ids), set(ids))

    def test_the_number_of_queries_does_not_depend_on_the_customers(self):
        self.till.kms_index_page(version(self.key))

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.till.kms_index_page(version(self.key))
            return self.env.cr.sql_log_count - before

        few = count()
        self.env["res.partner"].create(
            [{"name": f"Many {n}", "phone": f"+237 698 00 20 {n:02d}"} for n in range(40)]
        )
        self.env.flush_all()
        self.assertLessEqual(count(), few)

    def test_only_what_changed(self):
        self.env.cr.execute("UPDATE res_partner SET write_date = now() - interval '5 days'")
        found, gone = self._customers(self._ago(days=1))
        self.assertFalse(found)
        self.ngo.phone = "+237 699 00 11 44"
        other = self.env["res.partner"].create({"name": "Autre", "phone": "+237 699 00 11 55"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET write_date = now() - interval '5 days' WHERE id = %s",
            (other.id,),
        )
        found, gone = self._customers(self._ago(days=1))
        self.assertEqual(self._who(found, "+237699001144"), [self.ngo.id])
        self.assertFalse(self._who(found, "+237699001155"))
        # tests that commit may have left a customer who went
        self.assertFalse({self.ngo.id, other.id} & set(gone))

    def test_points_change_without_their_customer(self):
        program = self._loyalty()
        self.env.cr.execute("UPDATE res_partner SET write_date = now() - interval '5 days'")
        self.assertFalse(self._customers(self._ago(days=1))[0])
        self._card(program, self.ngo, points=70)
        found, _gone = self._customers(self._ago(days=1))
        self.assertEqual(look(self.key, found, "p:+237699001122")[0][3], 70)

    def test_who_goes(self):
        Partner = self.env["res.partner"]
        archived, dumb, deleted, merged = Partner.create(
            [
                {"name": f"Part {n}", "phone": f"+237 698 00 30 0{n}", "email": "a@example.com"}
                for n in range(4)
            ]
        )
        self.env.flush_all()
        since = self._ago(days=1)
        archived.active = False
        dumb.phone = False
        keys = [deleted.id, merged.id]
        deleted.unlink()
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((merged | self.ngo).ids, self.ngo, extra_checks=False)
        found, gone = self._customers(since)
        self.assertLessEqual({archived.id, dumb.id, *keys}, set(gone))
        self.assertNotIn(self.ngo.id, gone)
        ids = {entry[0] for entries in found.values() for entry in entries}
        self.assertFalse(ids & {archived.id, dumb.id, *keys})
        heir = self.env["kms.till.gone"]._kms_heir
        self.assertEqual(heir(keys[1]), self.ngo)
        self.assertFalse(heir(keys[0]))
        self.assertEqual(heir(self.ngo.id), self.ngo)

    def test_deletions_are_forgotten_in_the_end(self):
        Gone = self.env["kms.till.gone"]
        Gone._kms_note(self.ngo)
        Gone._kms_note(self.customer, self.ngo)
        Gone.search([]).moment = self.env.cr.now() - timedelta(days=90)
        self.env.flush_all()
        Gone._gc_gone()
        self.assertEqual(Gone.search([]).mapped("partner_key"), [self.customer.id])

    def test_another_key_or_too_long_ago_begins_again(self):
        for known, since in (("0" * 16, None), (version(self.key), self._ago(days=40))):
            page = self.till.kms_index_page(known, since)
            self.assertTrue(page["restart"])
            self.assertFalse(page["entries"])
        self.assertNotIn("key", self.till.kms_index_page(version(self.key)))
        self.assertEqual(base64.b64decode(self.till.kms_index_page()["key"]), self.key)

    def test_hostile_calls(self):
        for arguments in (
            (5, [], {}, "x"),
            ("x" * 9999, "1 OR 1=1", "users", -1),
            (None, None, None, None),
            (version(self.key), "2026-13-45", "coupons", 10**30),
            (version(self.key), None, "coupons", True),
        ):
            page = self.till.kms_index_page(*arguments)
            self.assertEqual(page["version"], version(self.key))

    # ------------------------------------------------------------
    # Coupons
    # ------------------------------------------------------------

    def test_coupons_that_can_be_used(self):
        program = self._coupons()
        mine = self._card(program, self.ngo)
        used = self._card(program, points=0)
        late = self._card(program, expiration_date="2020-01-01")
        archived = self._card(program, active=False)
        found, _gone, _pages, _first = self._walk()
        [entry] = look(self.key, found, f"c:{mine.code}")
        self.assertEqual(
            (entry[0], entry[1] & 0x80, entry[2], entry[3]), (mine.id, 0x80, program.id, 1)
        )
        self.assertEqual(int.from_bytes(entry[5], "little"), self.ngo.id)
        for card in used | late | archived:
            self.assertFalse(look(self.key, found, f"c:{card.code}"))

    def test_a_used_coupon_goes(self):
        program = self._coupons()
        card = self._card(program)
        self._till(10, rewards=[(program.reward_ids, card, 1_000, 1)])
        _found, gone, _pages, _first = self._walk(self._ago(hours=1))
        self.assertIn(card.id, gone["coupons"])

    # ------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------

    def test_only_for_an_open_till(self):
        seller = self._make_user("index_seller", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.basic_config.with_user(seller).sudo(False).kms_index_page()
        closed = self.basic_config.copy({"name": "Closed"})
        with self.assertRaises(UserError):
            closed.with_user(self.cashier).sudo(False).kms_index_page()
        with self.assertRaises(AccessError):
            self.env["kms.till.gone"].with_user(self.cashier).sudo(False).search([])

    def test_other_companies(self):
        there = self.env["res.company"].create({"name": "Ailleurs"})
        theirs = self.env["res.partner"].create(
            {"name": "Leur client", "phone": "+237 698 00 40 01", "company_id": there.id}
        )
        ours = self.env["res.partner"].create(
            {"name": "Notre client", "phone": "+237 698 00 40 02", "company_id": self.company.id}
        )
        found, _gone = self._customers()
        self.assertFalse(self._who(found, "+237698004001"))
        self.assertEqual(self._who(found, "+237698004002"), [ours.id])
        foreign = new_test_user(
            self.env,
            f"index_{uuid4().hex[:6]}",
            groups="point_of_sale.group_pos_user",
            company_id=there.id,
            company_ids=[(6, 0, there.ids)],
        )
        self.assertTrue(theirs)
        with self.assertRaises(AccessError):
            self.basic_config.with_user(foreign).sudo(False).kms_index_page()
