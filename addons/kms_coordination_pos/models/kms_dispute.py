from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class KmsDispute(models.Model):
    """Disputes about what was sold over a till.

    The session has posted the sale without a document per customer, so a refund is a credit note
    of its own, and what comes back or goes out a transfer of its own.
    """

    _inherit = "kms.dispute"

    pos_order_id = fields.Many2one(
        "pos.order", string="Order of the till", index="btree_not_null", check_company=True
    )
    _kms_sealed_later = frozenset(("name", "date", "pos_order_id"))

    @api.depends("pos_order_id")
    def _compute_partner_id(self):
        super()._compute_partner_id()
        for dispute in self:
            dispute.partner_id = dispute.pos_order_id.partner_id or dispute.partner_id

    @api.depends("pos_order_id")
    def _compute_company_id(self):
        super()._compute_company_id()
        for dispute in self:
            dispute.company_id = dispute.pos_order_id.company_id or dispute.company_id

    @api.constrains("sale_id", "pos_order_id")
    def _check_one_origin(self):
        for dispute in self:
            if dispute.sale_id and dispute.pos_order_id:
                raise ValidationError(
                    self.env._(
                        "A dispute is about a sale or about an order of the till, not both. Open "
                        "one for each."
                    )
                )

    def _kms_take_lines(self):
        if self.line_ids or not self.pos_order_id:
            super()._kms_take_lines()
            return
        self.line_ids = [
            fields.Command.create({"pos_line_id": line.id, "quantity": line.qty})
            for line in self.pos_order_id.lines
            if line.qty > 0 and line.product_id.type != "service"
        ]

    # ------------------------------------------------------------
    # DOCUMENTS
    # ------------------------------------------------------------

    def _kms_make_credit_note(self):
        if not self.pos_order_id:
            return super()._kms_make_credit_note()
        # sudo: the manager decides; the entry is made in the name of the house.
        order = self.sudo().pos_order_id
        if order.state in ("draft", "cancel"):
            raise UserError(
                self.env._(
                    "%(order)s is not paid, so there is nothing to give back. The cash desk "
                    "collects it or cancels it.",
                    order=order.name,
                )
            )
        credit = order.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.partner_id.id,
                "company_id": order.company_id.id,
                "journal_id": order.config_id.invoice_journal_id.id,
                "currency_id": order.currency_id.id,
                "team_id": order.crm_team_id.id,
                "invoice_date": order.company_id._kms_today(),
                "invoice_origin": order.pos_reference or order.name,
                "ref": self.name,
                "kms_dispute_id": self.id,
                "invoice_line_ids": [
                    fields.Command.create(self._prepare_pos_credit_line(line))
                    # sudo: as above, whoever may read the order.
                    for line in self.sudo().line_ids
                ],
            }
        )
        credit.action_post()
        return credit

    def _prepare_pos_credit_line(self, line):
        sold = line.pos_line_id
        return {
            "product_id": sold.product_id.id,
            "quantity": line.quantity,
            "price_unit": sold.price_unit,
            "discount": sold.discount,
            "tax_ids": [fields.Command.set(sold.tax_ids_after_fiscal_position.ids)],
        }

    def _kms_settle(self, credit):
        if not self.pos_order_id:
            super()._kms_settle(credit)
            return
        # the session has settled the sale; what an earlier attempt has paid back counts
        self._kms_reconcile(credit | self._kms_standing_payments().move_id)

    def _kms_credited_of(self, sold):
        """The credit note of a till's order stands as a whole; reversed in part, it gives less."""
        if sold._name != "pos.order.line":
            return super()._kms_credited_of(sold)
        credits = self._kms_credits()
        total = sum(credits.mapped("amount_total"))
        share = sum(map(self._kms_standing_amount, credits)) / total if total else 0
        lines = self.line_ids.filtered(lambda line: line.pos_line_id == sold)
        return sum(lines.mapped("quantity")) * share

    def _kms_take_goods_back(self, exchange=False):
        if not self.pos_order_id:
            super()._kms_take_goods_back(exchange)
            return
        # sudo: the manager decides; the storekeeper validates the transfers.
        warehouse = self.sudo().pos_order_id.config_id.picking_type_id.warehouse_id
        stock = warehouse.lot_stock_id
        # sudo: as above.
        outside = self.partner_id.with_company(self.company_id).sudo().property_stock_customer
        self._kms_make_transfer(warehouse.in_type_id, outside, stock)
        if exchange:
            self._kms_make_transfer(warehouse.out_type_id, stock, outside)

    def _kms_make_transfer(self, picking_type, source, destination):
        place = {"location_id": source.id, "location_dest_id": destination.id}
        picking = picking_type.env["stock.picking"].create(
            {
                **place,
                "picking_type_id": picking_type.id,
                "partner_id": self.partner_id.id,
                "origin": self.name,
                "kms_dispute_id": self.id,
                "move_ids": [
                    fields.Command.create(
                        {
                            **place,
                            "product_id": line.product_id.id,
                            "product_uom_qty": line.quantity,
                        }
                    )
                    # sudo: as above, whoever may read the order.
                    for line in self.sudo().line_ids
                    if line.product_id.type == "consu"
                ],
            }
        )
        picking.action_confirm()
