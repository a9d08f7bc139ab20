from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class KmsDisputeLine(models.Model):
    """So many of one article of the sale."""

    _name = "kms.dispute.line"
    _description = "Article in dispute"
    _inherit = ["kms.sealed.mixin"]
    _order = "id"
    _kms_sealed = frozenset(("compensated_qty",))

    dispute_id = fields.Many2one("kms.dispute", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="dispute_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="dispute_id.currency_id")
    sale_line_id = fields.Many2one(
        "sale.order.line", string="Line of the sale", ondelete="restrict", index="btree_not_null"
    )
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
    )
    quantity = fields.Float(required=True, default=1)
    amount = fields.Monetary(compute="_compute_amount", store=True, help="Tax included.")
    compensated_qty = fields.Float(
        string="Given back",
        compute="_compute_compensated_qty",
        store=True,
        help="Units that posted credit notes give the money back for, less what was reversed.",
    )
    vendor_id = fields.Many2one(
        "res.partner", string="Supplier", compute="_compute_vendor_id", store=True
    )
    problem = fields.Selection(related="dispute_id.problem", store=True)
    state = fields.Selection(related="dispute_id.state", store=True)
    date = fields.Datetime(related="dispute_id.date", store=True)
    driver_id = fields.Many2one(related="dispute_id.driver_id", store=True)

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "Write how many articles it is about: more than none."
    )

    @api.depends("sale_line_id")
    def _compute_product_id(self):
        for line in self:
            line.product_id = line.sale_line_id.product_id or line.product_id

    @api.depends("sale_line_id.price_total", "quantity")
    def _compute_amount(self):
        for line in self:
            sold = line.sale_line_id
            line.amount = line.currency_id.round(
                sold.price_total / sold.product_uom_qty * line.quantity
                if sold.product_uom_qty
                else 0
            )

    @api.depends("product_id")
    def _compute_vendor_id(self):
        for line in self:
            # sudo: a supplier's name, for the causes; its prices stay hidden.
            line.vendor_id = line.product_id.sudo().seller_ids[:1].partner_id

    # no dependency: from then on the documents themselves say when, under the referee below
    @api.depends()
    def _compute_compensated_qty(self):
        for line in self:
            line.compensated_qty = line.dispute_id._kms_credited_units().get(line, 0)

    # ------------------------------------------------------------
    # EACH UNIT GOES BACK ONCE
    # ------------------------------------------------------------

    def _kms_is_claimable(self):
        """Whether it is known what was sold, so that money can go back for it.

        :rtype: bool
        """
        self.ensure_one()
        return bool(self.sale_line_id)

    def _kms_get_sold(self):
        """Return the line that the units were sold on.

        :rtype: sale.order.line
        """
        self.ensure_one()
        # sudo: a counter that only claims write, on a sale that the manager may not write.
        return self.sudo().sale_line_id

    def _kms_claim_to(self, units):
        """Have so many units of the line counted as compensated, more or fewer than now.

        :param float units: as the documents say, or are about to say
        :raise UserError: more than was sold and not compensated yet
        """
        self.ensure_one()
        change = units - self.compensated_qty
        if self.product_id.uom_id.is_zero(change):
            return
        if not self._kms_get_sold()._kms_claim_units(change):
            self._kms_refuse_claim()
        # sudo: a sealed field, which follows the documents.
        self.sudo().compensated_qty = units

    def _kms_refuse_claim(self):
        sold = self._kms_get_sold()
        self._kms_refuse_units(sold.product_uom_qty, sold.kms_compensated_qty)

    def _kms_refuse_units(self, sold, compensated):
        raise UserError(
            self.env._(
                "%(product)s: %(sold)g were sold and %(compensated)g of them are compensated "
                "already, so %(wanted)g is too many. Correct the quantity; if an earlier credit "
                "note is wrong, the accountant reverses it first.",
                product=self.product_id.display_name,
                sold=sold,
                compensated=compensated,
                wanted=self.quantity,
            )
        )

    @api.constrains("sale_line_id", "dispute_id")
    def _check_sale_line_id(self):
        for line in self:
            # sudo: whether a line is of the disputed sale, whoever may read that sale.
            sold = line.sudo().sale_line_id
            if sold and sold.order_id != line.sudo().dispute_id.sale_id:
                raise ValidationError(
                    self.env._(
                        "%(product)s is not a line of the disputed sale. Choose one of its lines, "
                        "or open a dispute about the other sale.",
                        product=line.product_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.dispute_id._kms_check_not_acted()
        return lines

    def write(self, vals):
        if vals.keys() - self._kms_sealed:
            self.dispute_id._kms_check_not_acted()
        result = super().write(vals)
        if "dispute_id" in vals:
            self.dispute_id._kms_check_not_acted()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_acted(self):
        self.dispute_id._kms_check_not_acted()
