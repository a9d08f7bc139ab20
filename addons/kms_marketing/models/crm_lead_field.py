from odoo import api, fields, models
from odoo.exceptions import UserError

from .kms_field_visit import RESULTS

POSITION_FIELDS = ("kms_has_position", "kms_latitude", "kms_longitude")


class CrmLead(models.Model):
    """What the field visits of a prospect tell about them: where they are, how it went."""

    _inherit = "crm.lead"

    kms_field_visit_ids = fields.One2many("kms.field.visit", "lead_id", string="Field visits")
    kms_has_position = fields.Boolean(
        string="Position known", compute="_compute_kms_field_position", store=True
    )
    kms_latitude = fields.Float(
        digits=(10, 7), compute="_compute_kms_field_position", store=True, string="Latitude"
    )
    kms_longitude = fields.Float(
        digits=(10, 7), compute="_compute_kms_field_position", store=True, string="Longitude"
    )
    kms_field_visit_date = fields.Datetime(
        string="Last field visit", compute="_compute_kms_field_visit", store=True
    )
    kms_field_result = fields.Selection(
        RESULTS, string="Last field result", compute="_compute_kms_field_visit", store=True
    )
    kms_field_sector_id = fields.Many2one(
        "kms.field.sector",
        string="Field sector",
        compute="_compute_kms_field_visit",
        store=True,
        readonly=False,
        index="btree_not_null",
        check_company=True,
    )

    _kms_field_map_idx = models.Index("(kms_field_visit_date DESC, id DESC) WHERE kms_has_position")
    _kms_field_list_idx = models.Index("(kms_field_visit_date, id) WHERE kms_channel = 'field'")

    @api.depends(
        "kms_field_visit_ids.has_position",
        "kms_field_visit_ids.latitude",
        "kms_field_visit_ids.longitude",
        "kms_field_visit_ids.visit_date",
    )
    def _compute_kms_field_position(self):
        for lead in self:
            placed = lead.kms_field_visit_ids.filtered("has_position")
            last = max(placed, key=lambda visit: (visit.visit_date, visit.id), default=placed)
            lead.kms_has_position = bool(last)
            lead.kms_latitude = last.latitude
            lead.kms_longitude = last.longitude

    @api.depends(
        "kms_field_visit_ids.result",
        "kms_field_visit_ids.sector_id",
        "kms_field_visit_ids.visit_date",
    )
    def _compute_kms_field_visit(self):
        for lead in self:
            visits = lead.kms_field_visit_ids.sorted(
                lambda visit: (visit.visit_date, visit.id), reverse=True
            )
            lead.kms_field_visit_date = visits[:1].visit_date
            lead.kms_field_result = visits.filtered("result")[:1].result
            # A sector chosen by hand stays until a visit says another.
            lead.kms_field_sector_id = visits.sector_id[:1] or lead.kms_field_sector_id

    def _kms_point(self):
        """Return `(latitude, longitude)` in degrees, or None when nobody has been there."""
        self.ensure_one()
        return (self.kms_latitude, self.kms_longitude) if self.kms_has_position else None

    def _merge_dependences(self, opportunities):
        """Visits and stops go with the prospect who stays."""
        super()._merge_dependences(opportunities)
        # sudo: prospects of several salespeople may be merged, and none of their visits is lost
        doubles, Stop = opportunities.sudo(), self.env["kms.field.stop"].sudo()
        doubles.kms_field_visit_ids.lead_id = self
        stops = Stop.search([("lead_id", "in", doubles.ids)])
        taken = Stop.search([("lead_id", "=", self.id)]).round_id
        for stop in stops:
            if stop.round_id in taken:
                stop.unlink()
            else:
                taken |= stop.round_id
                stop.lead_id = self

    def action_kms_plan_round(self):
        """Put the selected prospects on the rounds of today, each on their salesperson's.

        A prospect without a salesperson goes on the round of whoever clicks.

        :return: the action that shows the rounds
        :rtype: dict
        :raise AccessError: the user may not plan rounds
        :raise UserError: too many prospects for one day
        """
        Round = self.env["kms.field.round"]
        self.check_access("read")
        Round.check_access("create")
        if not self:
            raise UserError(self.env._("Select at least one prospect."))
        day = self.env.company._kms_today()
        rounds = Round
        manages = self.env.user.has_group("kms_base.role_marketing")
        for user, leads in self.grouped(
            lambda lead: (manages and lead.user_id) or self.env.user
        ).items():
            rounds |= Round._plan(user, day, leads, self.env.company._kms_office())
        if rounds.user_id == self.env.user and self.env.user.has_group("kms_base.role_field"):
            return self.env["ir.actions.actions"]._for_xml_id("kms_marketing.kms_field_action")
        return rounds._get_records_action(name=self.env._("Rounds"))
