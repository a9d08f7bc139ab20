from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    kms_delivery_signature = fields.Boolean(
        string="Deliveries need a signature",
        default=True,
        help="A delivery to a customer is validated only once the customer has signed it.",
    )
    kms_delivery_paid = fields.Boolean(
        string="Nothing leaves unpaid",
        default=True,
        help="Goods leave once the sale is paid as its terms demand, or a manager lets them.",
    )
    kms_rupture_days = fields.Integer(
        string="Usual days out of stock",
        default=14,
        help="How long a product is out of stock when nobody has said when it will be back; the "
        "revenue at risk counts with it.",
    )
    kms_dispute_days = fields.Integer(
        string="Days to answer a dispute", default=3, help="Sets the deadline of a new dispute."
    )
    kms_goodwill_days = fields.Integer(string="Validity of goodwill coupons (days)", default=90)
    kms_wallet_program_id = fields.Many2one(
        "loyalty.program",
        string="Store credit program",
        domain=[("program_type", "=", "ewallet")],
        help="Made at the first store credit when empty.",
    )
    kms_goodwill_program_id = fields.Many2one(
        "loyalty.program",
        string="Goodwill program",
        domain=[("program_type", "=", "coupons")],
        help="Made at the first goodwill coupon when empty.",
    )
    kms_approval_amount = fields.Monetary(
        string="Approval from",
        currency_field="currency_id",
        help="A preparation order waits for the marketing manager from this amount on, tax "
        "included; 0 means each one does.",
    )
    kms_approve_normal = fields.Boolean(string="Approve normal orders", default=True)
    kms_approve_urgent = fields.Boolean(string="Approve urgent orders", default=True)
    kms_approve_delivery = fields.Boolean(string="Approve deliveries", default=True)
    kms_approve_pickup = fields.Boolean(string="Approve pickups", default=True)

    def _kms_get_managers(self):
        """Return the marketing managers of the company, who approve and decide.

        :rtype: res.users
        """
        return self._kms_get_people("kms_base.role_marketing")

    def _kms_get_people(self, role):
        """Return who works in a role: those who were given it, else those who inherit it.

        Management and administrators have every role; they are not told of each order.

        :param str role: xml id of a group
        :rtype: res.users
        """
        self.ensure_one()
        # sudo: groups are not readable to everyone.
        group = self.env.ref(role).sudo()
        for users in (group.user_ids, group.all_user_ids):
            people = users.filtered(
                lambda user: user.active and not user.share and self in user.company_ids
            )
            if people:
                return people
        return group.user_ids.browse()

    def _kms_get_approved_types(self):
        """Return the request types of preparation orders that a manager approves.

        :rtype: list[str]
        """
        self.ensure_one()
        return [
            request_type
            for request_type in ("normal", "urgent", "delivery", "pickup")
            if self[f"kms_approve_{request_type}"]
        ]
