from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .sheets import SheetCase, at

DUE = "2026-03-10 11:31:00"


@tagged("post_install", "-at_install")
class TestSheetRights(SheetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user, count in ((cls.seller, 2), (cls.colleague, 5)):
            for _count in range(count):
                cls._lead(cls, "2026-03-10 08:00:00", user_id=user.id)
        cls.env.flush_all()

    def _bodies(self):
        self._cron(DUE)
        return {mail.email_to: mail.body_html for mail in self._runs().mail_ids}

    @classmethod
    def _allow_sellers(cls):
        """A board of the showroom: its two figures are known to sellers for themselves."""
        board = cls.env["kms.board"].create(
            {"name": "Sellers", "group_ids": [(6, 0, cls.env.ref("kms_base.role_showroom").ids)]}
        )
        cls.env["kms.board.widget"].create(
            {"board_id": board.id, "kind": "card", "metric_ids": [(6, 0, cls.leads.ids)]}
        )
        cls.sheet.board_id = board

    def test_everybody_gets_their_own_figures(self):
        self._allow_sellers()
        self.env["kms.board"].browse(self.sheet.board_id.id).group_ids |= self.env.ref(
            "kms_base.role_management"
        )
        self.sheet.user_ids = self.seller | self.colleague | self.manager
        bodies = self._bodies()
        for user, count in ((self.seller, 2), (self.colleague, 5), (self.manager, 7)):
            self.assertIn(f"Test leads: {count}", bodies[user.email_formatted])

    def test_who_reads_none_of_it_gets_nothing(self):
        stranger = new_test_user(
            self.env,
            "figures_stranger",
            groups="base.group_user",
            email="stranger@example.com",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.sheet.user_ids = stranger | self.manager
        bodies = self._bodies()
        self.assertEqual(set(bodies), {self.manager.email_formatted})
        self.assertIn("figures_stranger", self._runs().message)

    def test_who_left_or_is_elsewhere_gets_nothing(self):
        other = self.env["res.company"].create({"name": "Other house"})
        elsewhere = new_test_user(
            self.env,
            "figures_elsewhere",
            groups="base.group_user,kms_base.role_management",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        gone = self._new_user("management", "9")
        gone.active = False
        root = self.env["res.users"].browse(SUPERUSER_ID)
        self.sheet.write({"user_ids": [(6, 0, (elsewhere | gone | root).ids)]})
        self.assertFalse(self.sheet._kms_readers())
        self.assertFalse(self._bodies())
        self.assertEqual(self._runs().state, "done")

    def test_an_address_gets_what_its_writer_may_read(self):
        with at("2026-03-10 08:00:00"):
            self.sheet.with_user(self.manager).write({"emails": "bank@example.com"})
        self.assertEqual(self.sheet.user_id, self.manager)
        self.assertIn("bank@example.com", self._bodies())
        # nobody lends out another one's rights
        marketing = self._new_user("marketing", "8")
        self.sheet.with_user(marketing).write(
            {"emails": "other@example.com", "user_id": self.manager.id}
        )
        self.assertEqual(self.sheet.user_id, marketing)
        # and nobody sends any more for somebody who left
        marketing.active = False
        self.assertFalse(self.sheet._kms_addresses())

    def test_only_the_manager(self):
        self._cron(DUE)
        seller = self.seller
        with self.assertRaises(AccessError):
            self.sheet.with_user(seller).read(["name"])
        with self.assertRaises(AccessError):
            self._runs().with_user(seller).read(["error"])
        with self.assertRaises(AccessError):
            self.sheet.with_user(seller).action_preview()
        with self.assertRaises(AccessError):
            self.env["kms.sheet.preview"].with_user(seller).create({"sheet_id": self.sheet.id})
        with self.assertRaises(AccessError):
            self._runs().with_user(seller).action_retry()
        with self.assertRaises(AccessError):
            self._runs().with_user(self.manager).write({"state": "pending"})
        attachment = self._runs().mail_ids.attachment_ids[:1]
        marketing = self._new_user("marketing", "7")
        with self.assertRaises(AccessError):
            attachment.with_user(marketing).read(["raw"])

    def test_two_companies(self):
        other = self.env["res.company"].create({"name": "Other house"})
        stranger = new_test_user(
            self.env,
            "figures_other",
            groups="base.group_user,kms_base.role_management",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self._cron(DUE)
        sheet, runs = (
            records.with_user(stranger).with_context(allowed_company_ids=other.ids)
            for records in (self.sheet, self._runs())
        )
        self.assertFalse(sheet.search([]) & sheet)
        with self.assertRaises(AccessError):
            sheet.read(["name"])
        with self.assertRaises(AccessError):
            runs.read(["state"])
