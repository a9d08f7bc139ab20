from odoo import http
from odoo.http import content_disposition, request

from odoo.addons.portal.controllers.portal import CustomerPortal

HOME = "/my/courses"


class CoursePortal(CustomerPortal):
    """The student reads schedule, fees, receipts and certificates; they change nothing."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "course_count" in counters:
            values["course_count"] = len(self._courses())
        return values

    def _courses(self):
        """Return the enrolments of who is signed in, and of nobody else."""
        # whoever signs in for a company reads of all whom it sends; they, of themselves
        mine = [("partner_id", "child_of", request.env.user.partner_id.id)]
        # sudo: students read what is theirs here, and no enrolment by other ways.
        enrollments = request.env["kms.enrollment"].sudo()
        return enrollments.search([*mine, ("state", "not in", ("draft", "cancelled"))])

    @http.route(HOME, type="http", auth="user", website=True)
    def portal_my_courses(self, **_kwargs):
        """List the courses of who is signed in."""
        values = {
            **self._prepare_portal_layout_values(),
            "enrollments": self._courses(),
            "page_name": "kms_course",
        }
        return request.render("kms_formation.portal_my_courses", values)

    @http.route(f"{HOME}/<int:enrollment_id>", type="http", auth="user", website=True)
    def portal_my_course(self, enrollment_id, **_kwargs):
        """Show one course: classes, fees, receipts, certificates.

        :param int enrollment_id: id of the enrolment
        """
        enrollment = self._read(enrollment_id)
        if not enrollment:
            return request.redirect(HOME)
        values = {
            **self._prepare_portal_layout_values(),
            "enrollment": enrollment,
            "slots": enrollment.session_id.event_slot_ids.sorted("start_datetime"),
            "schedule": enrollment._schedule(),
            "payments": self._payments(enrollment),
            "certificates": self._certificates(enrollment),
            "page_name": "kms_course",
        }
        return request.render("kms_formation.portal_my_course", values)

    @http.route(
        f"{HOME}/<int:enrollment_id>/receipt/<int:payment_id>",
        type="http",
        auth="user",
        website=True,
    )
    def portal_receipt(self, enrollment_id, payment_id, **_kwargs):
        """Hand out the receipt of a payment.

        :param int enrollment_id: id of the enrolment
        :param int payment_id: id of one of its payments
        """
        payments = self._payments(self._read(enrollment_id))
        payment = payments.filtered(lambda one: one.id == payment_id)
        return self._paper("account.action_report_payment_receipt", payment)

    @http.route(
        f"{HOME}/<int:enrollment_id>/certificate/<int:certificate_id>",
        type="http",
        auth="user",
        website=True,
    )
    def portal_certificate(self, enrollment_id, certificate_id, **_kwargs):
        """Hand out a certificate.

        :param int enrollment_id: id of the enrolment
        :param int certificate_id: id of one of its certificates
        """
        certificates = self._certificates(self._read(enrollment_id))
        certificate = certificates.filtered(lambda one: one.id == certificate_id)
        return self._paper("kms_formation.action_report_certificate", certificate)

    def _read(self, enrollment_id):
        """Return an enrolment of who is signed in, or none."""
        return self._courses().filtered(lambda one: one.id == enrollment_id)

    def _payments(self, enrollment):
        payments = enrollment.env["account.payment"]
        if not enrollment:
            return payments
        return payments.search(
            [
                ("kms_enrollment_id", "=", enrollment.id),
                ("payment_type", "=", "inbound"),
                ("state", "in", ("in_process", "paid")),
            ]
        )

    def _certificates(self, enrollment):
        certificates = enrollment.env["kms.certificate"]
        if not enrollment:
            return certificates
        return certificates.search([("enrollment_id", "=", enrollment.id), ("state", "=", "valid")])

    def _paper(self, report, record):
        if not record:
            return request.redirect(HOME)
        # sudo: checked to be the student's own; a printer reads more than a student may.
        pdf, _type = request.env["ir.actions.report"].sudo()._render_qweb_pdf(report, record.ids)
        name = f"{record.display_name}.pdf".replace("/", "-")
        return request.make_response(
            pdf,
            [
                ("Content-Type", "application/pdf"),
                ("Content-Length", len(pdf)),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
