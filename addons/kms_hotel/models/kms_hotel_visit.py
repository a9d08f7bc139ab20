from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

REASONS = [
    ("information", "Information"),
    ("reservation", "Reservation"),
    ("restaurant", "Restaurant"),
    ("meeting", "Meeting"),
    ("guest", "Visits a guest"),
    ("delivery", "Delivery"),
    ("other", "Other"),
]
ORIENTATIONS = [
    ("hotel", "Hotel"),
    ("showroom", "Showroom"),
    ("training", "Training"),
    ("guest", "A guest's room"),
    ("management", "Management"),
    ("none", "Nowhere"),
]


class KmsHotelVisit(models.Model):
    """A non-resident at the concierge's desk (domain.md, register 10)."""

    _name = "kms.hotel.visit"
    _description = "Concierge visitor"
    _inherit = ["kms.register.line", "kms.intake", "kms.satisfaction.mixin", "kms.hotel.day"]
    _kms_day_field = "arrival_date"
    _order = "arrival_date desc, id desc"

    name = fields.Char(string="Visitor", required=True)
    phone = fields.Char()
    partner_id = fields.Many2one("res.partner", string="Customer", index="btree_not_null")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    arrival_date = fields.Datetime(
        string="Arrival", required=True, index=True, default=fields.Datetime.now
    )
    served_date = fields.Datetime(string="Received at", copy=False)
    waiting_minutes = fields.Integer(
        string="Waiting time (min)", compute="_compute_waiting_minutes"
    )
    waited_minutes = fields.Integer(
        string="Waited (min)",
        compute="_compute_waited_minutes",
        store=True,
        help="Whole minutes from the arrival until somebody received the visitor.",
    )
    reason = fields.Selection(REASONS, required=True, default="information")
    service = fields.Char(string="Service asked")
    orientation = fields.Selection(ORIENTATIONS, string="Sent to")
    user_id = fields.Many2one(
        "res.users", string="Concierge", default=lambda self: self.env.user, index=True
    )
    lead_id = fields.Many2one("crm.lead", string="Handed over", readonly=True, copy=False)
    note = fields.Text()

    @api.depends("arrival_date", "served_date")
    def _compute_waiting_minutes(self):
        now = fields.Datetime.now()
        for visit in self:
            waited = (visit.served_date or now) - (visit.arrival_date or now)
            visit.waiting_minutes = max(waited.total_seconds() // 60, 0)

    @api.depends("arrival_date", "served_date")
    def _compute_waited_minutes(self):
        for visit in self:
            visit.waited_minutes = visit.waiting_minutes if visit.served_date else 0

    _served_after = models.Constraint(
        "CHECK (served_date >= arrival_date)", "A visitor is received after arriving."
    )

    def action_receive(self):
        """Stop the waiting time.

        :rtype: bool
        """
        self.check_access("write")
        waiting = self.filtered(lambda visit: not visit.served_date)
        waiting.served_date = fields.Datetime.now()
        return True

    def action_hand_showroom(self):
        """Hand the visitor to the showroom.

        :rtype: bool
        """
        self.check_access("write")
        return self._hand_over("showroom")

    def action_hand_hotel(self):
        """Hand the visitor to the hotel's sales.

        :rtype: bool
        """
        self.check_access("write")
        return self._hand_over("hotel")

    def action_hand_training(self):
        """Hand the visitor to the school.

        :rtype: bool
        """
        self.check_access("write")
        return self._hand_over("training")

    def _hand_over(self, channel):
        """Make the visitor a lead of a channel, once."""
        for visit in self:
            # A second tap waits here; its stale snapshot is refused and the call runs again.
            self.env.execute_query(
                SQL("SELECT id FROM kms_hotel_visit WHERE id = %s FOR UPDATE", visit.id)
            )
            if visit.lead_id:
                raise UserError(
                    self.env._("%(visitor)s is handed over already.", visitor=visit.name)
                )
            # sudo: the concierge hands a visitor to a team whose leads they may not see.
            lead = self.env["crm.lead"].sudo().create(visit._prepare_lead_values(channel))
            now = fields.Datetime.now()
            visit.write(
                {
                    "lead_id": lead.id,
                    "orientation": channel,
                    "served_date": visit.served_date or now,
                }
            )
        return True

    def _prepare_lead_values(self, channel):
        self.ensure_one()
        return {
            "kms_channel": channel,
            "type": "opportunity",
            "name": f"{self.name} - {self.service}" if self.service else self.name,
            "contact_name": self.name,
            "partner_id": self.partner_id.id,
            "phone": self.phone,
            "kms_orientation": channel,
            "kms_arrival_date": self.arrival_date,
            "user_id": False,
            "company_id": self.company_id.id,
            "description": self.note,
        }

    @api.model_create_multi
    def create(self, vals_list):
        prepared = []
        for vals in vals_list:
            # The one card of the phone number, made or found, as everywhere in the house.
            partner, phone = (
                self._read_phone(vals.get("phone")) if vals.get("phone") else (None, "")
            )
            if phone and not vals.get("partner_id"):
                vals = {**vals, "phone": phone, "partner_id": partner.id}
            prepared.append(vals)
        return super().create(prepared)
