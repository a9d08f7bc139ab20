from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, RedirectWarning, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common_partner import PartnerCase

WRITTEN = ("699001122", "+237699001122", "00237699001122", "237 699 00 11 22", "699-00-11-22")
E164 = "+237699001122"


@tagged("post_install", "-at_install")
class TestPartnerPhone(PartnerCase):
    def test_stored_dialled_shown_international(self):
        for written in WRITTEN:
            with self.subTest(written=written):
                partner = self.Partner.create({"name": "Kalla", "phone": written})
                self.assertEqual(partner.phone_sanitized, E164)
                self.assertEqual(partner.phone, "+237 699 00 11 22")
                self.assertEqual(partner.kms_phone_operator, "Orange")
                partner.unlink()

    def test_country_of_the_card_then_of_its_company(self):
        france = self.env.ref("base.fr")
        partner = self.Partner.create(
            {"name": "Durand", "phone": "06 12 34 56 78", "country_id": france.id}
        )
        self.assertEqual(partner.phone_sanitized, "+33612345678")
        company = self.env["res.company"].create({"name": "Paris", "country_id": france.id})
        partner = self.Partner.create(
            {"name": "Dupont", "phone": "0612345679", "company_id": company.id}
        )
        self.assertEqual(partner.phone_sanitized, "+33612345679")

    def test_mobile_is_second(self):
        partner = self.Partner.create({"name": "A", "kms_mobile": "677001122"})
        self.assertEqual(partner.phone_sanitized, "+237677001122")
        partner.phone = "699001122"
        self.assertEqual(partner.phone_sanitized, E164)
        self.assertEqual(partner.kms_mobile_sanitized, "+237677001122")
        self.assertEqual(partner.kms_mobile, "+237 677 00 11 22")

    def test_impossible_number_is_a_sentence(self):
        for written in ("hello", "12345", "6990011223344", "=cmd|x", "<script>", "6" * 10000):
            for field in ("phone", "kms_mobile"):
                with self.subTest(written=written[:20], field=field):
                    with self.assertRaises(ValidationError) as raised:
                        self.Partner.create({"name": "A", field: written})
                    self.assertRegex(str(raised.exception), r"digits|characters")

    def test_fake_and_old_numbers_stay(self):
        partner = self.Partner.create({"name": "Demo", "phone": "+1 555-555-5555"})
        self.assertFalse(partner.phone_sanitized)
        query = "UPDATE res_partner SET phone = 'see notes' WHERE id = %s"
        self.env.cr.execute(query, [partner.id])
        partner.invalidate_recordset()
        partner.name = "Demo Two"
        self.assertEqual(partner.phone, "see notes")

    def test_second_card_names_the_first(self):
        first = self.Partner.create({"name": "Mme Tchoufa", "phone": "699001122"})
        for written in WRITTEN:
            with self.subTest(written=written), self.assertRaises(RedirectWarning) as raised:
                self._as(self.showroom).create({"name": "Other", "phone": written})
            message, action, _button, _context = raised.exception.args
            self.assertIn("Mme Tchoufa", message)
            self.assertEqual(action["res_id"], first.id)
        other = self.Partner.create({"name": "Other", "phone": "677001122"})
        with self.assertRaises(RedirectWarning):
            other.write({"phone": "699 00 11 22"})

    def test_second_card_in_one_batch(self):
        with self.assertRaises(ValidationError):
            self.Partner.create([{"name": name, "phone": "699001122"} for name in "AB"])

    def test_import_says_it_in_one_line(self):
        self.Partner.create({"name": "Mme Tchoufa", "phone": "699001122"})
        result = self.Partner.with_context(import_file=True).load(
            ["name", "phone"], [["New", "699-00-11-22"]]
        )
        self.assertFalse(result["ids"])
        self.assertIn("already has this phone number", result["messages"][0]["message"])

    def test_back_from_the_archive(self):
        first = self.Partner.create({"name": "First", "phone": "699001122"})
        first.active = False
        self.Partner.create({"name": "Second", "phone": "699001122"})
        with self.assertRaises(RedirectWarning):
            first.active = True

    def test_the_database_guards(self):
        self.Partner.create({"name": "First", "phone": "699001122"})
        other = self.Partner.create({"name": "Other", "phone": "677001122"})
        self.env.flush_all()
        query = "UPDATE res_partner SET phone_sanitized = %s WHERE id = %s"
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(query, [E164, other.id])

    def test_shared_phone_contacts_and_copies(self):
        first = self.Partner.create({"name": "First", "phone": "699001122"})
        self.Partner.create({"name": "Son", "phone": "699001122", "kms_phone_shared": True})
        self.Partner.create({"name": "Driver", "phone": "699001122", "parent_id": first.id})
        self.assertFalse(first.copy().phone)
        self.env.flush_all()

    def test_colleagues_and_companies_share(self):
        self.env["res.company"].create({"name": "A", "phone": "699001122"})
        self.env["res.company"].create({"name": "B", "phone": "699001122"})
        users = [
            new_test_user(
                self.env, f"kms_colleague_{n}", groups="base.group_user", phone="699001122"
            )
            for n in range(2)
        ]
        self.env.flush_all()
        self.assertEqual(users[1].partner_id.phone_sanitized, E164)
        for user in users:
            user.active = False
        self.env.flush_all()

    def test_visitor_of_the_website_is_kept_and_marked(self):
        self.Partner.create({"name": "Mme Tchoufa", "phone": "699001122"})
        public = self.Partner.with_user(self.env.ref("base.public_user")).sudo()
        visitor = public.create({"name": "Guest", "phone": "699 00 11 22"})
        self.assertTrue(visitor.kms_phone_shared)
        self.assertTrue(visitor.kms_phone_review)
        self.assertTrue(public.create({"name": "Odd", "phone": "call me"}))

    def test_portal_user_of_a_customer(self):
        partner = self.Partner.create({"name": "Client", "phone": "699001122"})
        new_test_user(self.env, "kms_portal", groups="base.group_portal", partner_id=partner.id)
        self.env.flush_all()
        self.assertFalse(partner.kms_phone_shared)

    def test_two_companies(self):
        other = self.env["res.company"].create({"name": "Other", "country_id": self.cameroon.id})
        vals = {"name": "Mme Tchoufa", "phone": "699001122"}
        here = self.Partner.create({**vals, "company_id": self.env.company.id})
        there = self.Partner.create({**vals, "company_id": other.id})
        find = self.Partner._kms_find_or_create_by_phone
        self.assertEqual(find("699001122", {"company_id": self.env.company.id}), here)
        self.assertEqual(find("699001122", {"company_id": other.id}), there)
        seen = self._as(self.showroom).kms_find_by_phone("699001122")["partner"]
        self.assertEqual(seen["id"], here.id)

    def test_form_says_who_has_it_while_typing(self):
        first = self.Partner.create({"name": "Mme Tchoufa", "phone": "699001122"})
        form = Form(self._as(self.showroom))
        form.name = "Other"
        form.phone = "699-00-11-22"
        self.assertEqual(form.phone, "+237 699 00 11 22")
        self.assertEqual(form.kms_phone_operator, "Orange")
        self.assertEqual(form.kms_phone_owner_id, first)
        with self.assertRaises(RedirectWarning):
            form.save()
        form.phone = "+225 07 12 34 56"
        self.assertIn("+225 07 07 12 34 56", form.kms_phone_problem)

    def test_find_or_create(self):
        find = self._as(self.showroom)._kms_find_or_create_by_phone
        partner = find("699001122", {"name": "Nguemeni"})
        for written in WRITTEN:
            self.assertEqual(find(written, {"name": "Someone else"}), partner)
        self.assertEqual(partner.name, "Nguemeni")
        partner.kms_mobile = "677 00 11 22"
        self.assertEqual(find("677001122", {"name": "Someone else"}), partner)
        for wrong in ("", "hello", "999001122", "+225 07 12 34 56"):
            with self.subTest(wrong=wrong), self.assertRaises(ValidationError):
                find(wrong, {"name": "Nobody"})

    def test_find_prefers_the_card_itself(self):
        company = self.Partner.create({"name": "Wood Ltd", "is_company": True})
        contact = self.Partner.create(
            {"name": "Buyer", "phone": "699001122", "parent_id": company.id}
        )
        self.Partner.create(
            {"name": "Door", "type": "delivery", "phone": "677001122", "parent_id": company.id}
        )
        find = self.Partner._kms_search_phone
        self.assertEqual(find([E164]), contact)
        self.assertFalse(find(["+237677001122"]))
        by_mobile = self.Partner.create(
            {"name": "Mobile", "phone": "655001122", "kms_mobile": "699001122"}
        )
        card = self.Partner.create({"name": "Card", "phone": "699001122"})
        self.assertEqual(list(find([E164])), [card, by_mobile, contact])

    def test_screen_look_up(self):
        partner = self.Partner.create(
            {"name": "Mme Tchoufa", "phone": "699001122", "kms_status": "vip"}
        )
        look_up = self._as(self.showroom).kms_find_by_phone
        self.assertTrue(look_up("")["partial"])
        typing = look_up("69900")
        self.assertTrue(typing["partial"])
        self.assertFalse(typing["error"] or typing["partner"])
        found = look_up("699 00 11 22")
        self.assertEqual(found["number"], E164)
        self.assertEqual(found["operator"], "Orange")
        self.assertEqual(found["partner"]["id"], partner.id)
        self.assertEqual(found["partner"]["status_label"], "VIP")
        self.assertFalse(look_up("677001122")["partner"])
        self.assertIn("999001122", look_up("999001122")["error"])
        self.assertIn("2021", look_up("+22507123456")["error"])
        self.assertTrue(look_up(None)["partial"])
        self.assertTrue(self._as(self.concierge).kms_find_by_phone("699001122")["partner"])
        with self.assertRaises(AccessError):
            self._as(self.env.ref("base.public_user")).kms_find_by_phone("699001122")

    def test_customers_are_found_by_number_in_any_field(self):
        partner = self.Partner.create({"name": "Mme Tchoufa", "phone": "699001122"})
        partner.kms_mobile = "677001122"
        self.env.flush_all()
        for text in ("699001122", "699 00 11 22", "+237699001122", "677-00-11-22", "99001122"):
            with self.subTest(text=text):
                self.assertIn(partner.id, dict(self.Partner.name_search(text)))
        self.assertNotIn(partner.id, dict(self.Partner.name_search("688001122")))

    def test_conversion_of_outdated_numbers(self):
        self.env.company.country_id = self.env.ref("base.ci")
        old = self.Partner.create({"name": "Old", "phone": "+22590000000"})
        self.env.cr.execute("UPDATE res_partner SET phone = '07 12 34 56' WHERE id = %s", [old.id])
        old.invalidate_recordset()
        self.env.add_to_compute(old._fields["kms_phone_outdated"], old)
        clash = self.Partner.create({"name": "Clash", "phone": "+1 555-555-5555"})
        self.env.cr.execute("UPDATE res_partner SET phone = '08123456' WHERE id = %s", [clash.id])
        clash.invalidate_recordset()
        self.env.add_to_compute(clash._fields["kms_phone_outdated"], clash)
        self.Partner.create({"name": "New", "phone": "0708123456"})
        outdated = self.Partner.search([("kms_phone_outdated", "=", True)])
        self.assertLessEqual(old | clash, outdated)
        self.assertIn("+225 07 07 12 34 56", old.kms_phone_problem)
        outdated.action_kms_convert_numbers()
        self.assertEqual(old.phone_sanitized, "+2250707123456")
        self.assertFalse(old.kms_phone_outdated)
        self.assertTrue(clash.kms_phone_outdated)

    def test_queries(self):
        vals = [
            {"name": f"Client {n}", "phone": f"6991{n:05}", "kms_mobile": f"6771{n:05}"}
            for n in range(80)
        ]
        self.Partner.create(vals)
        self.env.flush_all()
        self.env.invalidate_all()
        partners = self._as(self.showroom)
        partners.check_access("read")
        partners.kms_find_by_phone("699100001")
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            self.assertTrue(partners.kms_find_by_phone("699100007")["partner"])
        self.env.invalidate_all()
        specification = {"complete_name": {}, "phone": {}, "kms_mobile": {}, "kms_status": {}}
        partners.web_search_read([("name", "like", "Client ")], specification, limit=80)
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            answer = partners.web_search_read(
                [("name", "like", "Client ")], specification, limit=80
            )
        self.assertEqual(len(answer["records"]), 80)
