from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.kms_marketing.models.calendar_event import APPOINTMENT_STATES

# Enrolments that are over: the prospect may enrol again.
ENDED = ("transferred", "dropped", "cancelled")


class CrmLead(models.Model):
    """A prospect of the school: which course, which information meeting, which enrolment."""

    _inherit = "crm.lead"

    kms_course_id = fields.Many2one(
        "kms.course",
        string="Course of interest",
        compute="_compute_kms_course_id",
        inverse="_inverse_kms_course_id",
        store=True,
        readonly=False,
        index="btree_not_null",
    )
    kms_enrollment_ids = fields.One2many("kms.enrollment", "lead_id", string="Enrolments")
    kms_enrollment_id = fields.Many2one(
        "kms.enrollment", string="Enrolment", compute="_compute_kms_enrollment_id"
    )
    kms_meeting_id = fields.Many2one(
        "calendar.event", string="Info meeting", compute="_compute_kms_meeting"
    )
    kms_meeting_date = fields.Datetime(string="Info meeting on", compute="_compute_kms_meeting")
    kms_meeting_state = fields.Selection(
        APPOINTMENT_STATES, string="State of the info meeting", compute="_compute_kms_meeting"
    )

    # ------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------

    @api.depends("kms_product_id")
    def _compute_kms_course_id(self):
        courses = self.env["kms.course"]
        if self.kms_product_id:
            courses = courses.search([("product_id", "in", self.kms_product_id.ids)])
        by_product = courses.grouped("product_id")
        for lead in self:
            of_product = by_product.get(lead.kms_product_id)
            # A course named without its fee stays: what a prospect asked for is not forgotten.
            lead.kms_course_id = of_product[:1] if of_product else lead.kms_course_id

    def _inverse_kms_course_id(self):
        for lead in self.filtered("kms_course_id"):
            lead.kms_product_id = lead.kms_course_id.product_id

    @api.depends("kms_enrollment_ids.state")
    def _compute_kms_enrollment_id(self):
        for lead in self:
            alive = lead.kms_enrollment_ids.filtered(lambda one: one.state not in ENDED)
            lead.kms_enrollment_id = alive[:1]

    @api.depends("calendar_event_ids.start", "calendar_event_ids.kms_state")
    def _compute_kms_meeting(self):
        for lead in self:
            kept = lead.calendar_event_ids.filtered(
                lambda meeting: meeting.kms_state in ("planned", "honored")
            )
            meeting = kept.sorted("start")[-1:]
            lead.kms_meeting_id = meeting
            lead.kms_meeting_date = meeting.start
            lead.kms_meeting_state = meeting.kms_state

    # ------------------------------------------------------------
    # BUTTONS
    # ------------------------------------------------------------

    def action_kms_plan_meeting(self):
        """Open a new information meeting with the prospect, tomorrow at the same hour.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("write")
        start = fields.Datetime.now().replace(minute=0, second=0) + timedelta(days=1)
        who = self.contact_name or self.partner_id.name or self.name
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Info meeting"),
            "res_model": "calendar.event",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_name": self.env._("Info meeting: %(prospect)s", prospect=who),
                "default_opportunity_id": self.id,
                "default_partner_ids": (self.partner_id | self.env.user.partner_id).ids,
                "default_start": fields.Datetime.to_string(start),
                "default_stop": fields.Datetime.to_string(start + timedelta(hours=1)),
            },
        }

    def action_kms_enroll(self):
        """Make the prospect a customer with an enrolment in the next session, once.

        A second click, here or on a colleague's screen, opens the enrolment of the first.

        :return: the form action of the enrolment
        :rtype: dict
        :raise UserError: no course is chosen, no session is planned, or the prospect is lost
        """
        self.ensure_one()
        self.check_access("write")
        self.env["kms.enrollment"].flush_model(["lead_id", "state"])
        # A colleague who enrols the same prospect is waited for; this stale snapshot is then
        # refused, Odoo runs the call again, and the second run finds the enrolment.
        self.env.cr.execute(SQL("SELECT id FROM crm_lead WHERE id = %s FOR UPDATE", self.id))
        if not self.kms_enrollment_id:
            session = self._kms_next_session()
            self._kms_link_customer()
            self.env["kms.enrollment"].create(self._prepare_kms_enrollment_values(session))
            self._kms_advance("quoted")
        return self.kms_enrollment_id._get_records_action()

    def _kms_next_session(self):
        """Return the next session of the course with a free seat, or the next one at all.

        :rtype: kms.course.session
        :raise UserError: there is nothing to enrol in
        """
        if not self.active:
            raise UserError(
                self.env._("This prospect is marked as lost. Restore it before enrolling.")
            )
        if not self.kms_course_id:
            raise UserError(
                self.env._(
                    "Choose the course that %(prospect)s is interested in first.",
                    prospect=self.contact_name or self.partner_id.name or self.name,
                )
            )
        sessions = self.env["kms.course.session"].search(
            Domain("course_id", "=", self.kms_course_id.id)
            & Domain("state", "in", ("planned", "open", "running"))
            & Domain("date_end", ">", fields.Datetime.now())
        )
        # those that have not begun come first, then those with a seat, then the earliest
        ranked = sessions.sorted(
            lambda session: (
                session.state == "running",
                session.seats_free <= 0,
                session.date_begin,
            )
        )
        if not ranked:
            raise UserError(
                self.env._(
                    "No session of %(course)s is planned. Plan one under Training, Sessions; the "
                    "prospect waits here meanwhile.",
                    course=self.kms_course_id.name,
                )
            )
        return ranked[0]

    def _prepare_kms_enrollment_values(self, session):
        self.ensure_one()
        return {
            "session_id": session.id,
            "partner_id": self.partner_id.id,
            "lead_id": self.id,
            "user_id": self.user_id.id or self.env.uid,
        }
