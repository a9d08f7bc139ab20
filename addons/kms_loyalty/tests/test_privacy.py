import re

from odoo.exceptions import AccessError, UserError, ValidationError

from ..privacy.mask import mask
from ..privacy.words import name_pattern, number_pattern
from .campaign_common import CampaignCommon

NUMBER = "+237 671 23 12 34"
WHOLE = "+237671231234"


class TestPrivacy(CampaignCommon):
    """Numbers are whole for whose job is to call; consents are only added."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cm")
        cls.person = cls.env["res.partner"].create(
            {"name": "Awa Tchoufa", "phone": NUMBER, "kms_mobile": "+237 699 55 44 33"}
        )
        cls.seller = cls._user("showroom")

    def _cashier(self):
        return self.env["res.partner"].with_user(self.cashier).sudo(False)

    def test_masks(self):
        self.assertEqual(mask("+237 6 71 23 12 34"), "+237 6 •• •• 12 34")
        self.assertEqual(mask("+237671231234"), "+2376••••1234")
        self.assertEqual(mask("+33 6 12 34 56 78"), "+33 6 •• •• 56 78")
        self.assertEqual(mask("12"), "•2")
        self.assertEqual(mask(False), False)
        self.assertNotIn("3", mask("call 71-23-12-34")[:10])

    def test_a_cashier_reads_masks_by_every_path(self):
        mine = self._cashier().browse(self.person.id)
        names = ["phone", "kms_mobile", "phone_sanitized", "kms_mobile_sanitized"]
        spec = {name: {} for name in names}
        answers = [
            mine.read(names),
            mine.web_read(spec),
            self._cashier().search_read([("id", "=", self.person.id)], names),
            self._cashier().web_search_read([("id", "=", self.person.id)], spec)["records"],
            mine._load_pos_data_read(mine, self.basic_config),
            mine.onchange({}, [], {**spec, "name": {}}),
            mine.export_data(names)
            if self.cashier.has_group("base.group_allow_export")
            else mine._export_rows([[name] for name in names]),
        ]
        for answer in answers:
            digits = re.sub(r"\D", "", str(answer))
            self.assertNotIn("671231234", digits, answer)
            self.assertNotIn("699554433", digits, answer)
        self.assertTrue(answers[0][0]["phone"].endswith("12 34"))

    def test_other_paths_to_the_number(self):
        order = self._buy(0, 1000, self.person).with_user(self.cashier).sudo(False)
        answer = order.web_read({"partner_id": {"fields": {"phone": {}}}})
        self.assertIn("•", answer[0]["partner_id"]["phone"])
        self.assertIn("•", order._export_rows([["partner_id", "phone"]])[0][0])
        self.assertFalse(self._cashier().browse(self.person.id)._get_vcard_file())
        self.assertIn(b"671 23 12 34", self.person._get_vcard_file())
        found = self._cashier().kms_find_by_phone(NUMBER)["partner"]
        self.assertEqual((found["id"], "•" in found["phone"]), (self.person.id, True))

    def test_no_number_can_be_read_digit_by_digit(self):
        Partner = self._cashier()
        self.assertEqual(Partner.search([("phone_sanitized", "=", WHOLE)]), self.person)
        self.assertEqual(Partner.search([("phone", "ilike", "671 23 12 34")]), self.person)
        self.assertIn(self.person.id, dict(Partner.name_search("671231234")))
        for domain in (
            [("phone", "like", "+237 6 71")],
            [("phone", "=like", "+237%")],
            [("phone_sanitized", ">=", "+23767"), ("phone_sanitized", "<", "+23768")],
            [("phone_mobile_search", "ilike", "67123")],
            [("kms_mobile", "ilike", "699")],
            [("child_ids.phone", "like", "671")],
            [("phone_sanitized", "in", [f"+2376712312{n:02}" for n in range(100)])],
        ):
            self.assertFalse(Partner.search(domain) & self.person, domain)
        self.assertNotIn(self.person.id, dict(Partner.name_search("6712312")))
        self._buy(0, 1000, self.person)
        Order = self.env["pos.order"].with_user(self.cashier).sudo(False)
        self.assertFalse(Order.search([("partner_id.phone", "like", "+237 6 71")]))
        for call in (
            lambda: Partner._read_group([], ["phone"]),
            lambda: Partner._read_group([], [], ["phone:array_agg"]),
            lambda: Partner.formatted_read_group([], ["phone_sanitized"], ["__count"]),
        ):
            with self.assertRaises(AccessError):
                call()
        first = self.env["res.partner"].create({"name": "Zoe", "phone": "+237 611 11 11 11"})
        both = [("id", "in", (first | self.person).ids)]
        orders = [Partner.search(both, order=f"phone {way}, id").ids for way in ("asc", "desc")]
        self.assertEqual(*orders)

    def test_whose_job_is_to_call_sees_all(self):
        for user in (self.seller, self.manager):
            theirs = self.env["res.partner"].with_user(user).sudo(False)
            self.assertEqual(theirs.search([("phone", "like", "671 23")]), self.person)
            self.assertEqual(theirs.browse(self.person.id).read(["phone"])[0]["phone"], NUMBER)
        colleague = self.seller.partner_id
        colleague.phone = "+237 677 00 00 01"
        seen = self._cashier().browse(colleague.id).read(["phone"])[0]["phone"]
        self.assertNotIn("•", seen)

    def test_a_mask_that_comes_back_is_no_number(self):
        mine = self._cashier().browse(self.person.id)
        mine.write({"phone": mine.read(["phone"])[0]["phone"], "street": "Rue 12"})
        self.assertEqual((self.person.phone, self.person.street), (NUMBER, "Rue 12"))

    def test_the_server_still_finds_who_is_at_the_till(self):
        vals = {"name": "Other"}
        found = self._cashier()._kms_find_or_create_by_phone("671 23 12 34", vals)
        self.assertEqual(found, self.person)
        made = self._cashier()._kms_find_or_create_by_phone("671 99 12 34", vals)
        self.assertEqual(made.sudo().phone_sanitized, "+237671991234")

    # ------------------------------------------------------------
    # Consents
    # ------------------------------------------------------------

    def test_words_are_only_added(self):
        wizard = self.env["kms.consent"].with_user(self.seller).sudo(False)
        wizard.create({"partner_id": self.person.id, "source": "Form"}).action_record()
        word = self.person.kms_consent_ids
        self.assertEqual((word.said, word.source, word.user_id), ("agree", "Form", self.seller))
        for call in (
            lambda: word.write({"said": "refuse"}),
            word.unlink,
            lambda: word.create({"partner_id": self.person.id}),
        ):
            with self.assertRaises(UserError):
                call()
        with self.assertRaises(AccessError):
            self.env["kms.consent"].with_user(self.cashier).sudo(False).create(
                {"partner_id": self.person.id, "source": "Form"}
            )
        for source, moment in (("", None), ("Form", self._moment(-2))):
            with self.assertRaises(ValidationError):
                self.Consent._kms_record(
                    self.person, self.company, "email", "agree", source, moment
                )

    # ------------------------------------------------------------
    # Patterns
    # ------------------------------------------------------------

    def test_patterns(self):
        number = number_pattern("237671231234", "237")
        for text in (
            "671231234",
            "0671231234",
            "+237 671-23-12-34",
            "00237671231234",
            "6 71 23 12 34",
        ):
            self.assertTrue(re.search(number, f"call {text}."), text)
        for text in ("6712312345", "9671231234", "671231235"):
            self.assertFalse(re.search(number, f"call {text}."), text)
        name = name_pattern("Awa Tchoufa")
        self.assertTrue(re.search(name, "for AWA  tchoufa,", re.IGNORECASE))
        self.assertFalse(re.search(name, "Awa Tchoufan", re.IGNORECASE))
