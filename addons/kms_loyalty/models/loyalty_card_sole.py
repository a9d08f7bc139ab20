from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL, mute_logger

# Programs in which a customer has one card, with all their points.
SOLE = ("loyalty", "ewallet")


class LoyaltyCard(models.Model):
    """One card per customer and program of points, guarded by the database.

    Looking for a card before making one lets three tills at once make three.
    """

    _inherit = "loyalty.card"

    kms_sole = fields.Boolean(
        compute="_compute_kms_sole",
        store=True,
        help="The customer's only card of the program.",
    )

    _kms_sole_unique = models.UniqueIndex(
        "(program_id, partner_id) WHERE kms_sole AND partner_id IS NOT NULL",
        "This customer has a card of this program already. Add the points to that one.",
    )

    @api.depends("active", "program_id.program_type")
    def _compute_kms_sole(self):
        for card in self:
            card.kms_sole = card.active and card.program_id.program_type in SOLE

    def init(self):
        """Make one card of those that a customer had before the database guarded this."""
        super().init()
        # without a flush: what is pending reads programs, whose columns are not there yet, and
        # would mark two cards as the only one
        self._kms_merge_twins()
        self.invalidate_model(flush=False)

    @api.model
    def _kms_sole_card(self, program, partner):
        """Return the customer's card of a program, made when there is none.

        :raise ConcurrencyError: somebody else has just made it; Odoo then tries again
        :rtype: loyalty.card
        """
        domain = [("partner_id", "=", partner.id), ("program_id", "=", program.id)]
        if card := self.search(domain, limit=1):
            return card
        values = {"program_id": program.id, "partner_id": partner.id, "points": 0}
        try:
            with self.env.cr.savepoint():
                return self.with_context(action_no_send_mail=True).create(values)
        except UniqueViolation as error:
            message = "another till has made the card"
            raise ConcurrencyError(message) from error

    @api.model
    def _kms_merge_cards(self, partners=None):
        """Put the points, ledger and history of a customer's cards of a program on the oldest.

        :param list partners: ids of customers; everybody's cards without it
        """
        self.env.flush_all()
        self._kms_merge_twins(partners)
        self.env.invalidate_all()

    @api.model
    def _kms_merge_twins(self, partners=None):
        """Merge in the database alone; see `_kms_merge_cards`."""
        self.env.cr.execute(
            SQL(
                """
                SELECT (array_agg(c.id ORDER BY c.id))[1], array_agg(c.id ORDER BY c.id)
                  FROM loyalty_card c JOIN loyalty_program p ON p.id = c.program_id
                 WHERE c.active AND p.program_type = ANY(%(types)s)
                   AND c.partner_id IS NOT NULL
                   AND (%(all)s OR c.partner_id = ANY(%(partners)s))
                 GROUP BY c.partner_id, c.program_id HAVING count(*) > 1
                """,
                types=list(SOLE),
                all=partners is None,
                partners=partners or [],
            )
        )
        for kept, cards in self.env.cr.fetchall():
            self._kms_merge_into(kept, [card for card in cards if card != kept])

    def _kms_merge_into(self, kept, others):
        """Move everything that points at some cards to another, then delete them."""
        self.env.cr.execute(
            SQL(
                "UPDATE loyalty_card SET points = points + (SELECT sum(points) FROM loyalty_card"
                " WHERE id = ANY(%(others)s)) WHERE id = %(kept)s",
                kept=kept,
                others=others,
            )
        )
        for table, column in self._kms_references():
            names = {"table": SQL.identifier(table), "column": SQL.identifier(column)}
            self.env.cr.execute(
                SQL(
                    "SELECT ctid FROM %(table)s WHERE %(column)s = ANY(%(ids)s)",
                    ids=others,
                    **names,
                )
            )
            for (row,) in self.env.cr.fetchall():
                self._kms_move_row(names, row, kept)
        self.env.cr.execute(SQL("DELETE FROM loyalty_card WHERE id = ANY(%s)", others))

    def _kms_move_row(self, names, row, kept):
        """Let a row point at the card that stays, unless one like it does so already."""
        try:
            with self.env.cr.savepoint(flush=False), mute_logger("odoo.sql_db"):
                self.env.cr.execute(
                    SQL(
                        "UPDATE %(table)s SET %(column)s = %(kept)s WHERE ctid = %(row)s",
                        kept=kept,
                        row=row,
                        **names,
                    )
                )
        except UniqueViolation:
            # goes with its card
            return

    def _kms_references(self):
        """Return the tables and columns that point at cards."""
        self.env.cr.execute(
            """
            SELECT c.conrelid::regclass::text, a.attname
              FROM pg_constraint c
              JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
             WHERE c.contype = 'f' AND c.confrelid = 'loyalty_card'::regclass
            """
        )
        return self.env.cr.fetchall()
