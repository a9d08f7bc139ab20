import re
from datetime import UTC, datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.date_utils import float_to_time
from odoo.tools.misc import format_time

from .kms_attendance import ATTENDANCE_STATES, MINUTES_MAX

DEVICE = re.compile(r"[0-9a-f]{16}")
MARKS_MAX = 1000
# Who stands on the list of a class; and whom a tap may be about, however late it arrives.
LISTED = ("enrolled", "suspended", "completed")
KNOWN = (*LISTED, "transferred", "dropped")


class KmsAttendanceScreen(models.AbstractModel):
    """Server side of the roll on a phone; it stores nothing itself."""

    _name = "kms.attendance.screen"
    _inherit = ["kms.intake"]
    _description = "Attendance screen"

    # ------------------------------------------------------------
    # WHAT THE SCREEN SHOWS
    # ------------------------------------------------------------

    @api.model
    def load(self, session_id=False):
        """Return the classes of today, or all held ones of a session, with their students.

        Everything at once: the screen goes on without a network.

        :param int session_id: a session, to complete its roll afterwards
        :rtype: dict
        :raise AccessError: the user may not read attendances
        :raise UserError: no such session
        """
        Attendance = self.env["kms.attendance"]
        Attendance.check_access("read")
        session = self._read_record("kms.course.session", session_id)
        slots = self._search_slots(session)
        sessions = self.env["kms.course.session"].search(
            [("event_id", "in", slots.event_id.ids), ("state", "!=", "cancelled")]
        )
        by_event = sessions.grouped("event_id")
        slots = slots.filtered(lambda slot: slot.event_id in by_event)
        return {
            "states": Attendance._fields["state"]._description_selection(self.env),
            "title": session.name or "",
            "slots": [self._prepare_slot(slot, by_event[slot.event_id]) for slot in slots],
            "students": self._prepare_students(sessions),
            "marks": self._prepare_marks(slots),
        }

    def _search_slots(self, session):
        today = self.env.company._kms_today()
        if session:
            domain = Domain("event_id", "=", session.event_id.id) & Domain("date", "<=", today)
        else:
            domain = Domain("event_id.company_id", "=", self.env.company.id)
            domain &= Domain("date", "=", today)
        domain &= Domain("kms_is_released", "=", False)
        slots = self.env["event.slot"].search(domain, order="date, start_hour, id")
        return slots[::-1] if session else slots

    def _prepare_slot(self, slot, session):
        return {
            "id": slot.id,
            "session_id": session.id,
            "name": session.name,
            "date": fields.Date.to_string(slot.date),
            "start": format_time(self.env, float_to_time(slot.start_hour), time_format="short"),
            "end": format_time(self.env, float_to_time(slot.end_hour), time_format="short"),
            "start_datetime": fields.Datetime.to_string(slot.start_datetime),
            "trainer": slot.kms_trainer_id.name or "",
            "classroom": slot.kms_classroom_id.name or "",
        }

    def _prepare_students(self, sessions):
        """Return the students of each session, by name: ``{session id: [row, …]}``."""
        enrollments = self.env["kms.enrollment"].search(
            [("session_id", "in", sessions.ids), ("state", "in", LISTED)]
        )
        refusals = enrollments._kms_entry_refusals()
        rows = {session.id: [] for session in sessions}
        for enrollment in enrollments.sorted(lambda one: (one.partner_id.name or "", one.id)):
            rows[enrollment.session_id.id].append(
                {
                    "id": enrollment.id,
                    "name": enrollment.partner_id.name or "",
                    "seat": enrollment.seat_number,
                    "refusal": refusals.get(enrollment.id, ""),
                }
            )
        return rows

    def _prepare_marks(self, slots):
        """Return what is known already: ``{class id: {enrolment id: {state, minutes}}}``."""
        marks = {slot.id: {} for slot in slots}
        for line in self.env["kms.attendance"].search([("slot_id", "in", slots.ids)]):
            marks[line.slot_id.id][line.enrollment_id.id] = self._prepare_mark(line)
        return marks

    def _prepare_mark(self, line):
        return {"state": line.state, "minutes": line.minutes_late}

    # ------------------------------------------------------------
    # WHAT IS TAPPED
    # ------------------------------------------------------------

    @api.model
    def mark(self, values):
        """Write down who was there, once per identifier; the last tap of a screen counts.

        :param dict values: `uuid` (str), `device` (16 hexadecimal digits, one per opened screen),
            `date` (ISO 8601, the moment of the tap), `slot_id` (int) and `marks`, a list of
            dicts with `enrollment_id` (int), `state` (a key of :data:`ATTENDANCE_STATES`) and
            `minutes` (int, for who came late)
        :return: `slot_id`, and `marks` of the class as the server has them
        :rtype: dict
        :raise UserError: a value that a person has to correct
        :raise AccessError: the user may not write attendances
        """
        Attendance = self.env["kms.attendance"]
        Attendance.check_access("create")
        self._read_uuid(values)
        slot = self._read_record("event.slot", values.get("slot_id"))
        if not slot:
            raise UserError(self.env._("Choose the class again."))
        wanted = self._read_marks(values)
        if self.env["kms.client.call"]._first_time(values["uuid"]):
            self._write_marks(slot, wanted, self._prepare_tap(values))
        return {"slot_id": slot.id, "marks": self._prepare_marks(slot)[slot.id]}

    def _read_marks(self, values):
        """Return what is wanted by enrolment, each value checked."""
        marks = values.get("marks")
        if not isinstance(marks, list) or not 1 <= len(marks) <= MARKS_MAX:
            raise UserError(self.env._("The screen is out of date. Reload the page and try again."))
        wanted = {}
        for mark in marks:
            mark = mark if isinstance(mark, dict) else {}
            enrollment = self._read_record("kms.enrollment", mark.get("enrollment_id"))
            if not enrollment or enrollment.state not in KNOWN:
                raise UserError(self.env._("This student is not on the list of the class."))
            wanted[enrollment] = self._read_mark(mark)
        return wanted

    def _read_mark(self, mark):
        state, minutes = mark.get("state"), mark.get("minutes") or 0
        if not isinstance(state, str) or state not in dict(ATTENDANCE_STATES):
            raise UserError(self.env._("Choose present, late, absent or excused."))
        if isinstance(minutes, bool) or not isinstance(minutes, int):
            raise UserError(self.env._("Minutes late are a whole number."))
        if not 0 <= minutes <= MINUTES_MAX:
            raise UserError(self.env._("Minutes late go from 0 to %(limit)s.", limit=MINUTES_MAX))
        return {"state": state, "minutes_late": minutes if state == "late" else 0}

    def _prepare_tap(self, values):
        """Return who tapped, when and where; a phone whose clock is ahead is believed until now."""
        device = values.get("device")
        if not isinstance(device, str) or not DEVICE.fullmatch(device):
            device = False
        now = fields.Datetime.now()
        return {
            "client_date": min(self._read_moment(values.get("date"), now), now),
            "client_device": device,
            "marked_date": now,
            "marked_by_id": self.env.uid,
        }

    def _read_moment(self, text, default):
        """Return a moment in UTC without its zone; a phone that sends nonsense tapped just now."""
        try:
            moment = datetime.fromisoformat(text) if isinstance(text, str) else None
            return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0) if moment else default
        except (ValueError, OverflowError):
            return default

    def _write_marks(self, slot, wanted, tap):
        Attendance = self.env["kms.attendance"]
        lines = Attendance.search(
            [("slot_id", "=", slot.id), ("enrollment_id", "in", [one.id for one in wanted])]
        ).grouped("enrollment_id")
        new = []
        for enrollment, mark in wanted.items():
            line = lines.get(enrollment)
            if not line:
                new.append({"slot_id": slot.id, "enrollment_id": enrollment.id, **mark, **tap})
            elif not self._is_overtaken(line, tap):
                # sudo: the fields that say who tapped when are sealed.
                line.with_env(self.env).check_access("write")
                line.sudo().write({**mark, **tap})
        if new:
            # sudo: as above; the right to create was checked, the records' companies as well.
            self._create_once(Attendance.sudo(), new)

    def _is_overtaken(self, line, tap):
        """Whether a later tap of the same screen has arrived before this one."""
        return bool(
            tap["client_device"]
            and line.client_device == tap["client_device"]
            and line.client_date
            and line.client_date > tap["client_date"]
        )
