import base64

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.kms_base.ids import read_id

from ..sheet import FIRST_NAME, MAX_BYTES, SYNONYMS, fold, recognize

# Files that are shown as the last ones, and looked into for what headings meant.
RECENT = 8
REMEMBERED = 30
OPTIONS = (
    "kms_channel",
    "assign",
    "user_id",
    "source_id",
    "campaign_id",
    "known_policy",
    "again",
)
SHOWN = (
    "id",
    "name",
    "state",
    "message",
    "again",
    "error_name",
    "kms_channel",
    "assign",
    "known_policy",
    "columns",
    "summary",
    "row_count",
    "created_count",
    "updated_count",
    "skipped_count",
    "problem_count",
    "duration",
    "done_date",
)
CHOICES = ("kms_channel", "assign", "known_policy")


class KmsLeadImport(models.Model):
    """What the import screen asks of the server."""

    _inherit = "kms.lead.import"

    @api.model
    def load_screen(self, import_id=False):
        """All that the screen shows: an import, or the place to drop a file.

        :param int import_id: the import to show; without one, the user's import in progress
        :return: ``import`` (see :meth:`_prepare_screen`) or False, ``recent`` imports, ``keys``
        :rtype: dict
        """
        self.check_access("read")
        record = self.browse(read_id(import_id)).exists()
        if not record and not import_id:
            mine = [("requester_id", "=", self.env.uid), ("state", "=", "queued")]
            record = self.search(mine, limit=1)
        record.check_access("read")
        recent = self.search([("state", "!=", "draft")], limit=RECENT)
        labels = dict(self._fields["state"]._description_selection(self.env))
        return {
            "import": record._prepare_screen() if record else False,
            "recent": [
                {
                    "id": line.id,
                    "name": line.name,
                    "date": line.done_date or line.write_date,
                    "user": line.requester_id.name,
                    "state": line.state,
                    "state_label": labels[line.state],
                    "created": line.created_count,
                    "problems": line.problem_count,
                }
                for line in recent
            ],
            "keys": self._prepare_keys(),
            "max_bytes": MAX_BYTES,
        }

    @api.model
    def drop_file(self, name, content):
        """Take a file in and look through it.

        :param str name: the file's name
        :param str content: the file in base64
        :return: see :meth:`_prepare_screen`
        :rtype: dict
        :raise UserError: the file cannot be read
        """
        self.check_access("create")
        if not isinstance(content, str) or len(content) > MAX_BYTES * 4 // 3 + 4:
            raise UserError(self._sheet_sentence("too_big"))
        try:
            data = base64.b64decode(content, validate=True)
        except ValueError as error:
            raise UserError(self._sheet_sentence("damaged")) from error
        if not data:
            raise UserError(self._sheet_sentence("empty"))
        record = self.create({**self._prepare_from_file(name, data), "file": content})
        headings, _chunks, _total = record._open()
        keys = recognize(headings, self._remembered())
        record.columns = [
            {"heading": heading[:128], "key": key}
            for heading, key in zip(headings, keys, strict=True)
        ]
        record._check()
        return record._prepare_screen()

    def set_columns(self, keys):
        """Say what the columns of the file are, and look through it again.

        :param list keys: a key for each heading, or an empty text
        :rtype: dict
        """
        self.check_access("write")
        self._ensure_draft()
        known = {key for key, _label in self._prepare_keys()}
        given = [key for key in keys if key]
        if len(keys) != len(self.columns) or not known.issuperset(given):
            raise UserError(self.env._("The screen is out of date. Reload the page and try again."))
        if len(set(given)) < len(given):
            raise UserError(self.env._("Two columns cannot be the same thing. Change one of them."))
        self.columns = [
            {**column, "key": key or ""} for column, key in zip(self.columns, keys, strict=True)
        ]
        self._check()
        return self._prepare_screen()

    def set_options(self, values):
        """Change what happens to the leads, and look through the file again if that matters.

        :param dict values: values of :data:`OPTIONS`
        :rtype: dict
        """
        self.check_access("write")
        self._ensure_draft()
        self.write({name: value for name, value in values.items() if name in OPTIONS})
        if "known_policy" in values:
            self._check()
        return self._prepare_screen()

    def start(self):
        """Import the file, in the background.

        :rtype: dict
        :raise UserError: nothing says what the columns are, or the file was imported before
        """
        self.ensure_one()
        self.check_access("write")
        if not any(column["key"] for column in self.columns or []):
            raise UserError(self.env._("Say at least which column is the name or the phone."))
        self._takers()
        self._queue()
        return self._prepare_screen()

    def cancel(self):
        """Stop the import if it is still possible; all of it is taken back.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("write")
        self.env["kms.lead.import.progress"]._ask_to_stop(self.id)
        # an import that runs holds its row, and notices by itself
        self.env.cr.execute(
            SQL(
                "SELECT id FROM kms_lead_import WHERE id = %s AND state = 'queued'"
                " FOR UPDATE SKIP LOCKED",
                self.id,
            )
        )
        if self.env.cr.fetchone():
            self._back_to_draft(self.env._("Cancelled: nothing was imported."))
        return self._prepare_screen()

    def read_progress(self):
        """How far the import is, and the whole screen once it has ended.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        if self.state != "queued":
            return {"state": self.state, "import": self._prepare_screen()}
        return {
            "state": "queued",
            **self.env["kms.lead.import.progress"]._read_progress(self.id),
        }

    # -- what the screen gets --------------------------------------------------------------------

    def _ensure_draft(self):
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self.env._("This file is imported already, or about to be."))

    def _prepare_screen(self):
        """An import as the screen shows it.

        :rtype: dict
        """
        self.ensure_one()
        return {name: self[name] for name in SHOWN} | {
            "user": [self.user_id.id, self.user_id.name] if self.user_id else False,
            "source": [self.source_id.id, self.source_id.display_name] if self.source_id else False,
            "campaign": [self.campaign_id.id, self.campaign_id.display_name]
            if self.campaign_id
            else False,
            "twin": self._twin_sentence() if self.state == "draft" else "",
            "has_errors": bool(self.problem_count),
            "manager": self.env.user.has_group("sales_team.group_sale_salesman_all_leads"),
            "choices": {
                name: self._fields[name]._description_selection(self.env) for name in CHOICES
            },
        }

    @api.model
    def _prepare_keys(self):
        """What a column can be: pairs of a key and its name, in the user's language."""
        labels = {
            "contact_name": self.env._("Name"),
            FIRST_NAME: self.env._("First name"),
            "partner_name": self.env._("Company"),
            "phone": self.env._("Phone"),
            "email_from": self.env._("E-mail"),
            "function": self.env._("Position"),
            "street": self.env._("Address"),
            "city": self.env._("City"),
            "source": self.env._("Source"),
            "medium": self.env._("Medium"),
            "campaign": self.env._("Campaign"),
            "product": self.env._("Product of interest"),
            "description": self.env._("Notes"),
            "external_id": self.env._("External identifier"),
            "expected_revenue": self.env._("Expected amount"),
            "create_date": self.env._("Date of contact"),
            "channel": self.env._("Channel"),
        }
        return [[key, labels[key]] for key in SYNONYMS]

    def _remembered(self):
        """What headings meant the last times this user, or else anybody, imported a file."""
        domain = [("state", "!=", "draft"), ("company_id", "=", self.env.company.id)]
        imports = self.search(domain, limit=REMEMBERED).sorted(
            lambda record: (record.create_uid == self.env.user, record.id)
        )
        return {
            fold(column["heading"]): column["key"]
            for record in imports
            for column in record.columns or []
        }
