from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_amount

from .loyalty_program_coupon import COUPONS

LONGEST = {"kms_guest_uuid": 64, "kms_guest_name": 128, "kms_guest_phone": 40}
LONGEST_CODES = 500
LARGEST_KEY = 2**31


class PosOrder(models.Model):
    """Orders that a till took without the network: their customer and their coupon codes."""

    _inherit = "pos.order"

    kms_guest_uuid = fields.Char(
        string="Customer known to the till as",
        copy=False,
        index="btree_not_null",
        help="The till gave it to a customer whom it met without the network.",
    )
    kms_guest_name = fields.Char(string="Customer's name at the till", copy=False)
    kms_guest_phone = fields.Char(
        string="Customer's phone at the till",
        copy=False,
        help="Emptied once the order has its customer.",
    )
    kms_guest_agreed = fields.Boolean(string="Customer agreed to offers at the till", copy=False)
    kms_offline_codes = fields.Char(
        string="Codes typed offline", copy=False, help="Nobody could be asked about them then."
    )

    def _process_order(self, order, existing_order):
        self._kms_find_customer(order)
        return super()._process_order(order, existing_order)

    @api.model
    def _kms_find_customer(self, order):
        """Give an order that a till sends the customer whom it means.

        The till says an id when it knows one, and name and phone of who was not known to it. A
        customer deleted since then is the one they were merged into, else found by phone.

        :param dict order: as sent; what cannot be read is left out. A phone that stays is one that
            makes no customer: the order is kept and marked.
        """
        for name, longest in LONGEST.items():
            if name in order:
                value = order[name]
                order[name] = value.strip()[:longest] if isinstance(value, str) else False
        codes = order.get("kms_offline_codes")
        if "kms_offline_codes" in order:
            order["kms_offline_codes"] = isinstance(codes, str) and codes[:LONGEST_CODES]
        partner = self.env["res.partner"]
        key = order.get("partner_id")
        if type(key) is int and 0 < key < LARGEST_KEY:
            partner = self.env["kms.till.gone"]._kms_heir(key)
        if "partner_id" in order:
            order["partner_id"] = partner.id
        if not partner and order.get("kms_guest_phone"):
            partner = self._kms_guest(order)
            order["partner_id"] = partner.id
        if partner:
            order.update(
                {name: False for name in ("kms_guest_name", "kms_guest_phone") if name in order}
            )

    @api.model
    def _kms_guest(self, order):
        """Return the customer whom a till met offline, made at the first of their orders.

        :rtype: res.partner
        """
        session = self.env["pos.session"].browse(order.get("session_id")).exists()
        company = session.company_id or self.env.company
        # sudo: the till's word makes a customer by name and phone, whatever its cashier may write.
        orders = self.sudo().with_company(company)
        uuid = order.get("kms_guest_uuid")
        domain = [("kms_guest_uuid", "=", uuid), ("partner_id", "!=", False)]
        before = orders.search(domain, limit=1) if uuid else orders
        if before:
            return before.partner_id.sudo(False)
        phone = order["kms_guest_phone"]
        values = {"name": order.get("kms_guest_name") or phone}
        try:
            with self.env.cr.savepoint():
                found = orders.env["res.partner"]._kms_find_or_create_by_phone(phone, values)
        except ValidationError:
            return self.env["res.partner"]
        if order.get("kms_guest_agreed") is True:
            found._kms_opt_in_at_till()
        return found.sudo(False)

    def _kms_settle_coupons(self):
        return super()._kms_settle_coupons() + self._kms_offline_doubts()

    def _kms_offline_doubts(self):
        """Return a sentence for each thing that the till should not have done by itself.

        :rtype: list[str]
        """
        doubts = []
        if self.kms_guest_phone and not self.partner_id:
            doubts.append(
                self.env._(
                    "%(name)s gave a phone number that cannot be dialled: %(phone)s.",
                    name=self.kms_guest_name or self.env._("The customer"),
                    phone=self.kms_guest_phone,
                )
            )
        if self.kms_offline_codes:
            most = self.company_id.kms_offline_coupon_amount
            lines = self._kms_reward_lines().filtered(
                lambda line: line.reward_id.program_id.program_type in COUPONS
            )
            given = -sum(lines.mapped("price_subtotal_incl"))
            if self.currency_id.compare_amounts(given, most) > 0:
                doubts.append(
                    self.env._(
                        "Coupons typed offline took %(given)s off, more than %(most)s.",
                        given=format_amount(self.env, given, self.currency_id),
                        most=format_amount(self.env, most, self.currency_id),
                    )
                )
        return doubts
