from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "kms.register.line", "kms.sealed.mixin"]
    _kms_sealed = frozenset(("kms_dispute_id", "kms_preparation_id"))

    kms_channel = fields.Selection(
        related="sale_id.kms_channel", store=True, index="btree_not_null", string="Channel"
    )
    kms_preparation_id = fields.Many2one(
        "kms.preparation.order",
        string="Preparation order",
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    kms_dispute_id = fields.Many2one(
        "kms.dispute", string="Dispute", copy=False, readonly=True, index="btree_not_null"
    )
    kms_signed_date = fields.Datetime(
        string="Signed on", compute="_compute_kms_signed_date", store=True, copy=False
    )
    kms_is_late = fields.Boolean(string="Late", compute="_compute_kms_is_late")
    kms_needs_signature = fields.Boolean(
        string="Waits for a signature", compute="_compute_kms_needs_signature"
    )

    @api.depends("signature")
    def _compute_kms_signed_date(self):
        for picking in self:
            if picking.signature:
                picking.kms_signed_date = picking.kms_signed_date or fields.Datetime.now()
            else:
                picking.kms_signed_date = False

    @api.depends("scheduled_date", "state")
    def _compute_kms_is_late(self):
        now = fields.Datetime.now()
        for picking in self:
            picking.kms_is_late = (
                picking.state not in ("done", "cancel")
                and bool(picking.scheduled_date)
                and picking.scheduled_date < now
            )

    @api.depends("state", "signature", "picking_type_code", "location_dest_id", "company_id")
    def _compute_kms_needs_signature(self):
        for picking in self:
            picking.kms_needs_signature = (
                picking._kms_is_open_delivery()
                and picking.company_id.kms_delivery_signature
                and not picking.signature
            )

    def _kms_is_open_delivery(self):
        self.ensure_one()
        return (
            self.state not in ("done", "cancel")
            and self.picking_type_code == "outgoing"
            and self.location_dest_id.usage == "customer"
        )

    def button_validate(self):
        """Check what core leaves open: who received the goods, and whether they exist."""
        deliveries = self.filtered(lambda picking: picking._kms_is_open_delivery())
        deliveries._kms_check_signature()
        deliveries._kms_check_paid()
        deliveries._kms_check_stock()
        return super().button_validate()

    def _kms_check_paid(self):
        """Raise a UserError when a sale's goods may not leave before they are paid."""
        # sudo: the storekeeper learns whether goods may leave, without reading sales or invoices.
        deliveries = self.sudo().filtered(lambda picking: not picking.kms_dispute_id)
        deliveries.sale_id._kms_check_may_leave()

    def _action_done(self):
        # again here, past the buttons: whatever validates a delivery comes through
        self.filtered(lambda picking: picking._kms_is_open_delivery())._kms_check_paid()
        result = super()._action_done()
        # sudo: whoever validates on the short route may not see an order that waits for approval.
        self.sudo().kms_preparation_id._kms_close_delivered()
        # sudo: as above; the last transfer resolves the dispute.
        self.sudo().kms_dispute_id._kms_close_when_done()
        return result

    def action_cancel(self):
        result = super().action_cancel()
        # sudo: as for deliveries; the salesperson who cancels the sale ends its preparation.
        for order in self.sudo().kms_preparation_id:
            if order.state != "delivered" and not order._kms_open_pickings():
                order._kms_step({"state": "cancelled"})
        return result

    def _kms_check_signature(self):
        """Raise a UserError when a delivery that needs the customer's signature lacks it."""
        for picking in self:
            if picking.kms_needs_signature:
                raise UserError(
                    self.env._(
                        "%(delivery)s is not signed yet. Have %(customer)s sign with the button "
                        '"Sign", then validate. Whether a signature is needed is a setting of the '
                        "administrator.",
                        delivery=picking.name,
                        customer=picking.partner_id.display_name or self.env._("the customer"),
                    )
                )

    def _kms_check_stock(self):
        """Raise a UserError when the deliveries take more out of a place than it holds.

        Core would deliver all the same and leave a negative stock behind.
        """
        wanted = defaultdict(float)
        for line in self.move_line_ids:
            if line.product_id.is_storable and line.location_id.usage == "internal":
                wanted[line.location_id, line.product_id] += line.quantity_product_uom
        stock = dict.fromkeys(wanted, 0.0)
        for location, product, quantity in self.env["stock.quant"]._read_group(
            [
                ("location_id", "in", [location.id for location, _product in wanted]),
                ("product_id", "in", [product.id for _location, product in wanted]),
            ],
            ["location_id", "product_id"],
            ["quantity:sum"],
        ):
            stock[location, product] = quantity
        for (location, product), quantity in wanted.items():
            on_hand = stock[location, product]
            if product.uom_id.compare(quantity, on_hand) > 0:
                raise UserError(
                    self.env._(
                        "Not enough stock: %(wanted)g %(unit)s of %(product)s to deliver, "
                        "%(stock)g in %(location)s. Reduce the quantity, the rest stays to be "
                        "delivered later, or receive the goods first.",
                        wanted=quantity,
                        stock=max(on_hand, 0),
                        unit=product.uom_id.name,
                        product=product.display_name,
                        location=location.display_name,
                    )
                )
