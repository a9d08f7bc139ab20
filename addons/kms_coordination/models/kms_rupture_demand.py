from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kms_base.phone import whatsapp_url

KINDS = [
    ("quoted", "Quoted, waits"),
    ("ordered", "Ordered, waits"),
    ("refused", "Refused"),
    ("reduced", "Reduced"),
    ("replaced", "Replaced"),
]


class KmsRuptureDemand(models.Model):
    """Who asked for a product that was out of stock, what was lost, and whether they were told."""

    _name = "kms.rupture.demand"
    _description = "Demand met by a stock-out"
    _order = "told_date desc, id desc"

    rupture_id = fields.Many2one("kms.rupture", required=True, index=True, ondelete="cascade")
    product_id = fields.Many2one(related="rupture_id.product_id", store=True, index=True)
    company_id = fields.Many2one(related="rupture_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    rupture_state = fields.Selection(related="rupture_id.state", string="Stock-out")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True)
    sale_id = fields.Many2one("sale.order", ondelete="set null", index="btree_not_null")
    user_id = fields.Many2one("res.users", string="Salesperson", default=lambda self: self.env.user)
    kind = fields.Selection(KINDS, required=True)
    quantity = fields.Float(required=True)
    amount = fields.Monetary(help="Tax included.")
    alternative_id = fields.Many2one("product.product", string="Took instead")
    told_date = fields.Datetime(string="Told on", readonly=True)
    told_by_id = fields.Many2one("res.users", string="Told by", readonly=True)

    def action_whatsapp(self):
        """Open WhatsApp with the good news ready, and note that the customer was told.

        :return: the action that opens the address
        :rtype: dict
        :raise UserError: the customer has no valid phone number
        """
        self.ensure_one()
        self.check_access("write")
        self.env["res.partner"]._kms_check_sees_phones()
        number = self.partner_id.phone_sanitized
        if not number:
            raise UserError(
                self.env._(
                    "%(customer)s has no valid phone number. Add one on the customer first.",
                    customer=self.partner_id.display_name,
                )
            )
        text = self.with_context(lang=self.partner_id.lang or self.env.lang).env._(
            "Hello %(customer)s, %(product)s is in stock again at %(company)s. Shall we put it "
            "aside for you?",
            customer=self.partner_id.name,
            product=self.product_id.name,
            company=self.company_id.name,
        )
        self.action_told()
        return {
            "type": "ir.actions.act_url",
            "url": whatsapp_url(number, text),
            "target": "new",
        }

    def action_told(self):
        """Note that the customers were told, once."""
        self.check_access("write")
        self.filtered(lambda demand: not demand.told_date).write(
            {"told_date": fields.Datetime.now(), "told_by_id": self.env.uid}
        )
        return True

    @api.model
    def _kms_record_lost(self, line, rupture, kind, quantity, alternative=None):
        """Write down that an order lost a line, or a part of it, to a stock-out."""
        if quantity <= 0:
            return
        order = line.order_id
        share = quantity / line.product_uom_qty if line.product_uom_qty else 0
        # sudo: the record follows from the sale; nobody types it.
        self.sudo().create(
            {
                "rupture_id": rupture.id,
                "partner_id": order.partner_id.id,
                "sale_id": order.id,
                "user_id": order.user_id.id or self.env.uid,
                "kind": kind,
                "quantity": quantity,
                "amount": line.price_total * share,
                "alternative_id": alternative.id if alternative else False,
            }
        )
