from odoo import api, fields, models
from odoo.exceptions import UserError

REQUEST_TYPES = [
    ("normal", "Normal"),
    ("urgent", "Urgent"),
    ("delivery", "Delivery"),
    ("pickup", "Pickup"),
]
STATES = [
    ("waiting", "Waiting"),
    ("preparing", "In preparation"),
    ("ready", "Ready"),
    ("delivered", "Delivered"),
    ("cancelled", "Cancelled"),
]
OPEN_STATES = ("waiting", "preparing", "ready")
TRANSPORTS = [
    ("driver", "Driver"),
    ("courier", "Motorbike courier"),
    ("carrier", "Outside carrier"),
    ("customer", "Collected by the customer"),
]


class KmsPreparationOrder(models.Model):
    """What a salesperson asks of the warehouse for one sale, on the sale's own pickings.

    Goods and quantities are the pickings' moves; this model adds who asked, who approved, who
    prepares and when (domain.md, "Preparation order"). Only the validation of the pickings moves
    stock, and it alone makes an order delivered.
    """

    _name = "kms.preparation.order"
    _description = "Preparation order"
    _inherit = ["mail.thread", "mail.activity.mixin", "kms.register.line", "kms.sealed.mixin"]
    _order = "is_urgent desc, wanted_date, id"
    _check_company_auto = True
    _kms_sealed = frozenset(
        (
            "state",
            "approval_needed",
            "approver_id",
            "approved_date",
            "preparer_id",
            "requester_id",
            "start_date",
            "ready_date",
            "delivered_date",
            "backorder_of_id",
        )
    )
    _kms_sealed_later = frozenset(("name", "sale_id"))

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/")
    sale_id = fields.Many2one(
        "sale.order",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="sale_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        related="sale_id.partner_id", store=True, index=True, string="Customer"
    )
    kms_channel = fields.Selection(related="sale_id.kms_channel", store=True, string="Channel")
    salesperson_id = fields.Many2one(related="sale_id.user_id", store=True, string="Salesperson")
    amount_total = fields.Monetary(related="sale_id.amount_total", string="Amount of the sale")
    picking_ids = fields.One2many("stock.picking", "kms_preparation_id", string="Delivery notes")
    move_ids = fields.One2many("stock.move", compute="_compute_move_ids", string="Lines")
    line_count = fields.Integer(string="Number of lines", compute="_compute_progress")
    picked_count = fields.Integer(string="Lines prepared", compute="_compute_progress")
    backorder_of_id = fields.Many2one("kms.preparation.order", string="Rest of", readonly=True)

    request_type = fields.Selection(
        REQUEST_TYPES, string="Type", required=True, default="normal", tracking=True
    )
    is_urgent = fields.Boolean(compute="_compute_is_urgent", store=True)
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="waiting",
        tracking=True,
        copy=False,
        index=True,
        group_expand=True,
    )
    wanted_date = fields.Datetime(string="Wanted for", tracking=True, index=True)
    is_late = fields.Boolean(string="Late", compute="_compute_is_late")
    delivery_address_id = fields.Many2one("res.partner", string="Delivery address")
    instructions = fields.Text()
    transport = fields.Selection(TRANSPORTS, tracking=True)
    driver_id = fields.Many2one("res.users", string="Driver or courier")
    bay = fields.Char(string="Bay or locker", help="Where the goods wait once they are ready.")

    requester_id = fields.Many2one(
        "res.users", string="Requested by", readonly=True, default=lambda self: self.env.user
    )
    preparer_id = fields.Many2one("res.users", string="Prepared by", readonly=True, copy=False)
    approval_needed = fields.Boolean(compute="_compute_approval_needed", store=True)
    approver_id = fields.Many2one("res.users", string="Approved by", readonly=True, copy=False)
    approved_date = fields.Datetime(string="Approved on", readonly=True, copy=False)
    start_date = fields.Datetime(string="Started on", readonly=True, copy=False)
    ready_date = fields.Datetime(string="Ready on", readonly=True, copy=False)
    delivered_date = fields.Datetime(string="Delivered on", readonly=True, copy=False)
    preparation_hours = fields.Float(
        string="Preparation (h)",
        compute="_compute_delays",
        store=True,
        aggregator="avg",
        help="From the approval to ready.",
    )
    delivery_hours = fields.Float(
        string="Delivery (h)",
        compute="_compute_delays",
        store=True,
        aggregator="avg",
        help="From the request to the goods in the customer's hands.",
    )
    attempt_ids = fields.One2many("kms.delivery.attempt", "preparation_id", string="Deliveries")
    signature = fields.Image(copy=False, max_width=1024, max_height=1024)
    photo = fields.Image(
        string="Photo of the delivery", copy=False, max_width=1280, max_height=1280
    )

    _sale_open_uniq = models.UniqueIndex(
        "(sale_id) WHERE state IN ('waiting', 'preparing', 'ready')",
        "This sale has an open preparation order already: open that one.",
    )

    # ------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------

    @api.depends("request_type")
    def _compute_is_urgent(self):
        for order in self:
            order.is_urgent = order.request_type == "urgent"

    # Without the state: it would have every change of any move look for preparations first.
    @api.depends("picking_ids.move_ids")
    def _compute_move_ids(self):
        for order in self:
            order.move_ids = order.picking_ids.move_ids.filtered(
                lambda move: move.state != "cancel"
            )

    @api.depends("picking_ids.move_ids.state", "picking_ids.move_ids.picked")
    def _compute_progress(self):
        counts = self._kms_count_moves()
        for order in self:
            order.line_count, order.picked_count = counts.get(order.id, (0, 0))

    def _kms_count_moves(self):
        """Return lines and prepared lines of each order in one query.

        :rtype: dict[int, tuple[int, int]]
        """
        counts = {}
        # sudo: a salesperson follows the order without rights on stock moves.
        for picking_order, picked, count in (
            self.env["stock.move"]
            .sudo()
            ._read_group(
                [
                    ("picking_id.kms_preparation_id", "in", self.ids),
                    ("state", "!=", "cancel"),
                ],
                ["picking_id", "picked"],
                ["__count"],
            )
        ):
            order = picking_order.kms_preparation_id.id
            lines, done = counts.get(order, (0, 0))
            counts[order] = (lines + count, done + count * picked)
        return counts

    @api.depends("wanted_date", "state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for order in self:
            order.is_late = (
                order.state in OPEN_STATES and bool(order.wanted_date) and order.wanted_date < now
            )

    @api.depends("request_type", "amount_total", "company_id")
    def _compute_approval_needed(self):
        for order in self:
            company = order.company_id
            order.approval_needed = (
                order.request_type in company._kms_get_approved_types()
                and order.amount_total >= company.kms_approval_amount
            )

    @api.depends("approved_date", "ready_date", "delivered_date")
    def _compute_delays(self):
        for order in self:
            order.preparation_hours = self._kms_hours(order.approved_date, order.ready_date)
            order.delivery_hours = self._kms_hours(order.create_date, order.delivered_date)

    def _kms_hours(self, start, end):
        return max((end - start).total_seconds() / 3600, 0) if start and end else False

    # ------------------------------------------------------------
    # CREATION
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                sale = self.env["sale.order"].browse(vals.get("sale_id"))
                vals["name"] = (
                    self.env["ir.sequence"]
                    .with_company(sale.company_id)
                    .next_by_code("kms.preparation.order")
                )
        # an order that has just ended must not stand in the way of the next one's unique index
        self.flush_model(["state"])
        orders = super().create(vals_list)
        orders._kms_take_pickings()
        orders._kms_ask_approval()
        return orders

    def write(self, vals):
        changed = self.filtered(
            lambda order: order.request_type != vals.get("request_type", order.request_type)
        )
        result = super().write(vals)
        changed._kms_approve_anew()
        return result

    def _kms_approve_anew(self):
        """Another type follows its own rule: what only the rule had approved is asked for again."""
        unseen = self.filtered(
            lambda order: (
                order.state == "waiting" and order.approval_needed and not order.approver_id
            )
        )
        # sudo: a sealed field, which follows the type.
        unseen.sudo().approved_date = False
        self._kms_ask_approval()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        for order in self:
            if order.state not in ("waiting", "cancelled") or order.delivered_date:
                raise UserError(
                    self.env._(
                        "%(order)s has been worked on, so it stays in the register. The "
                        "salesperson, the storekeeper or the marketing manager cancels it instead.",
                        order=order.name,
                    )
                )

    def _kms_take_pickings(self):
        """Attach the pickings of the sale that no other order holds."""
        for order in self:
            # sudo: a salesperson may not write on pickings; which ones they are follows the sale.
            pickings = order.sale_id.sudo()._kms_get_open_deliveries()
            if not pickings:
                raise UserError(
                    self.env._(
                        "Nothing of %(sale)s is left to deliver. Confirm the sale first, or look "
                        "at its delivery notes.",
                        sale=order.sale_id.name,
                    )
                )
            pickings.kms_preparation_id = order
            if order.wanted_date:
                pickings.scheduled_date = order.wanted_date

    # ------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------

    def _kms_ask_approval(self):
        """Let through what needs nobody's approval, and tell the managers of the rest.

        Urgent orders ring at once; the others wait in the managers' list.
        """
        for order in self.filtered(lambda order: not order.approved_date):
            if not order.approval_needed:
                order.sudo().approved_date = fields.Datetime.now()  # the rule approves, no person
                order._kms_tell_storekeepers()
                continue
            managers = order.company_id._kms_get_managers()
            if order.is_urgent and managers:
                order.message_post(
                    body=self.env._("Urgent: %(order)s waits for your approval.", order=order.name),
                    partner_ids=managers.partner_id.ids,
                    message_type="notification",
                    subtype_xmlid="mail.mt_comment",
                )
