from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

SESSION_STATES = [
    ("planned", "Planned"),
    ("open", "Open to enrolment"),
    ("running", "Running"),
    ("done", "Over"),
    ("cancelled", "Cancelled"),
]
MAX_SEATS = 1000


class KmsCourseSession(models.Model):
    """A course given once: an event of core with a trainer, a classroom and numbered seats."""

    _name = "kms.course.session"
    _description = "Course session"
    _inherit = ["mail.thread", "mail.activity.mixin", "kms.sealed.mixin"]
    _inherits = {"event.event": "event_id"}
    _order = "id desc"
    _kms_sealed = frozenset(("state", "event_id"))
    _kms_sealed_later = frozenset(("course_id", "company_id"))

    event_id = fields.Many2one(
        "event.event",
        string="Core event",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    course_id = fields.Many2one("kms.course", required=True, index=True, ondelete="restrict")
    trainer_id = fields.Many2one(
        "res.partner",
        compute="_compute_trainer_id",
        precompute=True,
        store=True,
        readonly=False,
        index="btree_not_null",
    )
    classroom_id = fields.Many2one("kms.classroom", index="btree_not_null", ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    seats_min = fields.Integer(
        string="Seats to open", required=True, default=1, help="Enrolments that open the session."
    )
    state = fields.Selection(
        SESSION_STATES,
        required=True,
        default="planned",
        index=True,
        tracking=True,
        copy=False,
        readonly=True,
    )
    seat_ids = fields.One2many("kms.course.seat", "session_id", readonly=True)
    enrollment_ids = fields.One2many("kms.enrollment", "session_id", string="Enrolments")
    enrolled_count = fields.Integer(string="Students", compute="_compute_counts")
    offered_count = fields.Integer(string="Seats held", compute="_compute_counts")
    waiting_count = fields.Integer(string="Waiting list", compute="_compute_counts")
    seats_free = fields.Integer(string="Free seats", compute="_compute_counts")

    _event_uniq = models.Constraint("UNIQUE (event_id)", "An event is one session only.")
    _seats_min_positive = models.Constraint(
        "CHECK (seats_min >= 0)", "The number of seats to open cannot be negative."
    )

    @api.depends("name", "date_begin", "company_id")
    def _compute_display_name(self):
        # A course is given many times: the day tells its sessions apart.
        for session in self:
            day = session.date_begin and session.company_id._kms_day_of(session.date_begin)
            parts = [session.name, day and format_date(self.env, day)]
            session.display_name = " · ".join(filter(None, parts))

    @api.depends("course_id")
    def _compute_trainer_id(self):
        for session in self:
            session.trainer_id = session.trainer_id or session.course_id.trainer_id

    @api.depends("enrollment_ids.state", "seats_max")
    def _compute_counts(self):
        counts = {
            (session, state): count
            for session, state, count in self.env["kms.enrollment"]._read_group(
                [("session_id", "in", self.ids)], ["session_id", "state"], ["__count"]
            )
        }
        for session in self:
            origin = session._origin
            session.enrolled_count = sum(
                counts.get((origin, state), 0) for state in ("enrolled", "suspended", "completed")
            )
            session.offered_count = counts.get((origin, "offered"), 0)
            session.waiting_count = counts.get((origin, "waiting"), 0)
            session.seats_free = session.seats_max - session.enrolled_count - session.offered_count

    # ------------------------------------------------------------
    # CREATE, SEATS
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # sudo: the state and the event of a new session are the model's own affair.
        sessions = super().create([self._prepare_session_values(vals) for vals in vals_list])
        # sudo: the seats follow the number that was given.
        sessions.sudo()._sync_seats()
        return sessions

    @api.model
    def _prepare_session_values(self, vals):
        course = self.env["kms.course"].browse(vals.get("course_id"))
        classroom = self.env["kms.classroom"].browse(vals.get("classroom_id"))
        company = course.company_id or self.env.company
        return {
            "name": course.name,
            "seats_max": classroom.capacity or 20,
            "date_tz": company.kms_timezone,
            # The school writes to its students itself, see the reminders.
            "event_mail_ids": [],
            "question_ids": [],
            **vals,
            "company_id": company.id,
            "seats_limited": True,
        }

    def _sync_seats(self):
        """Make the table of seats as long as the session has seats.

        :raise UserError: fewer seats than are taken
        """
        # seats are numbered from 1; students on a seat that goes move to a free one
        for session in self:
            if not 1 <= session.seats_max <= MAX_SEATS:
                raise UserError(self.env._("A session has 1 to %(limit)s seats.", limit=MAX_SEATS))
            session._move_from_lost_seats()
            self.env.cr.execute(
                SQL(
                    "INSERT INTO kms_course_seat (session_id, number) "
                    "SELECT %s, number FROM generate_series(1, %s) number "
                    "ON CONFLICT DO NOTHING",
                    session.id,
                    session.seats_max,
                )
            )
            session.invalidate_recordset(["seat_ids"])
            session.seat_ids[session.seats_max :].unlink()
            session._offer_free_seats()

    def _move_from_lost_seats(self):
        self.ensure_one()
        seated = self.enrollment_ids.filtered("seat_id")
        if len(seated) > self.seats_max:
            raise UserError(
                self.env._(
                    "%(count)s seats of %(session)s are taken. Transfer students first.",
                    count=len(seated),
                    session=self.display_name,
                )
            )
        free = iter(self.seat_ids - seated.seat_id)
        for enrollment in seated.filtered(lambda one: one.seat_number > self.seats_max):
            enrollment.seat_id = next(free)
        self.env.flush_all()

    def _offer_free_seats(self):
        """Offer the free seats to those who wait, the first one first."""
        for session in self.filtered(lambda one: one.state in ("planned", "open", "running")):
            waiting = self.env["kms.enrollment"].search(
                [("session_id", "=", session.id), ("state", "=", "waiting")],
                order="waiting_date, id",
                limit=MAX_SEATS,
            )
            for enrollment in waiting:
                if not enrollment._offer_seat():
                    break
