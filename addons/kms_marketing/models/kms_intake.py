from psycopg2.errors import UniqueViolation

from odoo import models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import mute_logger

from odoo.addons.kms_base.ids import read_id
from odoo.addons.kms_base.models.kms_client_call import UUID_PATTERN

NAME_MAX_LENGTH = 128


class KmsIntake(models.AbstractModel):
    """What the screens that write a visitor down share: reading what a client sent, once."""

    _name = "kms.intake"
    _description = "Visitor intake"

    def _create_once(self, model, values):
        """Create the record, or have the call run again when another call has just done so."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return model.create(values)
        except UniqueViolation as error:
            # The same visit arrived twice at once. The other one is younger than this
            # transaction: Odoo runs the call again, and the second run finds it.
            raise ConcurrencyError("the same visit was sent twice at once") from error

    def _read_uuid(self, values):
        uuid = values.get("uuid") if isinstance(values, dict) else None
        if not isinstance(uuid, str) or not UUID_PATTERN.fullmatch(uuid):
            raise UserError(self.env._("The screen is out of date. Reload the page and try again."))
        return uuid

    def _read_name(self, name):
        name = " ".join(name.split()) if isinstance(name, str) else ""
        if not name:
            raise UserError(self.env._("Write down the visitor's name."))
        if len(name) > NAME_MAX_LENGTH:
            raise UserError(
                self.env._(
                    "A name has at most %(limit)s characters; shorten this one.",
                    limit=NAME_MAX_LENGTH,
                )
            )
        return name

    def _read_phone(self, phone):
        """Return the customer who has this number, if any, and the number to keep."""
        Partner = self.env["res.partner"]
        if not phone:
            return Partner, False
        known = Partner._kms_normalize(str(phone)[:64])
        if not known.e164:
            raise UserError(Partner._kms_phone_sentence(str(phone), known))
        return Partner._kms_search_phone([known.e164])[:1], known.international

    def _read_record(self, model, record_id):
        record = self.env[model].browse(read_id(record_id))
        if record and not record.has_access("read"):
            record = record.browse()
        if record_id and not record.exists():
            raise UserError(
                self.env._("One of the choices no longer exists. Reload the page and choose again.")
            )
        return record
