from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Where reception sends a visitor (domain.md, "The five channels"): the showroom floor, another
# channel of the house, or somebody who sells nothing.
ORIENTATIONS = [
    ("showroom", "Showroom"),
    ("hotel", "Hotel"),
    ("training", "Training"),
    ("cash_desk", "Cash desk"),
    ("warehouse", "Warehouse"),
    ("after_sales", "After-sales"),
    ("management", "Management"),
]
VISIT_STATES = [
    ("waiting", "Waiting"),
    ("received", "Received"),
    ("quoted", "Quotation"),
    ("sold", "Sold"),
    ("lost", "Lost"),
]


class CrmLead(models.Model):
    """A visit at the door is a lead of the showroom channel."""

    _inherit = "crm.lead"

    kms_arrival_date = fields.Datetime(
        string="Arrival", default=fields.Datetime.now, index=True, copy=False
    )
    kms_contact_date = fields.Datetime(string="Received at", copy=False)
    kms_waiting_minutes = fields.Integer(
        string="Waiting time (min)", compute="_compute_kms_waiting_minutes"
    )
    kms_is_late = fields.Boolean(string="Waits too long", compute="_compute_kms_waiting_minutes")
    kms_product_id = fields.Many2one(
        "product.product",
        string="Product of interest",
        domain=[("sale_ok", "=", True)],
        index="btree_not_null",
    )
    kms_orientation = fields.Selection(ORIENTATIONS, string="Sent to")
    kms_quotation_ids = fields.One2many("sale.order", "kms_visit_id", string="Visit quotations")
    kms_quotation_id = fields.Many2one(
        "sale.order", string="Quotation", compute="_compute_kms_quotation_id", store=True
    )
    kms_visit_state = fields.Selection(
        VISIT_STATES, string="Visit", compute="_compute_kms_visit_state", store=True
    )
    kms_sold_amount = fields.Monetary(
        related="kms_quotation_id.kms_sold_amount", currency_field="company_currency"
    )
    kms_client_uuid = fields.Char(
        string="Client identifier",
        copy=False,
        readonly=True,
        help="Made by the reception screen, so that a visit sent twice is written once.",
    )

    # a day of prospects is counted anew without reading all of them
    _kms_create_date_idx = models.Index("(create_date)")
    # who waits at the door now: among all who ever came, the few of today
    _kms_waiting_idx = models.Index("(kms_arrival_date) WHERE kms_visit_state = 'waiting'")
    _kms_client_uuid_uniq = models.UniqueIndex(
        "(kms_client_uuid) WHERE kms_client_uuid IS NOT NULL",
        "This visit is already written down.",
    )

    # ------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------

    @api.depends("kms_arrival_date", "kms_contact_date")
    def _compute_kms_waiting_minutes(self):
        now = fields.Datetime.now()
        for lead in self:
            end = lead.kms_contact_date or now
            waited = max(end - (lead.kms_arrival_date or end), timedelta())
            lead.kms_waiting_minutes = waited.total_seconds() // 60
            company = lead.company_id or self.env.company
            lead.kms_is_late = (
                not lead.kms_contact_date and lead.kms_waiting_minutes >= company.kms_waiting_limit
            )

    @api.depends("kms_quotation_ids.state")
    def _compute_kms_quotation_id(self):
        for lead in self:
            alive = lead.kms_quotation_ids.filtered(lambda order: order.state != "cancel")
            lead.kms_quotation_id = alive[:1]

    @api.depends("active", "kms_contact_date", "kms_quotation_id.state")
    def _compute_kms_visit_state(self):
        for lead in self:
            if lead.kms_quotation_id.state == "sale":
                lead.kms_visit_state = "sold"
            elif not lead.active:
                lead.kms_visit_state = "lost"
            elif lead.kms_quotation_id:
                lead.kms_visit_state = "quoted"
            else:
                lead.kms_visit_state = "received" if lead.kms_contact_date else "waiting"

    @api.constrains("kms_arrival_date", "kms_contact_date")
    def _check_kms_dates(self):
        for lead in self:
            if (
                lead.kms_arrival_date
                and lead.kms_contact_date
                and lead.kms_contact_date < lead.kms_arrival_date
            ):
                raise ValidationError(
                    self.env._(
                        "%(visitor)s cannot be received before arriving. Check both times.",
                        visitor=lead.contact_name or lead.name,
                    )
                )

    # ------------------------------------------------------------
    # BUTTONS
    # ------------------------------------------------------------

    def action_kms_take_charge(self):
        """Stop the visitor's waiting time; a salesperson who clicks keeps the visitor."""
        self.check_access("write")
        for lead in self.filtered(lambda lead: not lead.kms_contact_date):
            lead.write(
                {
                    "kms_contact_date": fields.Datetime.now(),
                    "user_id": lead._kms_get_salesperson().id,
                }
            )
        return True

    def _kms_get_salesperson(self):
        """Return who serves the visitor: their salesperson, or the one of the team who clicks.

        Reception may click too, but sells nothing: the visitor stays to be assigned.

        :rtype: res.users
        """
        self.ensure_one()
        # sudo: a salesperson may not read the members of teams.
        if self.user_id or self.env.user not in self.team_id.sudo().member_ids:
            return self.user_id
        return self.env.user
