from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount


class SaleOrder(models.Model):
    """Nothing leaves unpaid, unless the terms or a manager say so (domain.md, register E)."""

    _inherit = "sale.order"

    kms_paid_amount = fields.Monetary(string="Cashed", compute="_compute_kms_payment")
    kms_missing_amount = fields.Monetary(
        string="Missing before delivery",
        compute="_compute_kms_payment",
        help="What the payment terms ask for by today and is not cashed yet.",
    )
    kms_payment_state = fields.Selection(
        [("unpaid", "Unpaid"), ("partial", "Partly paid"), ("paid", "Paid")],
        string="Payment",
        compute="_compute_kms_payment",
    )
    kms_release_ids = fields.One2many("kms.delivery.release", "sale_id", string="Released unpaid")

    @api.depends(
        "amount_total", "order_line.invoice_lines.move_id.amount_residual", "payment_term_id"
    )
    def _compute_kms_payment(self):
        # sudo: storekeepers and salespeople read whether a sale is paid, not its invoices.
        report = self.env["kms.delivery.payment.report"].sudo()
        # grouped: a record of the report would keep in cache what has been paid since
        facts = {
            sale.id: (paid, due)
            for sale, paid, due in report._read_group(
                [("sale_id", "in", self.ids)], ["sale_id"], ["paid_amount:sum", "due_amount:sum"]
            )
        }
        for order in self:
            paid, due = facts.get(order._origin.id, (0, order.amount_total))
            order.kms_paid_amount = paid
            asked = min(order._kms_get_asked_amount(), paid + due)
            order.kms_missing_amount = max(order.currency_id.round(asked - paid), 0)
            if order.currency_id.compare_amounts(due, 0) <= 0:
                order.kms_payment_state = "paid"
            else:
                order.kms_payment_state = "partial" if paid > 0 else "unpaid"

    def _kms_get_asked_amount(self):
        """Return what the payment terms ask for by today, tax included.

        Without terms all of it is due at once.

        :rtype: float
        """
        self.ensure_one()
        if not self.payment_term_id:
            return self.amount_total
        today = self.company_id._kms_today()
        posted = self.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )
        terms = self.payment_term_id._compute_terms(
            date_ref=min(posted.mapped("invoice_date"), default=today),
            currency=self.currency_id,
            company=self.company_id,
            tax_amount=self.amount_tax,
            tax_amount_currency=self.amount_tax,
            sign=1,
            untaxed_amount=self.amount_untaxed,
            untaxed_amount_currency=self.amount_untaxed,
        )
        return sum(line["foreign_amount"] for line in terms["line_ids"] if line["date"] <= today)

    def _kms_check_may_leave(self):
        """Raise a UserError when goods of these sales may not leave the house yet.

        :raise UserError: unpaid as the terms demand, or over the customer's limit; it names who
            can lift the refusal
        """
        for order in self:
            if order._kms_is_free_to_leave():
                continue
            if order.kms_missing_amount:
                raise UserError(
                    self.env._(
                        "%(sale)s is not paid: %(missing)s is missing of %(total)s. The cash desk "
                        "collects it, or the marketing manager lets it leave unpaid from the sale.",
                        sale=order.name,
                        missing=format_amount(
                            self.env, order.kms_missing_amount, order.currency_id
                        ),
                        total=format_amount(self.env, order.amount_total, order.currency_id),
                    )
                )
            order._kms_check_credit_limit()

    def _kms_is_free_to_leave(self):
        """Whether money does not matter: by the company's setting, or by a manager's word.

        A release covers what was missing when it was given, not what was added to the sale since.

        :rtype: bool
        """
        self.ensure_one()
        released = max(self.kms_release_ids.mapped("missing_amount"), default=None)
        return not self.company_id.kms_delivery_paid or (
            released is not None
            and self.currency_id.compare_amounts(self.kms_missing_amount, released) <= 0
        )

    def _kms_check_credit_limit(self):
        """:raise UserError: with this sale the customer on account owes more than they may"""
        self.ensure_one()
        partner = self.partner_invoice_id.commercial_partner_id.with_company(self.company_id)
        if not self.company_id.account_use_credit_limit or not partner.use_partner_credit_limit:
            return
        owed = partner.credit + max(self.amount_to_invoice, 0)
        if self.currency_id.compare_amounts(owed, partner.credit_limit) > 0:
            raise UserError(
                self.env._(
                    "%(customer)s would owe %(owed)s with this delivery, over the limit of "
                    "%(limit)s. The cash desk collects something first, or the marketing manager "
                    "lets it leave from the sale.",
                    customer=partner.display_name,
                    owed=format_amount(self.env, owed, self.currency_id),
                    limit=format_amount(self.env, partner.credit_limit, self.currency_id),
                )
            )

    def action_kms_release_delivery(self):
        """Ask the manager for the reason why the goods leave unpaid."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Let it leave unpaid"),
            "res_model": "kms.delivery.release.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_sale_id": self.id},
        }

    def _kms_release_delivery(self, reason):
        """Write down that a manager lets the goods leave.

        :param str reason: why, in words
        :raise UserError: by someone who is no marketing manager
        """
        self.ensure_one()
        if not self.env.user.has_group("kms_base.role_marketing"):
            raise UserError(
                self.env._("Only the marketing manager lets goods leave unpaid. Ask them to.")
            )
        # sudo: who released what is written by this step, not by whoever calls the server.
        self.env["kms.delivery.release"].sudo().create(
            {
                "sale_id": self.id,
                "user_id": self.env.uid,
                "reason": reason,
                "missing_amount": self.kms_missing_amount,
            }
        )
        self.message_post(
            body=self.env._(
                "May leave unpaid, %(missing)s missing: %(reason)s",
                missing=format_amount(self.env, self.kms_missing_amount, self.currency_id),
                reason=reason,
            )
        )
