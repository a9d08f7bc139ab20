from odoo import api, models
from odoo.exceptions import UserError

from ..results import read_mark
from .kms_attendance_screen import LISTED

ABSENT = ("a", "abs", "abs.", "absent")


class KmsMarkScreen(models.AbstractModel):
    """Server side of the grid of marks; it stores nothing itself."""

    _name = "kms.mark.screen"
    _inherit = ["kms.intake"]
    _description = "Grid of marks"

    @api.model
    def load(self, session_id):
        """Return the students, assessments and marks of a session.

        :param int session_id: the session
        :rtype: dict
        :raise AccessError: the user may not read marks
        :raise UserError: no such session
        """
        self.env["kms.mark"].check_access("read")
        session = self._read_session(session_id)
        enrollments = self.env["kms.enrollment"].search(
            [("session_id", "=", session.id), ("state", "in", LISTED)]
        )
        marks = {enrollment.id: {} for enrollment in enrollments}
        for mark in self.env["kms.mark"].search([("enrollment_id", "in", enrollments.ids)]):
            marks[mark.enrollment_id.id][mark.assessment_id.id] = self._prepare_mark(mark)
        return {
            "title": session.name,
            "pass_mark": session.course_id.pass_mark,
            "assessments": [
                {
                    "id": one.id,
                    "name": one.name,
                    "weight": one.weight,
                    "max": one.max_mark,
                }
                for one in self.env["kms.assessment"].search([("session_id", "=", session.id)])
            ],
            "students": [
                {
                    "id": one.id,
                    "name": one.partner_id.name or "",
                    "marks": marks[one.id],
                    **self._prepare_average(one),
                }
                for one in enrollments.sorted(lambda one: (one.partner_id.name or "", one.id))
            ],
        }

    def _read_session(self, session_id):
        session = self._read_record("kms.course.session", session_id)
        if not session:
            raise UserError(self.env._("Open this screen from a session."))
        return session

    def _prepare_mark(self, mark):
        return {"value": mark.value, "absent": mark.is_absent}

    def _prepare_average(self, enrollment):
        return {
            "average": enrollment.average,
            "missing": enrollment.marks_missing,
            "graded": enrollment.marks_count > 0,
        }

    @api.model
    def save(self, values):
        """Write one mark down; the same call again changes nothing.

        :param dict values: `assessment_id` and `enrollment_id` (int), `text` as typed: a number,
            «abs» for who did not come, nothing to take the mark away
        :return: `enrollment_id`, `assessment_id`, `mark`, `average`, `missing` and `graded`
        :rtype: dict
        :raise UserError: a value that a person has to correct
        :raise AccessError: the user may not write marks
        """
        Mark = self.env["kms.mark"]
        Mark.check_access("create")
        values = values if isinstance(values, dict) else {}
        assessment = self._read_record("kms.assessment", values.get("assessment_id"))
        enrollment = self._read_record("kms.enrollment", values.get("enrollment_id"))
        if not assessment or not enrollment:
            raise UserError(self.env._("Reload the page and choose the mark again."))
        wanted = self._read_mark(values.get("text"), assessment)
        mark = Mark.search(
            [("assessment_id", "=", assessment.id), ("enrollment_id", "=", enrollment.id)]
        )
        if not wanted:
            mark.unlink()
        elif mark:
            mark.write(wanted)
        else:
            keys = {"assessment_id": assessment.id, "enrollment_id": enrollment.id}
            mark = self._create_once(Mark, {**keys, **wanted})
        return {
            "enrollment_id": enrollment.id,
            "assessment_id": assessment.id,
            "mark": self._prepare_mark(mark) if wanted else False,
            **self._prepare_average(enrollment),
        }

    def _read_mark(self, text, assessment):
        """Return the values of what was typed, nothing for an empty cell."""
        text = text.strip() if isinstance(text, str) else ""
        if not text:
            return {}
        if text.lower() in ABSENT:
            return {"value": 0, "is_absent": True}
        value = read_mark(text)
        if value is None or value > assessment.max_mark:
            raise UserError(
                self.env._(
                    "%(assessment)s: type a mark from 0 to %(limit)g, or «abs» for who did not"
                    " come.",
                    assessment=assessment.name,
                    limit=assessment.max_mark,
                )
            )
        return {"value": value, "is_absent": False}
