from odoo.tests import HttpCase, tagged

from ..controllers.certificate import WRONG_TRIES, limiter
from .common_life import LifeCase

PATH = "/kms/certificate"
NASTY = "<script>alert(1)</script> & {{ 7*7 }} {% x %}"


@tagged("post_install", "-at_install")
class TestCertificatePage(LifeCase, HttpCase):
    def setUp(self):
        super().setUp()
        limiter.clear()
        self.addCleanup(limiter.clear)

    def link(self, certificate):
        certificate = certificate.sudo()
        return f"{PATH}/{certificate.number}/{certificate.code}"

    def issued(self, name="Mrs Ngo"):
        self.student.partner_id.name = name
        self.succeed(self.student)
        certificate = self.issue(self.student)
        self.env.flush_all()
        return certificate

    def test_valid_shows_name_course_and_dates_and_nothing_else(self):
        self.student.partner_id.write({"phone": "+237677451290", "email": "ngo@example.com"})
        certificate = self.issued()
        page = self.url_open(self.link(certificate))
        self.assertEqual(page.status_code, 200)
        for text in ("Valid certificate", "Mrs Ngo", "Joinery", certificate.fingerprint):
            self.assertIn(text, page.text)
        for text in ("677451290", "ngo@example.com", "100", self.student.name, "15.0", "csrf"):
            self.assertNotIn(text, page.text)
        self.assertNotIn("<script", page.text)
        self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertNotIn("Set-Cookie", page.headers)

    def test_by_the_form(self):
        certificate = self.issued()
        page = self.url_open(PATH)
        self.assertEqual(page.status_code, 200)
        self.assertIn("<form", page.text)
        typed = f"{PATH}?number={certificate.number.lower()}&code={certificate._kms_code()}"
        self.assertIn("Mrs Ngo", self.url_open(typed).text)

    def test_revoked_says_no_more(self):
        certificate = self.issued()
        certificate._revoke("Fraud of the uncle")
        self.env.flush_all()
        page = self.url_open(self.link(certificate))
        self.assertIn("was revoked", page.text)
        for text in ("Mrs Ngo", "Joinery", "uncle"):
            self.assertNotIn(text, page.text)

    def test_unknown_is_one_answer(self):
        certificate = self.issued()
        number, right = certificate.number, certificate.sudo().code
        wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
        paths = [
            f"{PATH}/{number}/{wrong}",
            f"{PATH}/{number}",
            f"{PATH}/{number}/",
            f"{PATH}/{number}/{right}/more",
            f"{PATH}/IFP-1999-00001/{right}",
            f"{PATH}/{certificate.id}/{right}",
            f"{PATH}/%27%20OR%201%3D1%20--/{right}",
            f"{PATH}/{number}/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
            f"{PATH}/{number}/%00",
            f"{PATH}/%F0%9F%AA%91/x",
            f"{PATH}/..%2f..%2fweb/x",
            f"{PATH}?number={number}&code=%27;DROP TABLE kms_certificate;--",
            f"{PATH}?number={number}&code={'A' * 5000}",
            f"{PATH}?number[]=1&code=2&paper={number}/x",
        ]
        answers = set()
        for path in paths:
            with self.subTest(path=path[:80]):
                page = self.url_open(path)
                self.assertEqual(page.status_code, 404)
                self.assertIn("Unknown certificate", page.text)
                self.assertNotIn("Mrs Ngo", page.text)
                answers.add(page.text)
        self.assertEqual(len(answers), 1, "an answer says which of the two was wrong")

    def test_a_hostile_name_is_text(self):
        certificate = self.issued(NASTY)
        page = self.url_open(self.link(certificate))
        self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ 7*7 }}", page.text)
        self.assertNotIn("<script", page.text)

    def test_a_script_has_to_wait(self):
        certificate = self.issued()
        for _try in range(WRONG_TRIES):
            self.assertEqual(self.url_open(f"{PATH}/X-1/y").status_code, 404)
        # the right one as well: waiting tells nothing
        page = self.url_open(self.link(certificate))
        self.assertEqual(page.status_code, 429)
        self.assertNotIn("Mrs Ngo", page.text)
        limiter.clear()
        for _check in range(WRONG_TRIES + 5):
            self.assertEqual(self.url_open(self.link(certificate)).status_code, 200)

    def test_nothing_is_written_or_posted(self):
        self.issued()
        self.assertEqual(self.url_open(PATH, data={"number": "x"}).status_code, 405)
