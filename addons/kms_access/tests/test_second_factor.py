from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.base.models.ir_mail_server import MailDeliveryException


@tagged("post_install", "-at_install")
class TestSecondFactor(TransactionCase):
    """Managers prove twice who they are, once a code can reach them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.mail_server"].search([]).active = False
        cls.role = cls.env.ref("kms_base.role_management")
        cls.role.kms_second_factor = True
        cls.manager = new_test_user(cls.env, "factor_manager", groups="kms_base.role_management")
        cls.seller = new_test_user(cls.env, "factor_seller", groups="kms_base.role_showroom")

    def mail_server(self):
        self.env["ir.mail_server"].create({"name": "Local", "smtp_host": "localhost"})

    def test_not_before_a_code_could_arrive(self):
        self.assertIsNone(self.manager._mfa_type())

    def test_managers_and_not_sellers(self):
        self.mail_server()
        self.assertEqual(self.manager._mfa_type(), "totp_mail")
        self.assertTrue(self.manager._rpc_api_keys_only(), "the password alone opens the RPC")
        self.assertIsNone(self.seller._mfa_type())

    def test_without_address_nobody_is_locked_out(self):
        self.manager.email = False
        self.mail_server()
        self.assertIsNone(self.manager._mfa_type())

    def test_nobody_gets_rid_of_it_by_emptying_the_address(self):
        self.mail_server()
        for record in (self.manager, self.manager.partner_id):
            with self.assertRaisesRegex(ValidationError, "code that arrives by e-mail"):
                record.with_user(self.manager).email = False
        self.manager.email = "other@example.com"
        self.seller.email = False
        self.manager.active = False
        self.manager.email = False

    def test_nor_by_giving_the_authenticator_back_afterwards(self):
        self.mail_server()
        self.manager.sudo().totp_secret = "NBSWY3DP"
        self.manager.email = False
        with self.assertRaises(ValidationError):
            self.manager.sudo().totp_secret = False
        self.assertEqual(self.manager._mfa_type(), "totp")
        self.manager.email = "back@example.com"
        self.manager.sudo().totp_secret = False

    def test_a_mail_server_that_is_away(self):
        """Who signs in reads a sentence, the administrator the reason in the log."""

        def away(*_args, **_options):
            raise MailDeliveryException("Unable to connect", ConnectionRefusedError(111))

        self.patch(type(self.env["mail.template"]), "send_mail", away)
        # counts the requests of an address, and there is none
        self.patch(type(self.manager), "_totp_rate_limit", lambda *_args: None)
        with (
            self.assertLogs("odoo.addons.kms_access.models.res_users", "WARNING") as log,
            self.assertRaisesRegex(UserError, "mail server does not answer"),
        ):
            self.manager._send_totp_mail_code()
        self.assertIn("ConnectionRefusedError", log.output[0])

    def test_each_role_may_be_switched_off(self):
        self.mail_server()
        roles = self.manager.all_group_ids
        roles.kms_second_factor = False
        self.assertIsNone(self.manager._mfa_type())
        self.env.ref("kms_base.role_showroom").kms_second_factor = True
        self.assertEqual(self.seller._mfa_type(), "totp_mail")

    def test_short_passwords_are_refused(self):
        self.env["ir.config_parameter"].set_param("auth_password_policy.minlength", 8)
        with self.assertRaisesRegex(UserError, "8"):
            self.seller.password = "court"

    def test_a_manager_types_the_password_again_each_day(self):
        self.role.lock_timeout = 12 * 60
        [(seconds, with_code)] = self.manager._get_lock_timeouts()["lock_timeout"]
        self.assertEqual((seconds, with_code), (12 * 3600, False))
        self.assertFalse(self.seller._get_lock_timeouts().get("lock_timeout"))
