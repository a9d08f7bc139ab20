from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# How many free places are drawn from, so that many clients at once seldom want the same one.
SPREAD = 64
SCOPES = {
    "program": ("program_id",),
    "card": ("card_id",),
    "customer": ("program_id", "partner_id"),
}

# A free place near the lowest ones; nothing when somebody else was faster.
TAKE = """
    INSERT INTO kms_coupon_slot (
        scope, program_id, card_id, partner_id, place, holder, until
    )
    SELECT %(scope)s, %(program)s, %(card)s, %(partner)s, place, %(holder)s, %(until)s
      FROM generate_series(1, LEAST(
           %(limit)s,
           %(spread)s + (SELECT COUNT(*) FROM kms_coupon_slot WHERE %(where)s)
      )) AS place
     WHERE NOT EXISTS (
         SELECT FROM kms_coupon_slot s WHERE %(where)s AND s.place = place.place
     )
     ORDER BY random() LIMIT 1
    ON CONFLICT DO NOTHING RETURNING id
"""


class KmsCouponSlot(models.Model):
    """A place among the uses that a coupon has: in all, of one code, of one customer.

    Counting uses and then adding one lets two clients at once have the last one, even with locks:
    both read the count of before. A numbered place has a unique index instead. It is written
    without raising, because a refused order that was paid would be a lost one.
    """

    _name = "kms.coupon.slot"
    _description = "Place among the uses of a coupon"
    _order = "id"
    _log_access = False

    scope = fields.Selection(
        [("program", "In all"), ("card", "Code"), ("customer", "Customer")], required=True
    )
    program_id = fields.Many2one("loyalty.program", required=True, index=True, ondelete="cascade")
    card_id = fields.Many2one("loyalty.card", ondelete="cascade")
    partner_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="cascade")
    place = fields.Integer(required=True)
    holder = fields.Char(required=True, index=True, help="The order that has the place.")
    until = fields.Datetime(help="A till that has not paid yet holds the place until then.")

    _program_unique = models.UniqueIndex("(program_id, place) WHERE scope = 'program'")
    _card_unique = models.UniqueIndex("(card_id, place) WHERE scope = 'card'")
    _customer_unique = models.UniqueIndex(
        "(program_id, partner_id, place) WHERE scope = 'customer'"
    )

    @api.model
    def _kms_where(self, scope, keys):
        """Return the condition of the places of one scope."""
        return SQL(
            "scope = %s AND %s",
            scope,
            SQL(" AND ").join(
                SQL("%s = %s", SQL.identifier(name), keys[name]) for name in SCOPES[scope]
            ),
        )

    @api.model
    def _kms_taken(self, scope, keys, holder=None):
        """Count the places that others have.

        :param str scope: one of ``SCOPES``
        :param dict keys: ids of program, card and partner
        :param str holder: who asks and does not count
        :return: places that were used, places that are only held for a while
        :rtype: tuple[int, int]
        """
        self.env.cr.execute(
            SQL(
                "SELECT COUNT(*) FILTER (WHERE until IS NULL),"
                " COUNT(*) FILTER (WHERE until > %(now)s) FROM kms_coupon_slot"
                " WHERE %(where)s AND holder IS DISTINCT FROM %(holder)s",
                where=self._kms_where(scope, keys),
                now=self.env.cr.now(),
                holder=holder,
            )
        )
        return self.env.cr.fetchone()

    @api.model
    def _kms_take(self, scope, keys, limit, holder, minutes=0):
        """Take a place for an order, or keep the one it has.

        :param int limit: how many places there are
        :param str holder: key of the order
        :param int minutes: how long to hold it; 0 takes it for good
        :return: whether the order has a place now
        :rtype: bool
        """
        now = self.env.cr.now()
        values = {
            "where": self._kms_where(scope, keys),
            "holder": holder,
            "until": now + timedelta(minutes=minutes) if minutes else None,
            "now": now,
        }
        self.env.cr.execute(
            SQL(
                "DELETE FROM kms_coupon_slot WHERE %(where)s AND until <= %(now)s"
                " AND holder <> %(holder)s",
                **values,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE kms_coupon_slot SET until = %(until)s WHERE %(where)s"
                " AND holder = %(holder)s RETURNING id",
                **values,
            )
        )
        if self.env.cr.rowcount:
            return True
        self.env.cr.execute(
            SQL(
                TAKE,
                scope=scope,
                program=keys["program_id"],
                card=keys["card_id"] or None,
                partner=keys["partner_id"] or None,
                limit=limit,
                spread=SPREAD,
                **values,
            )
        )
        return bool(self.env.cr.rowcount)

    @api.model
    def _kms_release(self, holder, programs=None):
        """Give the places of an order back, of some programs only if they are given."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM kms_coupon_slot WHERE holder = %s AND (%s OR program_id = ANY(%s))",
                holder,
                programs is None,
                programs.ids if programs else [],
            )
        )
