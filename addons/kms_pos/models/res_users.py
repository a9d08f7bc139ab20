import re

from passlib.context import CryptContext

from odoo import fields, models
from odoo.exceptions import AccessDenied, ValidationError
from odoo.tools import SQL

PIN = re.compile(r"[0-9]{4,8}")
# a few thousand rounds: the tries are limited, and somebody waits at the till
HASHES = CryptContext(["pbkdf2_sha512"], pbkdf2_sha512__rounds=20_000)

# What the till's own route adds to a PIN. Other routes hand on what a client sends, and no client
# sends this very object: else a PIN would confirm an identity, and change a password.
DOOR = object()
MANAGERS = ("point_of_sale.group_pos_manager", "base.group_erp_manager", "base.group_system")


class ResUsers(models.Model):
    """A PIN to take over a till quickly; it opens nothing else."""

    _inherit = "res.users"

    kms_till_pin = fields.Char(
        string="PIN for tills",
        compute="_compute_kms_till_pin",
        inverse="_inverse_kms_till_pin",
        copy=False,
        help="4 to 8 digits with which a cashier takes over a till; managers type their password. "
        "Nobody can read it.",
    )
    kms_till_pin_hash = fields.Char(copy=False, groups=fields.NO_ACCESS)
    kms_till_failures = fields.Integer(copy=False, groups=fields.NO_ACCESS)

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "kms_till_pin"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "kms_till_pin"]

    def _compute_kms_till_pin(self):
        self.kms_till_pin = ""

    def _inverse_kms_till_pin(self):
        for user in self:
            pin = user.kms_till_pin
            if pin and not PIN.fullmatch(pin):
                raise ValidationError(self.env._("A PIN has 4 to 8 digits."))
            if pin and len(set(pin)) == 1:
                raise ValidationError(self.env._("Choose a PIN that is not one digit repeated."))
            # sudo: nobody reads the hash; who writes the PIN may write the user.
            user.sudo().write(
                {"kms_till_pin_hash": HASHES.hash(pin) if pin else False, "kms_till_failures": 0}
            )

    def _kms_secret_kind(self):
        """Return what the person types at a till: the PIN, or the password when there is none or
        it was wrong too often.

        :rtype: str
        """
        self.ensure_one()
        # sudo: whether there is a PIN, not which one.
        user = self.sudo()
        user.invalidate_recordset(["kms_till_failures"])
        tries = user.company_id.kms_till_pin_tries
        has_pin = user.kms_till_pin_hash and user._kms_pin_is_enough()
        return "pin" if has_pin and user.kms_till_failures < tries else "password"

    def _kms_pin_is_enough(self):
        """Whether a few digits may open what this person may do: not for who manages."""
        return not any(self.has_group(group) for group in MANAGERS)

    def _check_credentials(self, credential, env):
        if credential["type"] != "kms_till_pin" or credential.get("door") is not DOOR:
            info = super()._check_credentials(credential, env)
            self._kms_forget_failures()
            return info
        pin = credential.get("pin")
        enough = self.env.user._kms_pin_is_enough()
        if not (enough and isinstance(pin, str) and self._kms_take_try()):
            raise AccessDenied
        # sudo: the hash of the very person who signs in.
        kept = self.env.user.sudo().kms_till_pin_hash
        if not kept or not PIN.fullmatch(pin) or not HASHES.verify(pin, kept):
            raise AccessDenied
        self._kms_forget_failures()
        return {"uid": self.env.uid, "auth_method": "kms_till_pin", "mfa": "default"}

    def _kms_take_try(self):
        """Count a try before it is made, for good: guesses side by side are counted too.

        :return: whether one was left
        :rtype: bool
        """
        tries = self.env.user.company_id.sudo().kms_till_pin_tries  # sudo: a setting
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    "UPDATE res_users SET kms_till_failures = COALESCE(kms_till_failures, 0) + 1"
                    " WHERE id = %s AND COALESCE(kms_till_failures, 0) < %s",
                    self.env.uid,
                    tries,
                )
            )
            return bool(cr.rowcount)

    def _kms_forget_failures(self):
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    "UPDATE res_users SET kms_till_failures = 0"
                    " WHERE id = %s AND kms_till_failures > 0",
                    self.env.uid,
                )
            )
