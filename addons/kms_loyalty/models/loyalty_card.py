from uuid import uuid4

from odoo import api, models
from odoo.tools import SQL

from ..coupons import codes
from ..coupons.trust import BOOKED, Origin


class LoyaltyCard(models.Model):
    """Codes that cannot be guessed, and points that are the sum of their ledger."""

    _inherit = "loyalty.card"

    @api.model_create_multi
    def create(self, vals_list):
        programs = self.env["loyalty.program"].browse(
            [vals["program_id"] for vals in vals_list if vals.get("program_id")]
        )
        # sudo: the type of the program decides the code, whoever may make cards.
        types = {program.id: program.program_type for program in programs.sudo().exists()}
        made = [
            {"code": self._kms_draw(vals), **vals}
            if types.get(vals.get("program_id")) in ("coupons", "promo_code")
            else vals
            for vals in vals_list
        ]
        cards = super().create(made)
        for card in cards:
            card._kms_write_down("opening", card.points)
        return cards

    def write(self, vals):
        """Whoever changes points, the ledger says so."""
        if "points" not in vals or self.env.context.get("kms_points_booked") is BOOKED:
            return super().write(vals)
        before = {card.id: card.points for card in self}
        result = super().write(vals)
        for card in self:
            card._kms_write_down("correction", card.points - before[card.id])
        return result

    @api.model
    def _kms_draw(self, vals):
        return codes.draw(codes.SPECIAL if vals.get("partner_id") else codes.GENERIC)

    def _kms_write_down(self, kind, points):
        """Add a line for points that core has changed by itself."""
        if not points:
            return
        origin = self.env.context.get("kms_points_order")
        ordered = isinstance(origin, Origin)
        self.env["kms.points.entry"]._kms_append(
            {
                **self._kms_entry_values(),
                "order_key": str(uuid4()),
                "kind": ("won" if points > 0 else "spent") if ordered else kind,
                "points": points,
                "sale_order_id": origin.order if ordered else None,
                "order_ref": origin.name if ordered else None,
            }
        )

    def _kms_entry_values(self):
        self.ensure_one()
        # sudo: the ledger says whose card it is, whatever its writer may read.
        card = self.sudo()
        return {
            "card_id": card.id,
            "partner_id": card.partner_id.id or None,
            "company_id": card.company_id.id or self.env.company.id,
            "shortfall": 0,
            "user_id": self.env.uid,
            "moment": self.env.cr.now(),
        }

    def _kms_book(self, key, kind, points, **order):
        """Change the points for an order, once, and never below zero.

        :param str key: of the order
        :param str kind: of the line of the ledger
        :param float points: won when positive
        :param order: columns that name the order
        :return: points that could not be taken because they are not there
        :rtype: float
        """
        self.ensure_one()
        # Wait for another order with the same card: the transaction is then tried again, where a
        # lock that does not wait would raise and refuse an order that was paid.
        self.flush_recordset(["points"])
        self.env.cr.execute(SQL("SELECT FROM loyalty_card WHERE id = %s FOR UPDATE", self.id))
        self.invalidate_recordset(["points"])
        booked = max(points, -self.points)
        shortfall = booked - points
        if points and self.env["kms.points.entry"]._kms_append(
            {
                **self._kms_entry_values(),
                "order_key": key,
                "kind": kind,
                "points": booked,
                "shortfall": shortfall,
                **order,
            }
        ):
            # the ledger says it, and core's history: the chatter does not
            card = self.with_context(kms_points_booked=BOOKED, tracking_disable=True)
            card.points = self.points + booked
            return shortfall
        return 0
