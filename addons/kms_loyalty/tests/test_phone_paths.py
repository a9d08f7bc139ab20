from odoo.exceptions import AccessError

from .campaign_common import CampaignCommon

WHOLE = "+237671231234"


class TestPhonePaths(CampaignCommon):
    """A cashier gets no number by a button, and finds people by numbers only so often."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cm")
        cls.company.kms_lookup_limit = 3
        cls.Partner = cls.env["res.partner"]
        cls.person = cls.Partner.create({"name": "Awa Tchoufa", "phone": WHOLE})
        cls.Lookup = cls.env["kms.customer.lookup"]

    def _theirs(self, name="res.partner"):
        return self.env[name].with_user(self.cashier).sudo(False)

    def _traces(self):
        found = self.Lookup.search([("user_id", "=", self.cashier.id)], order="id")
        return found.mapped("result")

    def _next_request(self):
        """What one request has counted, the next one has not."""
        self.env.cr.cache.clear()

    def test_no_number_by_a_hook(self):
        theirs = self._theirs()
        self.assertEqual(theirs._kms_shown_phone(WHOLE), "+2376••••1234")
        with self.assertRaises(AccessError):
            theirs._kms_check_sees_phones()
        seller = self.Partner.with_user(self._user("showroom")).sudo(False)
        self.assertEqual(seller._kms_shown_phone(WHOLE), WHOLE)
        seller._kms_check_sees_phones()
        self.assertEqual(seller._kms_shown_phone(False), "")

    def test_searches_are_counted(self):
        theirs = self._theirs()
        for _time in range(2):
            self.assertEqual(theirs.search([("phone", "=", WHOLE)]), self.person)
        self.assertEqual(self._traces(), ["searched"])
        trace = self.Lookup.search([("user_id", "=", self.cashier.id)])
        self.assertEqual((trace.hint, trace.company_id), ("…34", self.company))

    def test_too_many_find_nobody(self):
        theirs = self._theirs()
        numbers = [f"+23767123120{place}" for place in range(3)]
        for number in numbers:
            theirs.search([("phone_sanitized", "=", number)])
            self._next_request()
        self.assertFalse(theirs.search([("phone_sanitized", "=", WHOLE)]))
        self._next_request()
        self.assertFalse(dict(theirs.name_search("671231234")).keys() & {self.person.id})
        self.assertFalse(theirs.search([("phone_mobile_search", "ilike", WHOLE)]))
        self.assertEqual(self._traces(), ["searched"] * 3 + ["limited"])
        # what is no number goes on
        self.assertIn(self.person, theirs.search([("name", "=", "Awa Tchoufa")]))

    def test_each_number_of_a_list_counts(self):
        numbers = [f"+23767123120{place}" for place in range(4)] + [WHOLE]
        self.assertFalse(self._theirs().search([("phone_sanitized", "in", numbers)]))
        self.assertEqual(self._traces(), ["searched"] * 3 + ["limited"])

    def test_the_till_counts_once(self):
        till = self.basic_config.with_user(self.cashier).sudo(False)
        self.assertEqual(till.kms_find_customer(WHOLE)["customers"][0]["id"], self.person.id)
        self.assertEqual(self._traces(), ["found"])

    def test_a_client_cannot_say_that_it_is_the_till(self):
        theirs = self._theirs().with_context(kms_till=True)
        theirs.search([("phone_sanitized", "=", WHOLE)])
        self.assertEqual(self._traces(), ["searched"])

    def test_whose_job_is_to_call_is_not_counted(self):
        seller = self._user("showroom")
        for place in range(5):
            number = f"+23767123120{place}"
            self.Partner.with_user(seller).sudo(False).search([("phone_sanitized", "=", number)])
            self._next_request()
        self.assertFalse(self.Lookup.search([("user_id", "=", seller.id)]))
