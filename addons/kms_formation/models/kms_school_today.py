from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_amount, format_date, format_datetime, format_time
from odoo.tools.date_utils import float_to_time

ROWS = 8
# Sorted by what the database does not store: so many are looked at, a school has hundreds.
LOOKED_AT = 500
# Whom to call first: who came to the meeting, then who is new, then whose file is incomplete.
CALL_FIRST = ("qualified", "new", "quoted", "contacted")


class KmsSchoolToday(models.AbstractModel):
    """What the secretary of the school has to do today; it stores nothing itself."""

    _name = "kms.school.today"
    _description = "The school today"

    @api.model
    def load(self):
        """Return the lists of the day, each with its first rows and how many there are.

        :return: `sections` of `name`, `title`, `empty`, `action`, `count` and `rows`
        :rtype: dict
        :raise AccessError: the user may not read enrolments
        """
        self.env["kms.enrollment"].check_access("read")
        return {
            "sections": [
                {"name": name, "title": title, "empty": empty, "action": action, **method()}
                for name, title, empty, action, method in self._sections()
            ]
        }

    def _sections(self):
        env = self.env
        return [
            (
                "calls",
                env._("Prospects to call"),
                env._("Every prospect has been called."),
                "kms_formation.crm_lead_action_pipeline_training",
                self._calls,
            ),
            (
                "meetings",
                env._("Info meetings"),
                env._("No info meeting today."),
                "kms_formation.calendar_event_action_meeting",
                self._meetings,
            ),
            (
                "classes",
                env._("Classes today"),
                env._("No class today."),
                "kms_formation.kms_attendance_action_today",
                self._classes,
            ),
            (
                "seats",
                env._("Seats held"),
                env._("No seat waits for an answer."),
                "kms_formation.kms_enrollment_action_waiting",
                self._seats,
            ),
            (
                "late",
                env._("Late with a fee"),
                env._("Nobody is late."),
                "kms_formation.kms_enrollment_action_late",
                self._late,
            ),
        ]

    # ------------------------------------------------------------
    # PROSPECTS
    # ------------------------------------------------------------

    def _calls(self):
        """Open prospects without a meeting to come: the next step is a call."""
        domain = (
            Domain("kms_channel", "=", "training")
            & Domain("won_status", "=", "pending")
            & Domain("calendar_event_ids", "not any", [("kms_state", "=", "planned")])
        )
        leads = self.env["crm.lead"].search(
            domain, order="kms_arrival_date desc, id desc", limit=LOOKED_AT
        )
        ranks = {step: rank for rank, step in enumerate(CALL_FIRST)}
        first = leads.sorted(lambda lead: ranks.get(lead.kms_step, len(ranks)))[:ROWS]
        return {
            "count": len(leads),
            "rows": [
                {
                    **self._row(lead, lead.contact_name or lead.partner_id.name or lead.name),
                    "phone": self.env["res.partner"]._kms_shown_phone(lead.phone),
                    "detail": " · ".join(
                        filter(None, (lead.kms_course_id.name, lead.stage_id.name))
                    ),
                    "since": fields.Datetime.to_string(lead.kms_arrival_date) or "",
                    "buttons": self._next_steps(lead),
                }
                for lead in first
            ],
        }

    def _next_steps(self, lead):
        if lead.kms_meeting_id or lead.kms_enrollment_id:
            return [{"method": "action_kms_enroll", "label": self.env._("Enrol")}]
        steps = [{"method": "action_kms_plan_meeting", "label": self.env._("Info meeting")}]
        if lead.kms_step == "new":
            steps.append({"method": "action_kms_take_charge", "label": self.env._("Contacted")})
        return steps

    def _meetings(self):
        """Meetings of today, and those before that nobody said anything about."""
        now = fields.Datetime.now()
        company = self.env.company
        _start, end = company._kms_day_bounds(company._kms_today())
        domain = (
            Domain("kms_channel", "=", "training")
            & Domain("kms_state", "=", "planned")
            & Domain("start", "<", end)
        )
        meetings = self.env["calendar.event"].search(domain, order="start, id", limit=ROWS)
        return {
            "count": self.env["calendar.event"].search_count(domain),
            "rows": [
                {
                    **self._row(meeting, meeting.opportunity_id.contact_name or meeting.name),
                    "phone": self.env["res.partner"]._kms_shown_phone(meeting.opportunity_id.phone),
                    "time": format_datetime(self.env, meeting.start, dt_format="dd/MM HH:mm"),
                    "detail": meeting.opportunity_id.kms_course_id.name or "",
                    "late": meeting.stop < now,
                    "buttons": [
                        {"method": "action_kms_honor", "label": self.env._("Honoured")},
                        {"method": "action_kms_postpone", "label": self.env._("Postponed")},
                    ],
                }
                for meeting in meetings
            ],
        }

    # ------------------------------------------------------------
    # STUDENTS
    # ------------------------------------------------------------

    def _classes(self):
        roll = self.env["kms.attendance.screen"]
        slots = roll._search_slots(self.env["kms.course.session"])
        sessions = self.env["kms.course.session"].search(
            [("event_id", "in", slots.event_id.ids), ("state", "!=", "cancelled")]
        )
        by_event = sessions.grouped("event_id")
        slots = slots.filtered(lambda slot: slot.event_id in by_event)
        called = dict(
            self.env["kms.attendance"]._read_group(
                [("slot_id", "in", slots.ids)], ["slot_id"], ["__count"]
            )
        )
        return {
            "count": len(slots),
            "rows": [
                self._prepare_class(slot, by_event[slot.event_id], called.get(slot, 0))
                for slot in slots[:ROWS]
            ],
        }

    def _prepare_class(self, slot, session, called):
        start, end = (
            format_time(self.env, float_to_time(hour), time_format="HH:mm")
            for hour in (slot.start_hour, slot.end_hour)
        )
        students = self.env._(
            "%(called)s of %(count)s called", called=called, count=session.enrolled_count
        )
        details = (slot.kms_classroom_id.name, slot.kms_trainer_id.name, students)
        return {
            **self._row(session, session.name),
            "time": f"{start}-{end}",
            "detail": " · ".join(filter(None, details)),
            "buttons": [
                {
                    "action": "kms_formation.kms_attendance_action_today",
                    "label": self.env._("Roll"),
                }
            ],
        }

    def _seats(self):
        """Seats that are held for who waited: told, and enrolled before the deadline."""
        domain = [("state", "=", "offered")]
        seats = self.env["kms.enrollment"].search(domain, order="offer_deadline, id", limit=ROWS)
        now = fields.Datetime.now()
        return {
            "count": self.env["kms.enrollment"].search_count(domain),
            "rows": [
                {
                    **self._row(seat, seat.partner_id.name),
                    "phone": self.env["res.partner"]._kms_shown_phone(seat.phone),
                    "time": format_datetime(self.env, seat.offer_deadline, dt_format="dd/MM HH:mm"),
                    "detail": seat.session_id.name,
                    "late": bool(seat.offer_deadline and seat.offer_deadline < now),
                    "buttons": [{"method": "action_enroll", "label": self.env._("Enrol")}],
                }
                for seat in seats
            ],
        }

    def _late(self):
        """Who owes an instalment that is past its day, the longest first."""
        late = self.env["kms.enrollment"].search(
            [("amount_overdue", ">", 0), ("state", "in", ("enrolled", "completed"))],
            limit=LOOKED_AT,
        )
        first = late.sorted(lambda one: (one.overdue_since or fields.Date.today(), one.id))[:ROWS]
        return {
            "count": len(late),
            "rows": [
                {
                    **self._row(student, student.partner_id.name),
                    "phone": self.env["res.partner"]._kms_shown_phone(student.phone),
                    "time": format_date(self.env, student.overdue_since, date_format="dd/MM"),
                    "detail": " · ".join(
                        (
                            format_amount(self.env, student.amount_overdue, student.currency_id),
                            student.course_id.name,
                        )
                    ),
                    "late": student.entry_refused,
                    "buttons": [
                        {"method": "action_queue", "label": self.env._("To the cash desk")}
                    ],
                }
                for student in first
            ],
        }

    def _row(self, record, title):
        """Return what every row has: what it stands for, and the record that a tap opens."""
        opened = record.opportunity_id or record if "opportunity_id" in record else record
        view = False
        if opened._name == "crm.lead":
            view = self.env.ref("kms_formation.crm_lead_view_form_training").id
        return {
            "id": record.id,
            "model": record._name,
            "title": title,
            "open": {"model": opened._name, "id": opened.id, "view": view},
            "phone": "",
            "time": "",
            "since": "",
            "late": False,
        }
