from odoo import fields, models
from odoo.exceptions import UserError


class KmsCouponGive(models.TransientModel):
    """Give one coupon to one customer, or print one for whoever comes."""

    _name = "kms.coupon.give"
    _description = "Giving one coupon"
    _order = "id"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    program_id = fields.Many2one(
        "loyalty.program",
        required=True,
        ondelete="cascade",
        domain="[('program_type', '=', 'coupons'), ('company_id', 'in', [False, company_id])]",
    )
    partner_id = fields.Many2one("res.partner", string="Customer", ondelete="cascade")
    date_to = fields.Date(string="Valid until")
    card_id = fields.Many2one("loyalty.card", string="Coupon", readonly=True, ondelete="cascade")
    code = fields.Char(related="card_id.code")

    def action_give(self):
        """Make the coupon and show its code.

        :rtype: dict
        :raise UserError: the program has no codes of its own, or one is there already
        """
        self.ensure_one()
        self.check_access("write")
        if self.card_id or self.program_id.program_type != "coupons":
            raise UserError(
                self.env._("This coupon is there, or its program has one code for all.")
            )
        self.card_id = self.env["loyalty.card"].create(
            {
                "program_id": self.program_id.id,
                "partner_id": self.partner_id.id,
                "points": 1,
                "expiration_date": self.date_to,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
