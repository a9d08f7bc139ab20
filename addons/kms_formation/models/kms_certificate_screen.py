from odoo import api, models
from odoo.exceptions import UserError

from .kms_attendance_screen import LISTED

BATCH_MAX = 100


class KmsCertificateScreen(models.AbstractModel):
    """Server side of issuing the certificates of a session; it stores nothing itself."""

    _name = "kms.certificate.screen"
    _inherit = ["kms.intake"]
    _description = "Certificates of a session"

    @api.model
    def load(self, session_id, kind):
        """Return each student with the certificate they have, or why they have none.

        :param int session_id: the session
        :param str kind: certificate, attestation
        :rtype: dict
        :raise AccessError: the user may not read certificates
        :raise UserError: no such session or kind
        """
        Certificate = self.env["kms.certificate"]
        Certificate.check_access("read")
        session = self._read_session(session_id, kind)
        enrollments = self.env["kms.enrollment"].search(
            [("session_id", "=", session.id), ("state", "in", LISTED)]
        )
        return {
            "title": session.name,
            "kinds": Certificate._fields["kind"]._description_selection(self.env),
            "min_attendance": session.course_id.min_attendance,
            "pass_mark": session.course_id.pass_mark,
            "students": self._prepare_rows(
                enrollments.sorted(lambda one: (one.partner_id.name or "", one.id)), kind
            ),
        }

    def _read_session(self, session_id, kind):
        session = self._read_record("kms.course.session", session_id)
        if not session or not self.env["kms.enrollment"]._kms_check_kind(kind):
            raise UserError(self.env._("Open this screen from a session."))
        return session

    def _prepare_rows(self, enrollments, kind):
        refusals = enrollments._kms_certificate_refusals(kind)
        certificates = (
            self.env["kms.certificate"]
            .search(
                [
                    ("enrollment_id", "in", enrollments.ids),
                    ("kind", "=", kind),
                    ("state", "=", "valid"),
                ]
            )
            .grouped("enrollment_id")
        )
        return [
            {
                "id": one.id,
                "name": one.partner_id.name or "",
                "attendance": one.attendance_rate,
                "average": one.average,
                "graded": one.marks_count > 0,
                "certificate_id": certificates[one].id if one in certificates else False,
                "number": certificates[one].number if one in certificates else "",
                "refusals": [] if one in certificates else refusals[one.id],
            }
            for one in enrollments
        ]

    @api.model
    def issue(self, session_id, kind, enrollment_ids):
        """Issue what can be issued; whoever has a certificate keeps it.

        :param int session_id: the session
        :param str kind: certificate, attestation
        :param list[int] enrollment_ids: students of the session, 100 at most
        :return: their rows, as in :meth:`load`
        :rtype: list[dict]
        :raise AccessError: the user may not issue certificates
        :raise UserError: no such session, kind or student
        """
        self.env["kms.enrollment"].check_access("write")
        Certificate = self.env["kms.certificate"]
        Certificate.check_access("read")
        session = self._read_session(session_id, kind)
        if not isinstance(enrollment_ids, list) or len(enrollment_ids) > BATCH_MAX:
            raise UserError(self.env._("Choose the students again."))
        enrollments = self.env["kms.enrollment"]
        for enrollment_id in enrollment_ids:
            enrollments += self._read_record("kms.enrollment", enrollment_id)
        if enrollments.session_id - session:
            raise UserError(self.env._("Choose the students again."))
        refusals = enrollments._kms_certificate_refusals(kind)
        for enrollment in enrollments:
            if not refusals[enrollment.id]:
                Certificate._issue(enrollment, kind)
        return self._prepare_rows(enrollments, kind)
