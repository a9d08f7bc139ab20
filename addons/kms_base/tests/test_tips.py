from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.modules import module
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged


class TipCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tips = cls.env["kms.tip"]
        cls.tips.search([]).unlink()
        cls.field = cls.env.ref("kms_base.role_field")
        cls.marketing = cls.env.ref("kms_base.role_marketing")
        cls.management = cls.env.ref("kms_base.role_management")
        cls.screen = cls.env.ref("kms_base.kms_phone_duplicate_action")

    @classmethod
    def make_tip(cls, role, name, **values):
        return cls.tips.create({"role_id": role.id, "name": name, "text": "Text", **values})

    def names(self, user):
        return [tip["name"] for tip in self.tips.with_user(user).my_tips()]


@tagged("post_install", "-at_install")
class TestTips(TipCase):
    def test_of_ones_own_roles_in_order(self):
        self.make_tip(self.field, "second", sequence=20)
        first = self.make_tip(self.field, "first", sequence=10, action_id=self.screen.id)
        self.make_tip(self.marketing, "another's")
        user = new_test_user(self.env, "tip_field", groups="kms_base.role_field")
        self.assertEqual(self.names(user), ["first", "second"])
        self.assertEqual(
            self.tips.with_user(user).my_tips()[0],
            {"id": first.id, "name": "first", "text": "Text", "action": self.screen.id},
        )
        self.assertFalse(self.tips.with_user(user).my_tips()[1]["action"])

    def test_of_an_implied_role_when_ones_own_have_none(self):
        self.make_tip(self.marketing, "marketing")
        user = new_test_user(self.env, "tip_head", groups="kms_base.role_management")
        self.assertEqual(self.names(user), ["marketing"])
        self.make_tip(self.management, "management")
        self.assertEqual(self.names(user), ["management"])

    def test_of_no_role(self):
        self.make_tip(self.field, "field")
        self.assertEqual(self.names(new_test_user(self.env, "tip_none")), [])

    def test_in_ones_own_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        tip = self.make_tip(self.field, "A visit")
        tip.with_context(lang="fr_FR").name = "Une visite"
        user = new_test_user(self.env, "tip_french", groups="kms_base.role_field", lang="fr_FR")
        tips = self.tips.with_user(user).with_context(lang=user.lang)
        self.assertEqual(tips.my_tips()[0]["name"], "Une visite")

    def test_cost_does_not_grow(self):
        user = new_test_user(self.env, "tip_cost", groups="kms_base.role_field")
        self.make_tip(self.field, "one")

        def cost():
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.tips.with_user(user).my_tips()
            return self.cr.sql_log_count - before

        cost()
        one = cost()
        for number in range(20):
            self.make_tip(self.field, f"tip {number}")
        self.env.flush_all()
        self.assertLessEqual(cost(), one)

    def test_put_away_by_oneself_only(self):
        users = new_test_user(self.env, "tip_a") | new_test_user(self.env, "tip_b")
        users.sudo().kms_first_steps = True
        self.tips.with_user(users[0]).put_away()
        self.assertEqual(users.sudo().mapped("kms_first_steps"), [False, True])
        with self.assertRaises(AccessError):
            users[1].with_user(users[0]).write({"kms_first_steps": False})
        with self.assertRaises(AccessError):
            users[1].with_user(users[0]).read(["kms_first_steps"])

    def test_nobody_outside_the_house(self):
        portal = new_test_user(self.env, "tip_portal", groups="base.group_portal")
        for method in ("my_tips", "put_away"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(self.tips.with_user(portal), method)()

    def test_written_by_the_administrator_only(self):
        user = new_test_user(self.env, "tip_writer", groups="kms_base.role_management")
        tip = self.make_tip(self.field, "field")
        for write in (lambda: tip.with_user(user).write({"name": "x"}), tip.with_user(user).unlink):
            with self.assertRaises(AccessError):
                write()
        admin = new_test_user(self.env, "tip_admin", groups="base.group_system")
        tip.with_user(admin).name = "ours"
        self.assertEqual(tip.name, "ours")


@tagged("post_install", "-at_install")
class TestNewUser(TransactionCase):
    def make(self, login, context=None, **values):
        users = self.env["res.users"].with_context(no_reset_password=True, tz=False)
        vals = {"name": login, "login": login, **values}
        return users.with_context(**(context or {})).create(vals)

    def test_lives_by_the_clock_of_the_house(self):
        company = self.env["res.company"].create({"name": "Lagos", "kms_timezone": "Africa/Lagos"})
        values = {"company_id": company.id, "company_ids": [(6, 0, company.ids)]}
        self.assertEqual(self.make("clock_house", **values).tz, "Africa/Lagos")
        self.assertEqual(self.make("clock_own", tz="Asia/Tokyo", **values).tz, "Asia/Tokyo")
        partner = self.env["res.partner"].create({"name": "Here", "tz": "Europe/Paris"})
        known = self.make("clock_card", partner_id=partner.id, **values)
        self.assertEqual(known.tz, "Europe/Paris")

    def test_is_shown_the_first_steps(self):
        self.assertFalse(self.make("steps_test").sudo().kms_first_steps, "tests have seen them")
        with patch.object(module, "current_test", False):
            new = self.make("steps_new")
            twin = new.copy({"login": "steps_twin"})
            data = self.make("steps_data", context={"install_mode": True})
        self.assertTrue(new.sudo().kms_first_steps)
        self.assertTrue(twin.sudo().kms_first_steps)
        self.assertFalse(data.sudo().kms_first_steps)


@tagged("post_install", "-at_install")
class TestSession(HttpCase):
    def test_said_once_per_page_while_unseen(self):
        user = new_test_user(self.env, "steps_session", password="steps_session")
        for shown in (True, False):
            user.sudo().kms_first_steps = shown
            self.env.flush_all()
            self.authenticate("steps_session", "steps_session")
            info = self.make_jsonrpc_request("/web/session/get_session_info", {})
            self.assertEqual(info.get("kms_first_steps"), shown or None)
