from decimal import Decimal

from odoo import api, fields, models

from ..coupons.conditions import Line


class KmsCouponCheck(models.TransientModel):
    """Try a code without using it: the same answer as at the till, with every reason."""

    _name = "kms.coupon.check"
    _description = "Trial of a coupon"
    _order = "id"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    code = fields.Char()
    partner_id = fields.Many2one("res.partner", string="Customer")
    tier_id = fields.Many2one(related="partner_id.kms_loyalty_tier_id")
    date = fields.Date(required=True, default=lambda self: self.env.company._kms_today())
    amount = fields.Monetary(string="Basket", help="Tax included.")
    product_ids = fields.Many2many(
        "product.product",
        string="Products",
        help="What is in the basket; the amount is shared among them.",
    )
    program_id = fields.Many2one("loyalty.program", compute="_compute_answer", compute_sudo=True)
    accepted = fields.Boolean(compute="_compute_answer", compute_sudo=True)
    answer = fields.Text(compute="_compute_answer", compute_sudo=True)

    @api.depends("code", "partner_id", "date", "amount", "product_ids", "company_id")
    def _compute_answer(self):
        # sudo by the field: whether a coupon is valid, as at the till; nothing is written.
        Program = self.env["loyalty.program"]
        for trial in self:
            program, _card, reasons = Program._kms_answer(
                trial.code, trial.partner_id, trial.company_id, trial.date, trial._kms_lines()
            )
            trial.program_id = program
            trial.accepted = bool(program and not reasons)
            if program:
                trial.answer = "\n".join(reasons.values()) or self.env._("Valid for this basket.")
            else:
                trial.answer = trial.code and self.env._("Nobody knows this code.")

    def _kms_lines(self):
        """Return the basket; products that do not matter stand for one that nobody names."""
        products = self.product_ids._origin.ids or [0]
        part = Decimal(str(self.amount or 0)) / len(products)
        return tuple(Line(product, part, part) for product in products)
