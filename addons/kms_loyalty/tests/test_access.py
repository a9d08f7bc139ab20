from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .common import LoyaltyCommon

MODELS = ("score", "score.history", "move", "run", "run.line", "dirty", "step", "tier")


class TestAccess(LoyaltyCommon):
    """Managers run and configure; others read what their work needs; nobody writes a score."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: cls._make_user(f"loyalty_{role}", f"kms_base.role_{role}")
            for role in ("marketing", "showroom", "cashier")
        }

    def setUp(self):
        super().setUp()
        self._buy(0, 310_000)
        self.run = self._run()

    def _as(self, role, record):
        return record.with_user(self.users[role]).sudo(False)

    def test_who_reads_what(self):
        # the sales department's rights come with other addons to more jobs
        expected = {
            "marketing": {"score", "score.history", "move", "run", "run.line", "step", "tier"},
            "showroom": {"score", "move", "tier"},
            "cashier": {"tier"},
        }
        for role, names in expected.items():
            found = {
                name
                for name in MODELS
                if self._as(role, self.env[f"kms.loyalty.{name}"]).has_access("read")
            }
            self.assertEqual(found, names, role)

    def test_nobody_writes_results(self):
        for role in self.users:
            for record in (self._score(), self.run, self.run.move_ids, self.run.line_ids):
                mine = self._as(role, record)
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(mine.has_access(operation), (role, record, operation))

    def test_a_cashier_sees_the_tier_of_a_customer_and_no_history(self):
        customer = self._as("cashier", self.customer)
        self.assertEqual(customer.kms_loyalty_tier_id, self.tiers["SILVER"])
        self.assertEqual(customer.kms_loyalty_score, 31.33)
        with self.assertRaises(AccessError):
            self._as("cashier", self._score()).read(["spent"])

    def test_who_starts_a_run(self):
        values = {"kind": "apply", "coupons": False}
        started = self._as("marketing", self.env["kms.loyalty.start"]).create(values)
        self.assertEqual(started.action_start()["res_model"], "kms.loyalty.run")
        for role in ("showroom", "cashier"):
            with self.assertRaises(AccessError):
                self._as(role, self.env["kms.loyalty.start"]).create(values)

    def test_search_by_tier_and_score(self):
        partners = self._as("cashier", self.env["res.partner"])
        self.assertIn(
            self.customer, partners.search([("kms_loyalty_tier_id", "=", self.tiers["SILVER"].id)])
        )
        self.assertIn(self.customer, partners.search([("kms_loyalty_tier_id.discount", ">", 0)]))
        self.assertIn(self.customer, partners.search([("kms_loyalty_score", ">=", 31)]))
        self.assertNotIn(self.customer, partners.search([("kms_loyalty_score", ">", 32)]))
        unrated = partners.search([("kms_loyalty_tier_id", "=", False)])
        self.assertIn(self.people[1], unrated)
        self.assertNotIn(self.customer, unrated)

    def test_two_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        tiers = self.env["kms.loyalty.tier"].search([("company_id", "=", other.id)])
        self.assertEqual(len(tiers), 4)
        self.env["kms.loyalty.run"]._kms_analyse(other)
        self.assertFalse(self.Score.search([("company_id", "=", other.id)]))
        self.assertFalse(self.customer.with_company(other).kms_loyalty_tier_id)
        marketing = self.users["marketing"]
        marketing.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for name in ("score", "move", "run", "step", "tier"):
            found = self._as("marketing", self.env[f"kms.loyalty.{name}"]).search([])
            self.assertLessEqual(found.sudo().company_id, other, name)
        with self.assertRaises(AccessError):
            self._as("marketing", self.env["kms.loyalty.start"]).create(
                {"company_id": self.company.id}
            )

    def test_a_list_asks_once(self):
        for partner in self.people:
            self._buy(0, 310_000, partner)
        self._run()
        people = self._as("showroom", self.people)
        people.mapped("name")
        self.env.flush_all()
        with self.assertQueryCount(3):
            people.mapped("kms_loyalty_score")

    def test_tiers_and_grid_make_sense(self):
        Tier, Step = self.env["kms.loyalty.tier"], self.env["kms.loyalty.step"]
        with self.assertRaises(UserError):
            self.base.unlink()
        with self.assertRaises(ValidationError):
            self.base.threshold = 1
        for values in ({"threshold": 101}, {"discount": -1}, {"color": "red"}, {"threshold": 50}):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                Tier.create({"name": "X", "company_id": self.company.id, "threshold": 60, **values})
                self.env.flush_all()
        with self.assertRaises(ValidationError):
            Step.create(
                {"company_id": self.company.id, "criterion": "recency", "limit": 3, "points": 1}
            )
        with self.assertRaises(ValidationError):
            Step.create(
                {"company_id": self.company.id, "criterion": "recency", "limit": 3.5, "points": 30}
            )

    def test_a_tier_that_customers_have_cannot_be_deleted(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.tiers["SILVER"].unlink()
        self.tiers["VIP"].unlink()

    def test_the_tier_of_all_others_has_a_name_in_each_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        company = self.env["res.company"].create({"name": "New"})
        base = self.env["kms.loyalty.tier"].search(
            [("company_id", "=", company.id), ("threshold", "=", 0)]
        )
        self.assertEqual(base.with_context(lang="en_US").name, "All")
