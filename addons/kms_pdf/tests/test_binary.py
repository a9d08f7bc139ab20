from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..chromium.page import ORIGIN
from .common import png


@tagged("post_install", "-at_install")
class TestBinary(TransactionCase):
    """What a printed document may load, and whose rights count."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.insider = new_test_user(cls.env, "kms_pdf_insider", "base.group_system")
        cls.outsider = new_test_user(cls.env, "kms_pdf_outsider", "base.group_portal")
        cls.partner = cls.env["res.partner"].create({"name": "Fotso"})
        cls.secret = cls.env["ir.attachment"].create(
            {"name": "secret.png", "raw": png(31, 17), "res_model": "ir.cron", "res_id": 1}
        )
        cls.picture = cls.env["ir.attachment"].create(
            {"name": "open.png", "raw": png(13, 11), "public": True}
        )

    def reader(self, user):
        return self.env["ir.actions.report"].with_user(user)._kms_pdf_reader()

    def answer(self, user, path, origin=ORIGIN):
        return self.reader(user)._kms_pdf_answer(origin + path)

    def test_rights_of_the_user(self):
        path = f"/web/image/{self.secret.id}"
        self.assertEqual(self.answer(self.insider, path), ("image/png", self.secret.raw))
        placeholder = self.answer(self.outsider, path)
        self.assertTrue(placeholder[1])
        self.assertNotEqual(placeholder[1], self.secret.raw)
        self.assertIsNone(self.answer(self.outsider, f"/web/content/{self.secret.id}"))
        token = self.secret.generate_access_token()[0]
        path = f"/web/content/{self.secret.id}?access_token={token}"
        self.assertEqual(self.answer(self.outsider, path)[1], self.secret.raw)

    def test_rights_are_not_those_of_sudo(self):
        for reports in (
            self.env["ir.actions.report"].with_user(self.outsider).sudo(),
            self.env["ir.actions.report"].with_user(SUPERUSER_ID),
        ):
            reader = reports._kms_pdf_reader()
            self.assertFalse(reader.env.su)
            with self.assertRaises(AccessError):
                self.secret.with_env(reader.env).check_access("read")
        self.assertTrue(self.reader(SUPERUSER_ID).env.user._is_public())

    def test_companies_of_the_caller_do_not_matter(self):
        other = self.env["res.company"].create({"name": "Other"})
        reports = (
            self.env["ir.actions.report"]
            .with_user(self.outsider)
            .with_context(allowed_company_ids=other.ids)
        )
        answer = reports._kms_pdf_reader()._kms_pdf_answer(f"{ORIGIN}/web/image/{self.picture.id}")
        self.assertEqual(answer[1], self.picture.raw)

    def test_own_addresses(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("web.base.url", "https://erp.example.com/")
        parameters.set_param("report.url", "http://127.0.0.1:8069")
        path = f"/web/image/{self.picture.id}"
        for origin in (ORIGIN, "https://erp.example.com", "http://127.0.0.1:8069"):
            self.assertTrue(self.answer(self.outsider, path, origin), origin)
        for origin in (
            "http://erp.example.com",
            "https://erp.example.com.evil.org",
            "https://user@erp.example.com",
            "https://erp.example.com:8443",
            "file://",
            "http://127.0.0.1",
            "ftp://report.invalid",
            "http://report.invalid.org",
        ):
            self.assertIsNone(self.answer(self.outsider, path, origin), origin)

    def test_files_of_addons(self):
        self.assertEqual(self.answer(self.outsider, "/web/static/img/logo.png")[0], "image/png")
        for path in (
            "/web/static/../__manifest__.py",
            "/web/static/%2e%2e/__manifest__.py",
            "/web/static/..%2f__manifest__.py",
            "/web/static//etc/passwd",
            "/web/__manifest__.py",
            "/web/static/img/none.png",
            "/etc/passwd",
            "/",
            "//",
            "/web",
            "/web/login",
            "/web/static/..%5c__manifest__.py",
            "/web/static/img/%00",
        ):
            self.assertIsNone(self.answer(self.insider, path), path)

    def test_style_sheets_made_when_asked_for(self):
        bundle = self.env["ir.qweb"]._get_asset_bundle("web.report_assets_pdf", css=True, js=False)
        path = bundle.get_link("css")
        self.env["ir.attachment"].search([("url", "=", path)]).unlink()
        kind, content = self.answer(self.outsider, path)
        self.assertEqual(kind, "text/css")
        self.assertIn(b"html", content)
        self.assertEqual(self.answer(self.outsider, path)[1], content)
        self.assertIsNone(self.answer(self.outsider, "/web/assets/1234567/web.nothing.min.css"))
        self.assertIsNone(self.answer(self.outsider, "/web/assets/any/web.assets_web.min.js"))

    def test_barcodes(self):
        for path in (
            "/report/barcode/QR/KMS%2F1?width=50&height=50",
            "/report/barcode/Code128/a/b",
            "/report/barcode?barcode_type=EAN13&value=4006381333931&humanreadable=1",
        ):
            self.assertEqual(self.answer(self.outsider, path)[0], "image/png", path)
        for path in (
            "/report/barcode",
            "/report/barcode/QR",
            "/report/barcode/QR/x?width=9999&height=9999",
            "/report/barcode/QR/x?width=wide",
        ):
            self.assertIsNone(self.answer(self.outsider, path), path)

    def test_logo(self):
        company = self.env["res.company"].create({"name": "Bare", "logo": False})
        for path in ("/logo", "/logo.png", f"/web/binary/company_logo?company={company.id}"):
            self.assertTrue(self.answer(self.outsider, path)[0].startswith("image/"), path)
        self.assertIsNone(self.answer(self.outsider, "/logo?company=one"))

    def test_attachment_with_an_address(self):
        self.env["ir.attachment"].create(
            {"name": "shape", "raw": png(3, 3), "url": "/website/shape.png", "type": "binary"}
        )
        self.assertEqual(self.answer(self.outsider, "/website/shape.png")[0], "image/png")

    def test_pictures_elsewhere_are_not_fetched(self):
        elsewhere = self.env["ir.attachment"].create(
            {"name": "x", "type": "url", "url": "http://example.com/x.png", "public": True}
        )
        self.assertIsNone(self.answer(self.outsider, f"/web/content/{elsewhere.id}"))

    def test_missing_things(self):
        for path in (
            "/web/content/0",
            "/web/content/res.partner/1/nothing",
            "/web/content/no.model/1/raw",
            "/web/content/base.nothing",
            f"/web/content/res.partner/{self.partner.id}/name",
            "/web/content/x?id=y",
            "/web/content/99999999999",
            "/logo?company=99999999999",
            "/web/content/%00",
            "/web/content/res.partner/99999999999/image_1920",
        ):
            self.assertIsNone(self.answer(self.insider, path), path)
