import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# 64 random bits in hexadecimal, as the web client makes them.
UUID_PATTERN = re.compile(r"[0-9a-f]{16,32}")
KEPT_DAYS = 90


class KmsClientCall(models.Model):
    """What clients have sent under an identifier of their own, so that a call has one effect.

    For calls that leave no record to put the identifier on: a line ticked, a state changed.
    """

    _name = "kms.client.call"
    _description = "Call of a client"
    _order = "id desc"

    uuid = fields.Char(required=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    user_id = fields.Many2one("res.users", required=True, default=lambda self: self.env.user)

    _uuid_uniq = models.UniqueIndex("(uuid)", "This has been sent before.")

    @api.model
    def _first_time(self, uuid):
        """Whether a call arrives for the first time; one that runs at this moment is waited for.

        When the other one commits, PostgreSQL refuses this snapshot and Odoo runs the call again.

        :param str uuid: 16 to 32 hexadecimal digits
        :rtype: bool
        :raise UserError: no identifier at all: the screen is older than the server
        """
        if not isinstance(uuid, str) or not UUID_PATTERN.fullmatch(uuid):
            raise UserError(self.env._("The screen is out of date. Reload the page and try again."))
        self.env.cr.execute(
            SQL(
                "INSERT INTO kms_client_call (uuid, date, user_id) "
                "VALUES (%s, NOW() AT TIME ZONE 'UTC', %s) "
                "ON CONFLICT (uuid) DO NOTHING RETURNING id",
                uuid,
                self.env.uid,
            )
        )
        return bool(self.env.cr.fetchone())

    @api.autovacuum
    def _gc_old_calls(self):
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("date", "<", limit)], limit=10000).unlink()
