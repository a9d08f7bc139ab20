from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("reported", "Reported missing"),
    ("in_progress", "Being solved"),
    ("resolved", "Back in stock"),
    ("abandoned", "Given up"),
]
OPEN_STATES = ("reported", "in_progress")
# Sales of the last so many days tell what a day without the product costs.
SALES_DAYS = 90


class KmsRupture(models.Model):
    """A product that the house should have and has not (domain.md, "Stock-out").

    One open stock-out per product and company. It ends by itself when the stock is back above the
    alert threshold; who waited is then listed to be told.
    """

    _name = "kms.rupture"
    _description = "Stock-out"
    _inherit = ["mail.thread", "mail.activity.mixin", "kms.register.line", "kms.sealed.mixin"]
    _order = "is_open desc, impact_amount desc, id desc"
    _rec_name = "product_id"
    _check_company_auto = True
    _kms_sealed = frozenset(
        (
            "state",
            "source",
            "date",
            "reporter_id",
            "threshold",
            "quantity_then",
            "resolved_date",
            "impact_quotes",
            "impact_demand",
            "impact_sales",
            "impact_amount",
        )
    )
    _kms_sealed_later = frozenset(("product_id", "company_id"))

    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        domain=[("is_storable", "=", True)],
        check_company=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        STATES, required=True, default="reported", tracking=True, index=True, group_expand=True
    )
    is_open = fields.Boolean(compute="_compute_is_open", store=True)
    source = fields.Selection(
        [("reported", "Reported by a person"), ("threshold", "Found by the alert threshold")],
        required=True,
        default="reported",
        readonly=True,
    )
    date = fields.Datetime(
        string="Reported on", required=True, default=fields.Datetime.now, readonly=True
    )
    reporter_id = fields.Many2one(
        "res.users", string="Reported by", default=lambda self: self.env.user, readonly=True
    )
    threshold = fields.Float(string="Alert threshold", readonly=True)
    quantity_then = fields.Float(string="Stock then", readonly=True)
    quantity_now = fields.Float(string="Stock now", compute="_compute_quantity_now")
    responsible_id = fields.Many2one("res.users", tracking=True)
    proposed_action = fields.Char(string="Action", tracking=True)
    expected_date = fields.Date(string="Expected back on", tracking=True)
    resolved_date = fields.Datetime(string="Resolved on", readonly=True)
    alternative_ids = fields.Many2many(
        "product.product",
        string="Alternatives",
        compute="_compute_alternative_ids",
        store=True,
        readonly=False,
        domain="[('id', '!=', product_id), ('sale_ok', '=', True)]",
    )
    impact_quotes = fields.Monetary(
        string="In open quotations", readonly=True, help="Lines of quotations that are still valid."
    )
    impact_demand = fields.Monetary(
        string="Sold, not in stock",
        readonly=True,
        help="What customers have ordered beyond what the stock holds.",
    )
    impact_sales = fields.Monetary(
        string="Usual sales until then",
        readonly=True,
        help="The mean of the last 90 days, until the expected date.",
    )
    impact_amount = fields.Monetary(
        string="Revenue at risk",
        compute="_compute_impact_amount",
        store=True,
        help="Computed, never typed: open quotations, unfilled orders and usual sales.",
    )
    demand_ids = fields.One2many("kms.rupture.demand", "rupture_id", string="Who asked for it")
    demand_count = fields.Integer(compute="_compute_demand_count")

    _product_open_uniq = models.UniqueIndex(
        "(product_id, company_id) WHERE state IN ('reported', 'in_progress')",
        "This product is already reported out of stock.",
    )

    # ------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------

    @api.depends("state")
    def _compute_is_open(self):
        for rupture in self:
            rupture.is_open = rupture.state in OPEN_STATES

    @api.depends("product_id", "company_id")
    def _compute_quantity_now(self):
        for company, ruptures in self.grouped("company_id").items():
            for rupture in ruptures.with_company(company):
                # sudo: the stock of a product is what everyone asks about.
                rupture.quantity_now = rupture.product_id.sudo().qty_available

    @api.depends("product_id")
    def _compute_alternative_ids(self):
        for rupture in self:
            rupture.alternative_ids = rupture.product_id.kms_alternative_ids

    @api.depends("impact_quotes", "impact_demand", "impact_sales")
    def _compute_impact_amount(self):
        for rupture in self:
            rupture.impact_amount = (
                rupture.impact_quotes + rupture.impact_demand + rupture.impact_sales
            )

    def _compute_demand_count(self):
        # sudo: how many asked for it; who they are stays with those who sell.
        demands = self.env["kms.rupture.demand"].sudo()
        counts = dict(
            demands._read_group([("rupture_id", "in", self.ids)], ["rupture_id"], ["__count"])
        )
        for rupture in self:
            rupture.demand_count = counts.get(rupture, 0)

    # ------------------------------------------------------------
    # CREATION AND CHANGE
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # one that has just ended must not stand in the way of the next one's unique index
        self.flush_model(["state"])
        ruptures = super().create(vals_list)
        # sudo: sealed fields, read off the stock and the sales.
        for company, some in ruptures.sudo().grouped("company_id").items():
            thresholds = some.product_id._kms_get_thresholds(company)
            for rupture in some:
                rupture.threshold = thresholds.get(rupture.product_id, 0)
                rupture.quantity_then = rupture.quantity_now
        ruptures._kms_refresh_impact()
        ruptures._kms_ask_marketing()
        return ruptures

    def write(self, vals):
        result = super().write(vals)
        if "expected_date" in vals:
            self._kms_refresh_impact()
        if "alternative_ids" in vals:
            for rupture in self:
                # sudo: what replaces what is remembered for the next time; sellers' knowledge.
                rupture.product_id.sudo().kms_alternative_ids = rupture.alternative_ids
        return result

    @api.model
    def _kms_report(self, product, company):
        """Return the open stock-out of a product, reported now when there is none.

        Two people may report it in the same second: the index keeps one, and both are content.

        :rtype: kms.rupture
        """
        known = self.browse([rupture.id for rupture in product._kms_get_ruptures(company).values()])
        if known:
            return known
        try:
            with self.env.cr.savepoint():
                return self.create({"product_id": product.id, "company_id": company.id})
        except UniqueViolation:
            return known

    # ------------------------------------------------------------
    # BUTTONS
    # ------------------------------------------------------------

    def action_take(self):
        """Marketing takes it on.

        :raise UserError: it has ended already
        """
        self.check_access("write")
        self._kms_check_may_decide("kms_base.role_marketing")
        for rupture in self:
            if rupture.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "%(product)s is no longer out of stock. The storekeeper reports it anew "
                        "if it is.",
                        product=rupture.product_id.display_name,
                    )
                )
        # sudo: a sealed field; the manager was checked above.
        self.sudo().write({"state": "in_progress", "responsible_id": self.env.uid})
        self.activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def action_abandon(self):
        """The product will not come back: salespeople are no longer warned."""
        self.check_access("write")
        self._kms_check_may_decide("kms_base.role_marketing")
        # sudo: a sealed field; the manager was checked above.
        self.sudo().filtered("is_open").write({"state": "abandoned"})
        self.activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def action_resolve(self):
        """The product is there again, whatever the threshold says."""
        self.check_access("write")
        self._kms_check_may_decide("kms_base.role_marketing", "kms_base.role_storekeeper")
        self.filtered("is_open")._kms_resolve()
        return True

    def action_replenish(self):
        """Have core's replenishment propose the purchase of what is missing.

        :return: core's notification with a link to what it made
        :raise UserError: nobody sells the product to us
        """
        self.ensure_one()
        self.check_access("write")
        self._kms_check_may_decide("kms_base.role_marketing")
        # sudo: whether someone sells it to us; the prices stay hidden.
        if not self.product_id.sudo().seller_ids:
            raise UserError(
                self.env._(
                    "No vendor is known for %(product)s. Whoever buys adds one on the product; "
                    "then the purchase can be proposed.",
                    product=self.product_id.display_name,
                )
            )
        # sudo: marketing proposes; the purchase order stays a draft for whoever buys.
        orderpoint = self.sudo()._kms_get_orderpoint()
        missing = self._kms_asked_quantity() - orderpoint.qty_forecast
        orderpoint.qty_to_order = max(orderpoint.qty_to_order, missing, 1)
        return orderpoint.action_replenish()

    def action_view_demand(self):
        """Open the list of who asked for the product, to tell them."""
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "kms_coordination.kms_rupture_demand_action"
        )
        return {**action, "domain": [("rupture_id", "in", self.ids)]}

    def _kms_check_may_decide(self, *roles):
        """:raise UserError: by someone with none of the roles"""
        if not any(self.env.user.has_group(role) for role in roles):
            raise UserError(
                self.env._("The marketing manager decides on stock-outs. Ask them to take it on.")
            )
