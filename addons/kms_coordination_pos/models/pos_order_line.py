from odoo import api, fields, models
from odoo.tools import SQL

# What the server alone decides: a till neither reads nor writes it.
SERVER_FIELDS = ("kms_compensated_qty", "kms_refund_review")


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    kms_compensated_qty = fields.Float(
        string="Given back",
        readonly=True,
        copy=False,
        default=0,
        help="Units that a till or a dispute has given the money back for, each once.",
    )
    kms_refund_review = fields.Boolean(
        string="Refunded before",
        readonly=True,
        copy=False,
        help="The till gave the money back for units that were refunded already.",
    )

    _kms_compensated_within_sold = models.Constraint(
        "CHECK (kms_compensated_qty >= 0 AND (kms_compensated_qty = 0 "
        "OR kms_compensated_qty <= qty))",
        "More units would be refunded than were sold. The accountant reverses a wrong credit note "
        "first.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._kms_strip(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._kms_strip(vals))

    def _kms_strip(self, vals):
        """A forged decision is dropped rather than refused: the order was paid."""
        if self.env.su:
            return vals
        return {name: value for name, value in vals.items() if name not in SERVER_FIELDS}

    def _kms_claim_units(self, quantity):
        """Count units as given back, on the line and on the sale that it settled.

        :param float quantity: in the unit of the line
        :return: whether so many were left; if not, nothing is counted
        :rtype: bool
        """
        self.ensure_one()
        self.flush_recordset(["kms_compensated_qty", "qty"])
        self.env.cr.execute(
            SQL(
                "UPDATE pos_order_line SET kms_compensated_qty = kms_compensated_qty + %s "
                "WHERE id = %s AND kms_compensated_qty + %s <= qty RETURNING id",
                quantity,
                self.id,
                quantity,
            )
        )
        claimed = bool(self.env.cr.fetchone())
        self.invalidate_recordset(["kms_compensated_qty"])
        # sudo: a counter that only claims write; a cashier has no rights on sales.
        sold = self.sudo().sale_order_line_id
        if not claimed or not sold or sold.is_downpayment or sold._kms_claim_units(quantity):
            return claimed
        self.env.cr.execute(
            SQL(
                "UPDATE pos_order_line SET kms_compensated_qty = kms_compensated_qty - %s "
                "WHERE id = %s",
                quantity,
                self.id,
            )
        )
        self.invalidate_recordset(["kms_compensated_qty"])
        return False
