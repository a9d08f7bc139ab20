from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from odoo.addons.kms_base.phone import whatsapp_url


class SaleOrder(models.Model):
    _inherit = "sale.order"

    kms_visit_id = fields.Many2one(
        "crm.lead",
        string="Visit",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="Visit at the door that was turned into this quotation.",
    )
    kms_sold_amount = fields.Monetary(
        string="Sold amount",
        compute="_compute_kms_sold_amount",
        store=True,
        help="Total including taxes once the sale is made, nothing before.",
    )
    kms_remark = fields.Char(string="Remark", copy=False)

    # Two agents converting one visitor meet here, whatever path they come by; a cancelled
    # quotation makes room for a new one.
    _kms_visit_uniq = models.UniqueIndex(
        "(kms_visit_id) WHERE kms_visit_id IS NOT NULL AND state != 'cancel'",
        "This visitor already has a quotation. Open it from the visit.",
    )

    @api.depends("state", "amount_total")
    def _compute_kms_sold_amount(self):
        for order in self:
            order.kms_sold_amount = order.amount_total if order.state == "sale" else 0

    def _confirmation_error_message(self):
        """Refuse a quotation past its validity: its prices no longer bind the house."""
        message = super()._confirmation_error_message()
        today = self.company_id._kms_today()
        if not message and self.validity_date and self.validity_date < today:
            message = self.env._(
                "Quotation %(name)s expired on %(date)s. Set a new expiration date, once the "
                "prices are checked, then confirm it.",
                name=self.name,
                date=format_date(self.env, self.validity_date),
            )
        return message

    def action_kms_send_whatsapp(self):
        """Open WhatsApp on the customer's number with the quotation's text and link ready.

        :return: a URL action
        :rtype: dict
        :raise UserError: the customer has no phone number
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
        if self.state == "draft":
            self.action_quotation_sent()
        self.message_post(body=self.env._("Link to the quotation handed to WhatsApp."))
        return {
            "type": "ir.actions.act_url",
            "url": whatsapp_url(number, self._kms_whatsapp_text()),
            "target": "new",
        }

    def _kms_whatsapp_text(self):
        """Return the message, in the customer's language, that goes with the portal link."""
        self.ensure_one()
        order = self.with_context(lang=self.partner_id.lang or self.env.lang)
        return order.env._(
            "Hello %(customer)s, here is your quotation %(name)s from %(company)s, "
            "%(amount)s: %(link)s You can sign it online.",
            customer=order.partner_id.name,
            name=order.name,
            company=order.company_id.name,
            amount=format_amount(order.env, order.amount_total, order.currency_id),
            link=order.get_base_url() + order.get_portal_url(),
        )
