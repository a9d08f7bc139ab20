from odoo import fields, models
from odoo.tools import SQL


class KmsPointsEntry(models.Model):
    """Ledger of points: the balance of a card is the sum of its lines."""

    _name = "kms.points.entry"
    _inherit = ["kms.appended.mixin"]
    _description = "Line of the ledger of points"
    _order = "moment desc, id desc"
    _rec_name = "order_ref"
    _log_access = False

    moment = fields.Datetime(required=True, readonly=True)
    card_id = fields.Many2one(
        "loyalty.card", required=True, index=True, ondelete="cascade", readonly=True
    )
    program_id = fields.Many2one(related="card_id.program_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", readonly=True
    )
    kind = fields.Selection(
        [
            ("opening", "Opening"),
            ("won", "Won"),
            ("spent", "Spent"),
            ("taken_back", "Taken back"),
            ("given_back", "Given back"),
            ("correction", "Correction"),
        ],
        required=True,
        readonly=True,
    )
    points = fields.Float(readonly=True)
    shortfall = fields.Float(
        readonly=True,
        help="Points that were to be taken and were no longer there; a balance is never negative.",
    )
    order_key = fields.Char(required=True, readonly=True)
    order_ref = fields.Char(string="Document", readonly=True)
    pos_order_id = fields.Many2one(
        "pos.order",
        string="Order of the till",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    sale_order_id = fields.Many2one(
        "sale.order", index="btree_not_null", ondelete="set null", readonly=True
    )
    user_id = fields.Many2one(
        "res.users", string="By", index="btree_not_null", ondelete="set null", readonly=True
    )

    _order_unique = models.UniqueIndex(
        "(order_key, card_id, kind)", "This order has already changed the points of the card."
    )

    def init(self):
        """Open the ledger of cards that were there before it."""
        super().init()
        self.env.cr.execute(
            SQL(
                "INSERT INTO kms_points_entry (card_id, partner_id, company_id, order_key, kind,"
                " points, shortfall, moment)"
                " SELECT c.id, c.partner_id, COALESCE(c.company_id, (SELECT MIN(id) FROM"
                " res_company)), gen_random_uuid()::text, 'opening', c.points, 0, %s"
                " FROM loyalty_card c WHERE c.points <> 0"
                " AND NOT EXISTS (SELECT FROM kms_points_entry e WHERE e.card_id = c.id)",
                self.env.cr.now(),
            )
        )
