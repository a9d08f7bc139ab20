import io

from PyPDF2 import PdfReader

from odoo.tests import tagged

from .common_life import LifeCase


@tagged("post_install", "-at_install")
class TestSchoolPapers(LifeCase):
    """What is printed: one page where one page is meant, with what the paper needs."""

    def pages(self, report, records):
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, kind = reports._render_qweb_pdf(f"kms_formation.{report}", records.ids)
        self.assertEqual(kind, "pdf")
        return PdfReader(io.BytesIO(content)).pages

    def test_certificates_are_one_landscape_page_each(self):
        for student in (self.student, self.other):
            self.succeed(student)
        self.student.partner_id.name = "Mrs " + "Very Long Name " * 6
        self.course.certificate_text = "<p>" + "Many words about the course. " * 60 + "</p>"
        certificates = self.issue(self.student) + self.issue(self.other)
        pages = self.pages("report_certificate", certificates)
        self.assertEqual(len(pages), 2)
        width, height = (float(side) for side in pages[0].mediabox[2:])
        self.assertAlmostEqual(width, 842, delta=2)
        self.assertAlmostEqual(height, 595, delta=2)
        text = pages[1].extract_text()
        for word in (certificates[1].number, certificates[1]._kms_code(), "Mr Abena"):
            self.assertIn(word, text)

    def test_a_name_is_no_markup(self):
        self.student.partner_id.name = "<b>Mrs</b> {{ 7*7 }}"
        self.succeed(self.student)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "kms_formation.report_certificate", self.issue(self.student).ids
        )[0]
        self.assertIn(b"&lt;b&gt;Mrs&lt;/b&gt; {{ 7*7 }}", html)

    def test_sheet_has_six_classes_a_page(self):
        self.assertEqual(len(self.pages("report_session_sheet", self.session)), 1)
        self.make_slots(self.session, *range(9))
        pages = self.pages("report_session_sheet", self.session)
        self.assertEqual(len(pages), 3)
        for page in pages:
            self.assertIn("Mr Abena", page.extract_text())

    def test_ten_badges_a_page(self):
        self.session.seats_max = 20
        for number in range(9):
            self.enroll(self.session, f"Student {number}")
        pages = self.pages("report_badges", self.session)
        self.assertEqual(len(pages), 2)
        self.assertIn(self.other.barcode, pages[0].extract_text())
        self.assertEqual(len(self.pages("report_badge", self.student)), 1)
