from odoo import api, fields, models
from odoo.exceptions import AccessError

STOP_STATES = [
    ("todo", "To visit"),
    ("here", "On site"),
    ("done", "Visit made"),
    ("skipped", "Skipped"),
]


class KmsFieldStop(models.Model):
    """One prospect on a round, and the visit that came of it."""

    _name = "kms.field.stop"
    _description = "Stop of a field round"
    _order = "round_id, sequence, id"
    _rec_name = "lead_id"
    _check_company_auto = True

    round_id = fields.Many2one("kms.field.round", required=True, index=True, ondelete="cascade")
    user_id = fields.Many2one(related="round_id.user_id", store=True, index=True)
    company_id = fields.Many2one(related="round_id.company_id", store=True)
    sequence = fields.Integer(default=1000)
    lead_id = fields.Many2one(
        "crm.lead",
        string="Prospect",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    phone = fields.Char(related="lead_id.phone")
    sector_id = fields.Many2one(related="lead_id.kms_field_sector_id", string="Sector")
    distance = fields.Float(string="From the stop before (km)", digits=(10, 1), readonly=True)
    visit_id = fields.Many2one(
        "kms.field.visit", readonly=True, index="btree_not_null", ondelete="set null"
    )
    result = fields.Selection(related="visit_id.result")
    is_skipped = fields.Boolean(string="Passed over")
    state = fields.Selection(STOP_STATES, compute="_compute_state", store=True)

    _lead_uniq = models.UniqueIndex("(round_id, lead_id)", "This prospect is on the round already.")

    @api.depends("visit_id.result", "is_skipped")
    def _compute_state(self):
        for stop in self:
            if stop.visit_id:
                stop.state = "done" if stop.visit_id.result else "here"
            else:
                stop.state = "skipped" if stop.is_skipped else "todo"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_visit_by_hand(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_visit_by_hand(vals)
        return super().write(vals)

    def _check_visit_by_hand(self, vals):
        if vals.get("visit_id") and not self.env.su:
            raise AccessError(self.env._("A stop is closed by a visit, not by hand."))

    def action_skip(self):
        """Pass the prospects over today; sent twice, it is the same."""
        self.check_access("write")
        self.is_skipped = True
        return True

    def action_reopen(self):
        """Take up prospects again that were passed over."""
        self.check_access("write")
        self.is_skipped = False
        return True

    def _link_visits(self, visits):
        """Close the stops of these visits: same salesperson, same prospect, same day."""
        days = {
            visit: fields.Datetime.context_timestamp(
                visit.with_context(tz=visit.company_id.kms_timezone), visit.visit_date
            ).date()
            for visit in visits
        }
        # sudo: nobody may close a stop by hand, not even whoever made the visit
        stops = self.sudo().search(
            [
                ("lead_id", "in", visits.lead_id.ids),
                ("user_id", "in", visits.user_id.ids),
                ("round_id.date", "in", list(set(days.values()))),
                ("visit_id", "=", False),
            ]
        )
        for visit, day in days.items():
            stops.filtered(
                lambda stop, visit=visit, day=day: (
                    stop.lead_id == visit.lead_id
                    and stop.user_id == visit.user_id
                    and stop.round_id.date == day
                )
            ).visit_id = visit
