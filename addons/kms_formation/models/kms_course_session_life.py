from odoo import fields, models
from odoo.tools.date_utils import float_to_time
from odoo.tools.misc import format_time

# Classes on one page of the sheet: a signature needs some three centimetres.
SHEET_CLASSES = 6


class KmsCourseSession(models.Model):
    """What happens in a session once it has begun."""

    _inherit = "kms.course.session"

    assessment_ids = fields.One2many("kms.assessment", "session_id", string="Assessments")
    certificate_count = fields.Integer(string="Certificates", compute="_compute_certificate_count")

    def _compute_certificate_count(self):
        counts = dict(
            self.env["kms.certificate"]._read_group(
                [("session_id", "in", self.ids), ("state", "=", "valid")],
                ["session_id"],
                ["__count"],
            )
        )
        for session in self:
            session.certificate_count = counts.get(session, 0)

    def action_kms_attendance(self):
        """Open the roll of all classes that were held.

        :rtype: dict
        """
        self.check_access("read")
        return self._kms_screen("kms_formation.kms_attendance_action_session")

    def action_kms_marks(self):
        """Open the grid of marks.

        :rtype: dict
        """
        self.check_access("read")
        return self._kms_screen("kms_formation.kms_mark_action_session")

    def action_kms_certificates(self):
        """Open what each student has or lacks.

        :rtype: dict
        """
        self.check_access("read")
        return self._kms_screen("kms_formation.kms_certificate_action_session")

    def _kms_screen(self, xml_id):
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id(xml_id)
        return {**action, "context": {"active_id": self.id, "active_model": self._name}}

    # ------------------------------------------------------------
    # PAPER
    # ------------------------------------------------------------

    def _kms_students(self):
        """Return the enrolments whose students sit in the session, by name."""
        self.ensure_one()
        seated = self.enrollment_ids.filtered(lambda one: one.state in ("enrolled", "completed"))
        return seated.sorted(lambda one: (one.partner_id.name or "", one.id))

    def _kms_sheet_pages(self):
        """Return the classes of each page of the trainer's sheet; one empty page without any."""
        self.ensure_one()
        slots = self.event_slot_ids.sorted(lambda slot: (slot.date, slot.start_hour, slot.id))
        starts = range(0, len(slots), SHEET_CLASSES)
        return [slots[start : start + SHEET_CLASSES] for start in starts] or [slots]

    def _kms_slot_hours(self, slot):
        hours = (slot.start_hour, slot.end_hour)
        return " - ".join(
            format_time(self.env, float_to_time(hour), time_format="short") for hour in hours
        )
