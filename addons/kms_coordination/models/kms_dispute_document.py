from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError


class KmsDispute(models.Model):
    """The documents that solutions are made of, all of them core's own."""

    _inherit = "kms.dispute"

    # ------------------------------------------------------------
    # MONEY
    # ------------------------------------------------------------

    def _kms_make_credit_note(self):
        """Return a posted credit note over the units of the dispute.

        :rtype: account.move
        :raise UserError: the units are not invoiced, or credited already
        """
        self.ensure_one()
        # sudo: the manager decides; the entry is made in the name of the house.
        invoice_lines = self.sudo().line_ids.sale_line_id.invoice_lines.filtered(
            lambda line: line.move_id.move_type == "out_invoice" and line.parent_state == "posted"
        )
        invoices = invoice_lines.move_id
        if not invoices:
            raise UserError(
                self.env._(
                    "%(sale)s is not invoiced yet. The salesperson changes or cancels the sale "
                    "instead, or the cash desk invoices it first.",
                    sale=self.sale_id.name,
                )
            )
        invoice = invoices[0]
        return_moves = invoice.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": invoice.partner_id.id,
                "company_id": invoice.company_id.id,
                "journal_id": invoice.journal_id.id,
                "currency_id": invoice.currency_id.id,
                "fiscal_position_id": invoice.fiscal_position_id.id,
                "team_id": invoice.team_id.id,
                "invoice_user_id": invoice.invoice_user_id.id,
                "invoice_date": invoice.company_id._kms_today(),
                "invoice_origin": self.name,
                "ref": self.name,
                "reversed_entry_id": invoice.id if len(invoices) == 1 else False,
                "kms_dispute_id": self.id,
                "invoice_line_ids": [
                    fields.Command.create(self._prepare_credit_line(line, invoice_lines))
                    # sudo: as above.
                    for line in self.sudo().line_ids
                ],
            }
        )
        return_moves.action_post()
        return return_moves

    def _kms_check_not_on_the_way(self):
        """:raise UserError: what would be credited may still leave the warehouse"""
        # sudo: the manager is told what is still to be delivered, without rights on stock.
        for line in self.sudo().line_ids:
            sold = line.sale_line_id
            coming = sold.move_ids.filtered(
                lambda move: (
                    move.state not in ("done", "cancel")
                    and move.location_dest_id.usage == "customer"
                    and not move.picking_id.kms_dispute_id
                )
            )
            kept = sold.product_uom_qty - sold.kms_compensated_qty - line.quantity
            to_come = sum(
                move.product_uom._compute_quantity(move.product_uom_qty, sold.product_uom_id)
                for move in coming
            )
            if coming and sold.product_uom_id.compare(to_come, kept) > 0:
                raise UserError(
                    self.env._(
                        "%(product)s: %(quantity)g are still to be delivered. The storekeeper "
                        "cancels their delivery (%(delivery)s) first, then they can be credited.",
                        product=line.product_id.display_name,
                        quantity=to_come,
                        delivery=", ".join(coming.picking_id.mapped("name")),
                    )
                )

    def _prepare_credit_line(self, line, invoice_lines):
        """Return the values of a credit line, at the price that was invoiced."""
        sold = line.sale_line_id
        billed = invoice_lines.filtered(lambda item: sold in item.sale_line_ids)[:1]
        if not billed or sold.product_uom_id.compare(line.quantity, sold.qty_invoiced) > 0:
            raise UserError(
                self.env._(
                    "%(product)s: %(invoiced)g are invoiced and not credited yet, so %(wanted)g "
                    "cannot be credited. Correct the quantity; the accountant knows the credit "
                    "notes of the sale and can reverse a wrong one.",
                    product=line.product_id.display_name,
                    invoiced=sold.qty_invoiced,
                    wanted=line.quantity,
                )
            )
        return {
            "product_id": billed.product_id.id,
            "name": billed.name,
            "quantity": line.quantity,
            "product_uom_id": billed.product_uom_id.id,
            "price_unit": billed.price_unit,
            "discount": billed.discount,
            "account_id": billed.account_id.id,
            "tax_ids": [fields.Command.set(billed.tax_ids.ids)],
            "sale_line_ids": [fields.Command.set(sold.ids)],
        }

    def _kms_settle(self, credit):
        """What the customer still owed on these invoices is settled first."""
        # sudo: the manager decides, without rights on invoices.
        invoices = self.sudo().line_ids.sale_line_id.invoice_lines.move_id.filtered(
            lambda move: move.move_type == "out_invoice" and move.state == "posted"
        )
        # what an earlier attempt has paid back is not paid a second time
        self._kms_reconcile(invoices | credit | self._kms_standing_payments().move_id)

    def _kms_reconcile(self, moves):
        lines = moves.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
        )
        for some in lines.grouped("account_id").values():
            if some.filtered("debit") and some.filtered("credit"):
                some.reconcile()

    def _kms_pay_back(self, credit):
        """Register the outgoing payment of what is left of the credit note."""
        # a payment without an entry settles nothing before the bank's statement does
        on_the_way = self._kms_standing_payments().filtered(lambda payment: not payment.move_id)
        amount = credit.amount_residual - sum(on_the_way.mapped("amount"))
        if not self.journal_id or credit.currency_id.compare_amounts(amount, 0) <= 0:
            return
        wizard = (
            credit.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=credit.ids)
            .create(self._prepare_payment_values(amount))
        )
        # sudo: core hands the payments back with the rights of whoever clicked.
        wizard._create_payments().sudo().kms_dispute_id = self

    def _prepare_payment_values(self, amount):
        return {
            "journal_id": self.journal_id.id,
            "amount": amount,
            "payment_date": self.company_id._kms_today(),
            "kms_transaction_ref": self.transaction_ref,
        }

    # ------------------------------------------------------------
    # WALLETS AND COUPONS
    # ------------------------------------------------------------

    def _kms_fill_wallet(self, credit, amount):
        """Sell the customer a top-up of the wallet for the credit, and note it on the card."""
        program = self._kms_get_program("ewallet")
        product = program.trigger_product_ids[:1]
        top_up = credit.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": credit.partner_id.id,
                "company_id": credit.company_id.id,
                "journal_id": credit.journal_id.id,
                "team_id": credit.team_id.id,
                "invoice_date": self.company_id._kms_today(),
                "invoice_origin": self.name,
                "ref": self.name,
                "kms_dispute_id": self.id,
                "invoice_line_ids": [
                    fields.Command.create(
                        {
                            "product_id": product.id,
                            "name": self.env._("Store credit for %(dispute)s", dispute=self.name),
                            "quantity": 1,
                            "price_unit": amount,
                            "tax_ids": [fields.Command.clear()],
                        }
                    )
                ],
            }
        )
        top_up.action_post()
        self._kms_reconcile(credit | top_up)
        # sudo: a sealed field.
        self.sudo().card_id = self._kms_issue(program, amount)

    def _kms_get_program(self, program_type):
        """Return the house's program for store credits or goodwill coupons, made when missing.

        :param str program_type: ``ewallet`` or ``coupons``
        :rtype: loyalty.program
        """
        self.ensure_one()
        field = {"ewallet": "kms_wallet_program_id", "coupons": "kms_goodwill_program_id"}[
            program_type
        ]
        # sudo: a setting of the company, made at its first use.
        company = self.company_id.sudo()
        if not company[field]:
            Program = company.env["loyalty.program"].with_company(company)
            program = Program.browse(Program.create_from_template(program_type)["res_id"])
            program.write({"company_id": company.id, "communication_plan_ids": [(5, 0, 0)]})
            if program_type == "coupons":
                program.write({"name": self.env._("Goodwill")})
                program.reward_ids.write(
                    {"discount_mode": "per_point", "discount": 1, "clear_wallet": True}
                )
            else:
                program.write({"name": self.env._("Store credit")})
            company[field] = program
        return company[field]

    def _kms_issue(self, program, amount, new=False):
        """Put an amount onto the customer's card, a new one for a coupon.

        :rtype: loyalty.card
        """
        Card = program.env["loyalty.card"]
        card = Card.search(
            [("program_id", "=", program.id), ("partner_id", "=", self.partner_id.id)], limit=1
        )
        if new or not card:
            days = self.company_id.kms_goodwill_days
            card = Card.create(
                {
                    "program_id": program.id,
                    "partner_id": self.partner_id.id,
                    "expiration_date": self.company_id._kms_today() + timedelta(days=days)
                    if new
                    else False,
                }
            )
        card.points += amount
        card.env["loyalty.history"].create(
            {
                "card_id": card.id,
                "description": self.name,
                "issued": amount,
                "order_model": self._name,
                "order_id": self.id,
            }
        )
        return card

    # ------------------------------------------------------------
    # GOODS
    # ------------------------------------------------------------

    def _kms_take_goods_back(self, exchange=False):
        """Make the return of delivered units; an exchange sends others out as well.

        :raise UserError: fewer were delivered than are to come back
        """
        self.ensure_one()
        # sudo: the manager decides; the storekeeper validates the transfers.
        sale = self.sudo().sale_id
        before = sale.picking_ids
        # sudo: as above.
        left = {line.sale_line_id.id: line.quantity for line in self.sudo().line_ids}
        deliveries = sale.picking_ids.filtered(
            lambda picking: picking.state == "done" and picking.picking_type_code == "outgoing"
        )
        for picking in deliveries:
            wizard = (
                picking.env["stock.return.picking"]
                .with_context(
                    active_id=picking.id, active_model="stock.picking", kms_own_transfer=True
                )
                .create({"picking_id": picking.id})
            )
            for item in wizard.product_return_moves:
                wanted = left.get(item.move_id.sale_line_id.id, 0)
                item.quantity = min(wanted, item.move_id.quantity)
                item.to_refund = False
                if item.quantity:
                    left[item.move_id.sale_line_id.id] -= item.quantity
            if any(item.quantity for item in wizard.product_return_moves):
                wizard.action_create_exchanges() if exchange else wizard.action_create_returns()
        self._kms_check_all_back(left)
        (sale.picking_ids - before).write({"kms_dispute_id": self.id})

    def _kms_check_all_back(self, left):
        # sudo: what was sold, whoever may read that sale.
        storable = self.sudo().line_ids.filtered(lambda line: line.product_id.type == "consu")
        short = storable.filtered(lambda line: left.get(line.sale_line_id.id, 0) > 0)
        if short:
            raise UserError(
                self.env._(
                    "%(products)s: fewer were delivered than are to come back. Correct the "
                    "quantities, or say that no goods come back.",
                    products=", ".join(short.product_id.mapped("display_name")[:5]),
                )
            )
