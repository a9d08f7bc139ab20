from odoo import api, fields, models
from odoo.tools import SQL, format_amount, format_date


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "kms.sealed.mixin"]
    _kms_sealed = frozenset(("kms_compensated_qty",))

    kms_rupture_id = fields.Many2one(
        "kms.rupture", string="Stock-out", compute="_compute_kms_rupture"
    )
    kms_compensated_qty = fields.Float(
        string="Compensated",
        readonly=True,
        copy=False,
        default=0,
        help="Units that a dispute has refunded or credited, each once.",
    )
    kms_rupture_text = fields.Char(string="What to offer", compute="_compute_kms_rupture")

    _kms_compensated_within_sold = models.Constraint(
        "CHECK (kms_compensated_qty >= 0 AND (kms_compensated_qty = 0 "
        "OR kms_compensated_qty <= product_uom_qty))",
        "More units would be refunded than were sold. The accountant reverses a wrong credit note "
        "first.",
    )

    @api.depends("product_id", "company_id")
    def _compute_kms_rupture(self):
        for company, lines in self.grouped("company_id").items():
            ruptures = lines.product_id._kms_get_ruptures(company or self.env.company)
            for line in lines:
                rupture = ruptures.get(line.product_id._origin.id)
                line.kms_rupture_id = rupture
                line.kms_rupture_text = rupture and line._kms_describe(rupture)

    def _kms_describe(self, rupture):
        """Say that a product is missing, until when, and what to offer instead."""
        text = self.env._("%(product)s is out of stock", product=rupture.product_id.display_name)
        if rupture.expected_date:
            text = self.env._(
                "%(text)s, expected on %(date)s",
                text=text,
                date=format_date(self.env, rupture.expected_date),
            )
        offers = [
            self.env._(
                "%(product)s (%(quantity)g in stock, %(price)s)",
                product=product.display_name,
                quantity=product.qty_available,
                price=format_amount(self.env, product.lst_price, rupture.currency_id),
            )
            for product in rupture.alternative_ids
        ]
        if offers:
            text = self.env._("%(text)s. Offer: %(offers)s", text=text, offers=", ".join(offers))
        return text

    @api.depends("kms_compensated_qty")
    def _compute_qty_to_invoice(self):
        """What was refunded is not to be invoiced again."""
        super()._compute_qty_to_invoice()
        for line in self:
            if line.kms_compensated_qty and line.qty_to_invoice > 0:
                line.qty_to_invoice = max(line.qty_to_invoice - line.kms_compensated_qty, 0)

    def action_kms_replace(self):
        """Open the choice of what to offer instead.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Offer something else"),
            "res_model": "kms.rupture.replace",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_id": self.id},
        }

    def _kms_claim_units(self, quantity):
        """Count units as refunded or credited, in one statement that the database referees.

        Two claims of the same unit change the same row: one of them is run again and fails here.

        :param float quantity: in the unit of the line
        :return: whether so many were left
        :rtype: bool
        """
        self.ensure_one()
        self.flush_recordset(["kms_compensated_qty", "product_uom_qty"])
        self.env.cr.execute(
            SQL(
                "UPDATE sale_order_line SET kms_compensated_qty = kms_compensated_qty + %s "
                "WHERE id = %s AND kms_compensated_qty + %s <= product_uom_qty RETURNING id",
                quantity,
                self.id,
                quantity,
            )
        )
        claimed = bool(self.env.cr.fetchone())
        self.invalidate_recordset(["kms_compensated_qty"])
        self.modified(["kms_compensated_qty"])
        return claimed

    # ------------------------------------------------------------
    # DEMAND THAT A STOCK-OUT COSTS
    # ------------------------------------------------------------

    def write(self, vals):
        if "product_uom_qty" in vals or "product_id" in vals:
            for line in self.filtered(lambda line: line.product_id and not line.display_type):
                line._kms_note_change(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _kms_note_removed(self):
        self._kms_note_refused()

    def _kms_note_change(self, vals):
        """Note what a change of quantity or product takes from a product that is out of stock."""
        self.ensure_one()
        rupture = self.kms_rupture_id
        if not rupture:
            return
        Demand = self.env["kms.rupture.demand"]
        if vals.get("product_id", self.product_id.id) != self.product_id.id:
            Demand._kms_record_lost(
                self,
                rupture,
                "replaced",
                self.product_uom_qty,
                self.env["product.product"].browse(vals["product_id"]),
            )
        elif "product_uom_qty" in vals:
            Demand._kms_record_lost(
                self, rupture, "reduced", self.product_uom_qty - vals["product_uom_qty"]
            )

    def _kms_note_refused(self):
        for line in self.filtered("kms_rupture_id"):
            self.env["kms.rupture.demand"]._kms_record_lost(
                line, line.kms_rupture_id, "refused", line.product_uom_qty - line.qty_delivered
            )
