from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

PROBLEMS = [
    ("defective", "Defective product"),
    ("delivery_error", "Delivery error"),
    ("wrong_product", "Wrong product"),
    ("quality", "Unsatisfying quality"),
    ("late", "Late delivery"),
    ("other", "Other"),
]
SOLUTIONS = [
    ("refund", "Refund"),
    ("replacement", "Replacement"),
    ("store_credit", "Store credit"),
    ("goodwill", "Goodwill coupon"),
    ("none", "None"),
]
STATES = [
    ("reported", "Reported"),
    ("in_progress", "In progress"),
    ("resolved", "Resolved"),
    ("abandoned", "Abandoned"),
]
# What takes goods or money back for the units of its lines.
COMPENSATING = ("refund", "store_credit")
# What the documents of a solution were made of.
DECIDED = frozenset(
    ("sale_id", "partner_id", "solution", "goods_back", "goodwill_amount", "journal_id")
)


class KmsDispute(models.Model):
    """A customer is not content: what happened, what was done about it (domain.md, "Dispute").

    A solution acts through core's documents, all of them or none, and the dispute is resolved only
    when they are posted and moved.
    """

    _name = "kms.dispute"
    _description = "Dispute"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "portal.mixin",
        "kms.register.line",
        "kms.sealed.mixin",
    ]
    _order = "is_open desc, deadline, id desc"
    _check_company_auto = True
    _kms_sealed = frozenset(
        (
            "state",
            "is_open",
            "amount",
            "user_id",
            "company_id",
            "move_ids",
            "payment_ids",
            "picking_ids",
            "card_id",
            "resolved_date",
            "driver_id",
        )
    )
    _kms_sealed_later = frozenset(("name", "date"))

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/")
    sale_id = fields.Many2one("sale.order", index="btree_not_null", check_company=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        compute="_compute_company_id",
        store=True,
        precompute=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kms_channel = fields.Selection(related="sale_id.kms_channel", store=True, string="Channel")
    user_id = fields.Many2one(
        "res.users", string="Reported by", default=lambda self: self.env.user, readonly=True
    )
    date = fields.Datetime(
        string="Reported on", required=True, default=fields.Datetime.now, index=True
    )
    problem = fields.Selection(PROBLEMS, required=True, tracking=True)
    description = fields.Text()
    line_ids = fields.One2many("kms.dispute.line", "dispute_id", string="What it is about")
    photo_ids = fields.Many2many("ir.attachment", string="Photos", copy=False)
    responsible_id = fields.Many2one("res.users", tracking=True)
    deadline = fields.Date(
        compute="_compute_deadline", store=True, readonly=False, precompute=True, tracking=True
    )
    is_late = fields.Boolean(string="Late", compute="_compute_is_late")
    state = fields.Selection(
        STATES,
        required=True,
        default="reported",
        readonly=True,
        tracking=True,
        index=True,
        group_expand=True,
    )
    is_open = fields.Boolean(compute="_compute_is_open", store=True)
    solution = fields.Selection(SOLUTIONS, tracking=True)
    goods_back = fields.Boolean(
        string="Goods come back", default=True, help="The storekeeper takes the goods back in."
    )
    amount = fields.Monetary(string="Amount at stake", compute="_compute_amount", store=True)
    goodwill_amount = fields.Monetary(string="Worth of the coupon")
    journal_id = fields.Many2one(
        "account.journal",
        string="Paid back from",
        domain=[("type", "in", ("cash", "bank"))],
        check_company=True,
        help="Where the money of a refund is taken from; empty leaves the credit on the customer.",
    )
    mobile_operator = fields.Selection(related="journal_id.kms_mobile_operator")
    transaction_ref = fields.Char(
        string="Transaction id", help="What the operator sent when the money was given back."
    )
    move_ids = fields.One2many("account.move", "kms_dispute_id", string="Credit notes")
    payment_ids = fields.One2many("account.payment", "kms_dispute_id", string="Payments")
    picking_ids = fields.One2many("stock.picking", "kms_dispute_id", string="Transfers")
    card_id = fields.Many2one("loyalty.card", string="Store credit or coupon", readonly=True)
    driver_id = fields.Many2one(
        "res.users",
        string="Delivered by",
        compute="_compute_driver_id",
        store=True,
        compute_sudo=True,
    )
    has_documents = fields.Boolean(compute="_compute_documents", compute_sudo=True)
    document_names = fields.Char(
        string="Documents", compute="_compute_documents", compute_sudo=True
    )
    resolved_date = fields.Datetime(string="Resolved on", readonly=True)
    satisfaction = fields.Selection(
        [("1", "1 Very unhappy"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5 Very happy")],
        string="Satisfaction afterwards",
        tracking=True,
    )

    # ------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------

    @api.depends("sale_id")
    def _compute_partner_id(self):
        for dispute in self:
            dispute.partner_id = dispute.sale_id.partner_id or dispute.partner_id

    @api.depends("sale_id")
    def _compute_company_id(self):
        for dispute in self:
            dispute.company_id = (
                dispute.sale_id.company_id or dispute.company_id or self.env.company
            )

    @api.depends("company_id")
    def _compute_deadline(self):
        for dispute in self:
            company = dispute.company_id or self.env.company
            dispute.deadline = company._kms_today() + timedelta(days=company.kms_dispute_days)

    @api.depends("state")
    def _compute_is_open(self):
        for dispute in self:
            dispute.is_open = dispute.state in ("reported", "in_progress")

    @api.depends("state", "deadline")
    def _compute_is_late(self):
        for dispute in self:
            today = dispute.company_id._kms_today() if dispute.company_id else None
            dispute.is_late = bool(
                dispute.is_open and dispute.deadline and dispute.deadline < today
            )

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for dispute in self:
            dispute.amount = sum(dispute.line_ids.mapped("amount"))

    @api.depends("move_ids.name", "payment_ids.name", "picking_ids.name", "card_id.code")
    def _compute_documents(self):
        """Name the documents to all who work on the dispute, whoever may open them."""
        for dispute in self:
            records = (dispute.move_ids, dispute.payment_ids, dispute.picking_ids, dispute.card_id)
            names = [record.display_name for some in records for record in some]
            dispute.has_documents = bool(names)
            dispute.document_names = ", ".join(names)

    @api.depends("sale_id.kms_preparation_ids.driver_id")
    def _compute_driver_id(self):
        for dispute in self:
            orders = dispute.sale_id.kms_preparation_ids
            dispute.driver_id = orders.filtered("driver_id")[-1:].driver_id

    def _compute_access_url(self):
        super()._compute_access_url()
        for dispute in self:
            dispute.access_url = f"/my/disputes/{dispute.id}"

    @api.constrains("partner_id", "sale_id")
    def _check_partner(self):
        for dispute in self:
            # sudo: whose sale it is, is known to whoever may write the dispute down.
            owner = dispute.sudo().sale_id.partner_id.commercial_partner_id
            if owner and dispute.partner_id.commercial_partner_id != owner:
                raise ValidationError(
                    self.env._(
                        "%(sale)s was sold to %(owner)s, not to %(customer)s. Choose that "
                        "customer, or another sale.",
                        sale=dispute.sale_id.display_name,
                        owner=owner.display_name,
                        customer=dispute.partner_id.display_name,
                    )
                )

    @api.constrains("sale_id")
    def _check_lines(self):
        """Lines stay those of the disputed sale, or the money would go to another customer."""
        self.line_ids._check_sale_line_id()

    # ------------------------------------------------------------
    # CREATION
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                vals["name"] = self.env["ir.sequence"].next_by_code("kms.dispute")
        disputes = super().create(vals_list)
        for dispute in disputes:
            dispute._kms_take_lines()
            dispute.photo_ids.write({"res_model": self._name, "res_id": dispute.id})
            manager = dispute.company_id._kms_get_managers()[:1]
            if manager:
                dispute.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=dispute.deadline,
                    summary=self.env._("Dispute to take on"),
                    user_id=manager.id,
                )
        return disputes

    def write(self, vals):
        if DECIDED.intersection(vals):
            self._kms_check_not_acted()
        return super().write(vals)

    def _kms_check_not_acted(self):
        """:raise UserError: documents follow from what would be changed"""
        for dispute in self:
            if not dispute.is_open or dispute._kms_has_documents():
                raise UserError(
                    self.env._(
                        "%(dispute)s has acted or ended: what it is about and how it is solved no "
                        "longer changes. Open another dispute for the rest, or have the accountant "
                        "reverse its documents first.",
                        dispute=dispute.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_acted(self):
        for dispute in self:
            if dispute.state != "reported":
                raise UserError(
                    self.env._(
                        "%(dispute)s has been worked on, so it stays in the register. Abandon it "
                        "if nothing comes of it.",
                        dispute=dispute.name,
                    )
                )

    def _kms_take_lines(self):
        """A dispute about a whole sale is about each of its goods, as delivered."""
        self.ensure_one()
        if self.line_ids or not self.sale_id:
            return
        self.line_ids = [
            fields.Command.create({"sale_line_id": line.id, "quantity": line.product_uom_qty})
            for line in self.sale_id.order_line
            if line.product_id and not line.display_type and line.product_uom_qty > 0
        ]
