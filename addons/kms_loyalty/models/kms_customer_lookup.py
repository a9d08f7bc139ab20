from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - as the database's own moments, UTC without saying so
# Lines that one night removes at most.
SWEPT = 10_000


class KmsCustomerLookup(models.Model):
    """Who asked at which till whose phone number it is: phones are personal data.

    The line is also the place in the minute's allowance, so that calls side by side cannot go
    past it.
    """

    _name = "kms.customer.lookup"
    _inherit = ["kms.appended.mixin"]
    _description = "Look-up of a customer at the till"
    _order = "moment desc, id desc"
    _rec_name = "hint"
    _log_access = False

    moment = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", required=True, index=True, ondelete="cascade", readonly=True
    )
    config_id = fields.Many2one(
        "pos.config",
        string="Till",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", readonly=True
    )
    result = fields.Selection(
        [
            ("found", "Found"),
            ("unknown", "Not found"),
            ("created", "Created"),
            ("searched", "Searched for in a list"),
            ("code", "Code of a card or coupon"),
            ("limited", "Refused: too many"),
        ],
        required=True,
        readonly=True,
    )
    hint = fields.Char(
        string="Asked for", readonly=True, help="The last digits; the number itself is not kept."
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    minute = fields.Integer(required=True, readonly=True)
    place = fields.Integer(required=True, readonly=True)

    _place_unique = models.UniqueIndex(
        "(user_id, minute, place)", "This place of the minute is taken."
    )

    def _kms_refuse(self):
        """:raise UserError: always; superusers included"""
        raise UserError(
            self.env._("Tills write the look-ups, and nothing changes them afterwards.")
        )

    @api.model
    def _kms_place(self, config):
        """Return the user's next place in this minute; the one past the limit says no.

        :rtype: tuple[int, int]
        """
        minute = int((self.env.cr.now() - EPOCH).total_seconds() // 60)
        self.env.cr.execute(
            SQL(
                "SELECT COALESCE(MAX(place), 0) + 1 FROM kms_customer_lookup"
                " WHERE user_id = %s AND minute = %s",
                self.env.uid,
                minute,
            )
        )
        return minute, self.env.cr.fetchone()[0]

    @api.model
    def _kms_limited(self, config):
        """Say whether the user has asked as often as allowed; the first refusal is written down.

        :param config: `pos.config` that asks
        :rtype: bool
        """
        limit = self._kms_company(config).kms_lookup_limit
        minute, place = self._kms_place(config)
        if place <= limit:
            return False
        self._kms_write_down(config, "limited", "", None, (minute, limit + 1))
        return True

    @api.model
    def _kms_company(self, config):
        return config.company_id or self.env.company

    @api.model
    def _kms_limited_search(self, number):
        """Count a search for a whole number outside the till; tell the user the first refusal.

        Refused searches find nobody: an error would take the line back that says so.

        :param str number: in E.164
        :rtype: bool
        """
        nowhere = self.env["pos.config"]
        if self._kms_limited(nowhere):
            self.env.user._bus_send(
                "simple_notification", {"type": "warning", "message": self._kms_too_often()}
            )
            return True
        self._kms_trace(nowhere, "searched", f"\u2026{number[-2:]}")
        return False

    @api.model
    def _kms_too_often(self):
        return self.env._(
            "Too many customers were looked up within a minute. Wait a moment; the sale can "
            "go on without."
        )

    @api.model
    def _kms_trace(self, config, result, hint, partner=None):
        """Write a look-up down, at the next place of the minute.

        A call at the same moment makes this transaction run again, on the next place.
        """
        self._kms_write_down(config, result, hint, partner, self._kms_place(config))

    @api.model
    def _kms_trace_code(self, config, code):
        """Write down that a code was tried: codes are money, and nobody goes through them."""
        end = code[-2:] if isinstance(code, str) else ""
        self._kms_trace(config, "code", f"\u2026{end}")

    @api.model
    def _kms_write_down(self, config, result, hint, partner, place):
        return self._kms_append(
            {
                "moment": self.env.cr.now(),
                "user_id": self.env.uid,
                "config_id": config.id or None,
                "company_id": self._kms_company(config).id,
                "result": result,
                "hint": hint,
                "partner_id": partner.id if partner else None,
                "minute": place[0],
                "place": place[1],
            }
        )

    @api.autovacuum
    def _gc_old_lookups(self):
        """Personal data is not kept longer than the company says."""
        for company in self.env["res.company"].search([("kms_lookup_days", ">", 0)]):
            before = self.env.cr.now() - timedelta(days=company.kms_lookup_days)
            self.env.cr.execute(
                SQL(
                    "DELETE FROM kms_customer_lookup WHERE id IN (SELECT id FROM"
                    " kms_customer_lookup WHERE company_id = %s AND moment < %s LIMIT %s)",
                    company.id,
                    before,
                    SWEPT,
                )
            )
        self.invalidate_model()
