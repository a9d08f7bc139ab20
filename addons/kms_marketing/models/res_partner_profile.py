from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kms_base.phone import whatsapp_url

from ..social import NETWORKS, normalize


class ResPartner(models.Model):
    """What the house knows about a customer's business, and where they are on the networks."""

    _inherit = "res.partner"

    function = fields.Char(tracking=True)
    industry_id = fields.Many2one(tracking=True)
    company_name = fields.Char(tracking=True)
    category_id = fields.Many2many(tracking=True)
    website = fields.Char(tracking=True)
    kms_mobile = fields.Char(tracking=True)
    kms_employee_count = fields.Integer(string="Employees", tracking=True, aggregator=None)
    kms_yearly_revenue = fields.Monetary(
        string="Yearly revenue",
        currency_field="currency_id",
        tracking=True,
        help="What the customer's own business turns over in a year, as far as it is known.",
    )
    kms_facebook = fields.Char(string="Facebook", tracking=True)
    kms_instagram = fields.Char(string="Instagram", tracking=True)
    kms_linkedin = fields.Char(string="LinkedIn", tracking=True)
    kms_tiktok = fields.Char(string="TikTok", tracking=True)
    kms_x = fields.Char(string="X", tracking=True)
    kms_whatsapp = fields.Char(
        string="WhatsApp",
        tracking=True,
        help="Number or link, when it is not the customer's phone number.",
    )

    _kms_business_positive = models.Constraint(
        "CHECK (kms_employee_count >= 0 AND kms_yearly_revenue >= 0)",
        "Employees and yearly revenue cannot be negative. Leave them empty when unknown.",
    )

    # ------------------------------------------------------------
    # SOCIAL NETWORKS
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Write addresses on social networks in one form."""
        return super().create([self._kms_format_links(vals) for vals in vals_list])

    def write(self, vals):
        """Write addresses on social networks in one form."""
        return super().write(self[:1]._kms_format_links(vals))

    def _kms_format_links(self, vals):
        """Return values with the addresses on social networks written out.

        :raise ValidationError: a text that is no address on its network
        """
        written = {}
        for network in NETWORKS:
            text = vals.get(f"kms_{network}")
            if isinstance(text, str) and text.strip():
                written[f"kms_{network}"] = self._kms_format_link(network, text)
        return vals | written if written else vals

    def _kms_format_link(self, network, text):
        link = normalize(network, text)
        if network == "whatsapp" and not link:
            number = self._kms_normalize(text[:64]).e164
            link = number and whatsapp_url(number)
        if not link:
            field = self._fields[f"kms_{network}"]
            raise ValidationError(
                self.env._(
                    '"%(text)s" is no address on %(network)s. Write the name of the account, or '
                    "copy the address of its page.",
                    text=text[:60],
                    network=field._description_string(self.env),
                )
            )
        return link

    # ------------------------------------------------------------
    # BUTTONS
    # ------------------------------------------------------------

    def action_kms_whatsapp(self):
        """Open WhatsApp on the customer's number.

        :rtype: dict
        :raise UserError: the customer has no number
        """
        self.ensure_one()
        self.check_access("read")
        self._kms_check_sees_phones()
        link = self.kms_whatsapp
        number = self.phone_sanitized or self.kms_mobile_sanitized
        if not link and number:
            link = whatsapp_url(number)
        if not link:
            raise UserError(
                self.env._(
                    "%(customer)s has no valid phone number. Add one on the customer first.",
                    customer=self.display_name,
                )
            )
        if self.name and "?" not in link and link.startswith("https://wa.me/"):
            text = self.env._("Hello %(customer)s,", customer=self.name)
            link = f"{link}?text={quote(text)}"
        return {"type": "ir.actions.act_url", "url": link, "target": "new"}

    def action_kms_new_quotation(self):
        """Open a new quotation made out to the customer.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        self.env["sale.order"].check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New quotation"),
            "res_model": "sale.order",
            "views": [(False, "form")],
            "context": {"default_partner_id": self.id},
        }

    def action_kms_history(self):
        """Open all that happened with the customer.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kms_marketing.kms_customer_history_action"
        )
        return action | {
            "name": self.env._("History of %(customer)s", customer=self.display_name),
            "domain": [("partner_id", "=", self.commercial_partner_id.id)],
        }
