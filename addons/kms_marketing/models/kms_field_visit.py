from datetime import timedelta
from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import groupby

from ..geo.distance import haversine, speed

RESULTS = [
    ("interested", "Interested"),
    ("to_quote", "To quote"),
    ("to_recall", "To call back"),
    ("not_interested", "Not interested"),
    ("absent", "Absent"),
]
# A salesperson states what was said; where and when is what the phone and the server saw.
PROOF_FIELDS = {
    "kms_uuid",
    "user_id",
    "company_id",
    "check_in_date",
    "client_date",
    "has_position",
    "latitude",
    "longitude",
    "accuracy",
    "distance",
    "is_suspicious",
}
# A move is judged against the visit before it, never further back than this.
JUMP_WINDOW = timedelta(days=1)
# A position within its own error, plus this, has not moved (km).
POSITION_NOISE = 0.1


class KmsFieldVisit(models.Model):
    """A field salesperson's call on a prospect, with where and when it took place."""

    _name = "kms.field.visit"
    _description = "Field visit"
    _inherit = ["mail.thread"]
    _order = "visit_date desc, id desc"
    _rec_name = "lead_id"
    _check_company_auto = True

    lead_id = fields.Many2one(
        "crm.lead",
        string="Prospect",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    partner_id = fields.Many2one(related="lead_id.partner_id", string="Customer")
    phone = fields.Char(related="lead_id.phone")
    team_id = fields.Many2one(related="lead_id.team_id", store=True, index=True)
    sector_id = fields.Many2one("kms.field.sector", index="btree_not_null", check_company=True)
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    kms_uuid = fields.Char(
        string="Client identifier",
        copy=False,
        readonly=True,
        help="Made by the phone, so that a visit sent twice is written once.",
    )

    check_in_date = fields.Datetime(
        string="Received by the server",
        required=True,
        readonly=True,
        copy=False,
        default=fields.Datetime.now,
    )
    client_date = fields.Datetime(string="Time on the phone", readonly=True, copy=False)
    visit_date = fields.Datetime(
        string="Visit", compute="_compute_visit_date", store=True, index=True
    )
    is_late = fields.Boolean(string="Sent late", compute="_compute_visit_date", store=True)
    has_position = fields.Boolean(string="Position known", readonly=True, copy=False)
    latitude = fields.Float(digits=(10, 7), readonly=True, copy=False)
    longitude = fields.Float(digits=(10, 7), readonly=True, copy=False)
    accuracy = fields.Float(string="Accuracy (m)", digits=(10, 1), readonly=True, copy=False)
    distance = fields.Float(
        string="From the visit before (km)", digits=(10, 2), readonly=True, copy=False
    )
    is_suspicious = fields.Boolean(
        string="Impossible move",
        readonly=True,
        copy=False,
        help="Nobody travels this fast from the visit before. Ask the salesperson.",
    )

    need = fields.Text()
    action_taken = fields.Char(string="Action")
    # Empty between the check-in at the door and what comes of it.
    result = fields.Selection(RESULTS, tracking=True)
    next_step = fields.Char()
    next_date = fields.Date(string="Next step on")
    photo = fields.Image(max_width=1280, max_height=1280)

    _kms_uuid_uniq = models.UniqueIndex(
        "(kms_uuid) WHERE kms_uuid IS NOT NULL", "This visit is already written down."
    )
    _latitude_range = models.Constraint(
        "CHECK (latitude BETWEEN -90 AND 90)", "A latitude lies between -90 and 90 degrees."
    )
    _longitude_range = models.Constraint(
        "CHECK (longitude BETWEEN -180 AND 180)", "A longitude lies between -180 and 180 degrees."
    )

    @api.depends("check_in_date", "client_date")
    def _compute_visit_date(self):
        for visit in self:
            received = visit.check_in_date
            # A phone whose clock runs ahead does not make visits of tomorrow.
            visit.visit_date = min(visit.client_date or received, received)
            limit = timedelta(minutes=visit.company_id.kms_field_late_minutes)
            visit.is_late = received - visit.visit_date > limit

    # ------------------------------------------------------------
    # WRITING
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            now = fields.Datetime.now()
            vals_list = [
                {**vals, "check_in_date": now, "distance": 0, "is_suspicious": False}
                for vals in vals_list
            ]
        visits = super().create(vals_list)
        visits._update_jumps()
        self.env["kms.field.stop"]._link_visits(visits)
        return visits

    def write(self, vals):
        if not self.env.su and PROOF_FIELDS & vals.keys():
            raise AccessError(
                self.env._("Where, when and by whom a visit was made cannot be changed afterwards.")
            )
        return super().write(vals)

    def _update_jumps(self):
        """Measure each visit against the one before, and the one after against each.

        A visit that was kept while the network was away arrives between two others, so the day
        around it is measured again: one query to read, one write for each value that changes.
        """
        placed = self.filtered("has_position")
        if not placed:
            return
        dates = placed.mapped("visit_date")
        # sudo: the measure does not depend on who sends the visit, and its fields are read-only.
        around = self.sudo().search(
            [
                ("user_id", "in", placed.user_id.ids),
                ("company_id", "in", placed.company_id.ids),
                ("has_position", "=", True),
                ("visit_date", ">=", min(dates) - JUMP_WINDOW),
                ("visit_date", "<=", max(dates) + JUMP_WINDOW),
            ],
            order="company_id, user_id, visit_date, id",
        )
        for _key, visits in groupby(around, lambda visit: (visit.company_id, visit.user_id)):
            for before, visit in pairwise(visits):
                visit._set_jump(before)

    def _set_jump(self, before):
        """Store the distance from the visit before, and whether anyone can travel so fast."""
        distance = haversine((before.latitude, before.longitude), (self.latitude, self.longitude))
        # Two rough positions of one place are not a move.
        noise = POSITION_NOISE + (before.accuracy + self.accuracy) / 1000
        seconds = (self.visit_date - before.visit_date).total_seconds()
        pace = speed(max(0.0, distance - noise), seconds)
        values = {
            "distance": round(distance, 2),
            "is_suspicious": pace > self.company_id.kms_field_speed_limit,
        }
        if any(self[name] != value for name, value in values.items()):
            self.write(values)

    def action_convert_to_quotation(self):
        """Open the quotation of the visit's prospect, made at the first click.

        :return: the form action of the quotation
        :rtype: dict
        :raise AccessError: the visit or its prospect is not the user's
        """
        self.ensure_one()
        self.check_access("write")
        return self.lead_id.action_kms_convert_to_quotation()
