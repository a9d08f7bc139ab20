import json
import time

from odoo.exceptions import AccessDenied, AccessError, ValidationError
from odoo.http import root
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import TillCommon


@tagged("post_install", "-at_install")
class TestSwitch(TillCommon, HttpCase):
    """Another cashier takes over a till, as themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        cls.colleague = new_test_user(
            cls.env, "till_b", groups="kms_base.role_cashier", password="long secret", **company
        )
        cls.manager = new_test_user(
            cls.env, "till_m", groups="kms_base.role_management", password="boss secret", **company
        )
        cls.stranger = new_test_user(cls.env, "no_till", groups="base.group_user", **company)
        cls.cashier.password = "till secret"
        cls.colleague.kms_till_pin = "2468"

    def _switch(self, user, secret, config_id=..., **values):
        response = self.url_open(
            "/kms_pos/switch",
            data=json.dumps(
                {
                    "params": {
                        "config_id": self.config.id if config_id is ... else config_id,
                        "user_id": user.id,
                        "secret": secret,
                        **values,
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        return response.json()["result"]

    def test_hostile_input(self):
        """Nonsense gets the sentence that a stranger gets; nobody is signed in or out."""
        self.authenticate("till", "till secret")
        for config in (None, False, "", "x", "1; --", 0, -1, 1.5, [1], {"id": 1}, 2**40, "9" * 30):
            answer = self._switch(self.colleague, "2468", config)
            self.assertEqual(list(answer), ["error"], config)
        for key in (None, "x", [self.colleague.id], True, 2**40):
            answer = self._switch(self.env["res.users"], "2468", user_id=key)
            self.assertEqual(list(answer), ["error"], key)
        self.assertEqual(self._who(), self.cashier.id)

    def _who(self):
        response = self.url_open(
            "/web/session/get_session_info",
            data="{}",
            headers={"Content-Type": "application/json"},
        )
        return response.json().get("result", {}).get("uid")

    def test_take_over_and_back(self):
        self.authenticate("till", "till secret")
        self.assertEqual(self._switch(self.colleague, "2468"), {"uid": self.colleague.id})
        self.assertEqual(self._who(), self.colleague.id)
        # no PIN: the password
        self.assertEqual(self._switch(self.cashier, "till secret"), {"uid": self.cashier.id})
        self.assertEqual(self._who(), self.cashier.id)

    def test_wrong_pins(self):
        """After five the PIN is worth nothing, until the password was right."""
        self.authenticate("till", "till secret")
        self.company.kms_till_pin_tries = 3
        kinds = [self._switch(self.colleague, pin)["kind"] for pin in ("1", "2469", "")]
        self.assertEqual(kinds, ["pin", "pin", "password"])
        self.assertIn("error", self._switch(self.colleague, "2468"))
        self.assertEqual(self._who(), self.cashier.id)
        self.assertEqual(self._switch(self.colleague, "long secret")["uid"], self.colleague.id)
        self.assertEqual(self.colleague._kms_secret_kind(), "pin")

    def test_who_may(self):
        self.authenticate("till", "till secret")
        self.assertIn("error", self._switch(self.stranger, "no_till"))
        self.assertIn("error", self._switch(self.colleague, ["2468"]))
        self.manager.kms_till_pin = "1357"
        self.assertEqual(self.manager._kms_secret_kind(), "password", "a PIN is not enough")
        self.assertIn("error", self._switch(self.manager, "1357"))
        self.assertEqual(self._switch(self.manager, "boss secret")["uid"], self.manager.id)
        self.authenticate("no_till", "no_till")
        self.assertIn("error", self._switch(self.colleague, "2468"))
        self.assertEqual(self._who(), self.stranger.id)

    def test_setting(self):
        self.authenticate("till", "till secret")
        self.company.kms_till_switch = False
        self.assertIn("error", self._switch(self.colleague, "2468"))
        self.assertEqual(self._who(), self.cashier.id)

    @mute_logger("odoo.http")
    def test_pin_opens_nothing_else(self):
        self.authenticate(None, None)
        response = self.url_open(
            "/web/session/authenticate",
            data=json.dumps(
                {"params": {"db": self.env.cr.dbname, "login": "till_b", "password": "2468"}}
            ),
            headers={"Content-Type": "application/json"},
        )
        self.assertIn("error", response.json())

    def test_a_pin_confirms_no_identity(self):
        """Core asks who somebody is before it changes a password; its callers send any type."""
        pin = {"login": "till_b", "type": "kms_till_pin", "pin": "2468", "door": "till"}
        own = self.colleague.with_user(self.colleague)
        with self.assertRaises(AccessDenied):
            own._check_credentials(pin, {"interactive": True})

    def test_the_identity_of_the_one_before_is_not_taken_over(self):
        session = self.authenticate("till", "till secret")
        session.update({"identity-check-last": time.time(), "identity-check-1fa": (1, "password")})
        root.session_store.save(session)
        self.assertEqual(self._switch(self.colleague, "2468"), {"uid": self.colleague.id})
        now = root.session_store.get(self.opener.cookies["session_id"])
        self.assertEqual(now["uid"], self.colleague.id)
        self.assertFalse([key for key in now if key.startswith("identity-check")])

    def test_nonsense_is_answered_with_a_sentence(self):
        self.authenticate("till", "till secret")
        self.assertIn("error", self._switch(self.colleague, "9" * 5000))
        for config_id in ("first", None, [self.config.id], 2**40):
            with self.subTest(config_id):
                self.assertIn("error", self._switch(self.colleague, "2468", config_id))
        self.assertEqual(self._who(), self.cashier.id)

    def test_list(self):
        config = self.config.with_user(self.cashier)
        found = {row["name"]: row["kind"] for row in config.kms_cashiers()}
        self.assertEqual(found[self.colleague.name], "pin")
        self.assertEqual(found[self.cashier.name], "password")
        self.assertNotIn(self.stranger.name, found)
        with self.assertRaises(AccessError):
            self.config.with_user(self.stranger).kms_cashiers()

    def test_pin_is_nobodys_to_read(self):
        own = self.colleague.with_user(self.colleague)
        self.assertFalse(own.kms_till_pin)
        for user in (self.colleague, self.cashier):
            with self.assertRaises(AccessError):
                self.colleague.with_user(user).read(["kms_till_pin_hash"])
        with self.assertRaises(AccessError):
            self.colleague.with_user(self.cashier).write({"kms_till_pin": "9753"})
        own.write({"kms_till_pin": "8642"})
        self.assertNotIn("8642", self.colleague.sudo().kms_till_pin_hash)
        for pin in ("123", "123456789", "12a4", "1111"):
            with self.assertRaises(ValidationError):
                own.write({"kms_till_pin": pin})
