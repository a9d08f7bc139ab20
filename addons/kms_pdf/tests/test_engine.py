import json
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models import ir_actions_report as core

from ..chromium import (
    BrowserGone,
    BrowserMissing,
    DocumentTooHeavy,
    PrintError,
    PrintTimeout,
    printer,
)
from ..models import ir_actions_report as ours
from .common import PdfCase, pages_text

OURS_LOG = "odoo.addons.kms_pdf.models.ir_actions_report"


def wkhtmltopdf(state="ok", patched=True):
    return core.WkhtmlInfo(
        state=state,
        dpi_zoom_ratio=True,
        bin="wkhtmltopdf",
        version="0.12.6",
        is_patched_qt=patched,
        wkhtmltoimage_bin="",
        wkhtmltoimage_version=None,
    )


@tagged("post_install", "-at_install")
class TestEngine(PdfCase):
    def engine(self, wanted, browser, **wkhtml):
        self.env["ir.config_parameter"].set_param("kms_pdf.engine", wanted)
        with (
            patch.object(ours, "find_browser", lambda _wanted: browser),
            patch.object(ours, "_wkhtml", lambda: wkhtmltopdf(**wkhtml)),
        ):
            return self.reports._kms_pdf_browser()

    def test_choice(self):
        self.assertEqual(self.engine(False, "/chromium"), "/chromium")
        self.assertEqual(self.engine("chromium", "/chromium"), "/chromium")
        self.assertIsNone(self.engine(False, None), "core's way when there is no browser")
        self.assertIsNone(self.engine("wkhtmltopdf", "/chromium"))

    @mute_logger(OURS_LOG)
    def test_wkhtmltopdf_that_cannot_print_headers_is_not_used(self):
        self.assertEqual(self.engine("wkhtmltopdf", "/chromium", patched=False), "/chromium")
        self.assertEqual(self.engine("wkhtmltopdf", "/chromium", state="install"), "/chromium")

    def test_state_is_ok_with_a_browser(self):
        with patch.object(core, "_wkhtml", lambda: wkhtmltopdf("install")):
            self.assertEqual(self.reports.get_wkhtmltopdf_state(), "ok")
            with patch.object(ours, "find_browser", lambda _wanted: None):
                self.assertEqual(self.reports.get_wkhtmltopdf_state(), "install")

    def test_falls_back_to_core(self):
        with (
            patch.object(ours, "find_browser", lambda _wanted: None),
            patch.object(core, "_wkhtml", wkhtmltopdf),
            patch.object(core, "_run_wkhtmltopdf") as run,
            mute_logger("odoo.addons.base.models.ir_actions_report"),
        ):
            run.return_value.returncode = 7
            run.return_value.stderr = ""
            with self.assertRaisesRegex(UserError, "error code: 7"):
                self.print_partners("x")

    @mute_logger(OURS_LOG)
    def test_sentences(self):
        for error, english, french in (
            (BrowserMissing(), "install Chromium", "réinstaller Chromium"),
            (BrowserGone(), "try again", "réessayez"),
            (PrintTimeout(), "after 60 seconds", "au bout de 60 secondes"),
            (DocumentTooHeavy(), "large pictures", "grandes images"),
            (PrintError(), "try again", "réessayez"),
        ):
            with (
                self.subTest(error=error),
                patch.object(printer.Printer, "print", side_effect=error),
            ):
                with self.assertRaisesRegex(UserError, english):
                    self.print_partners("x", lang="en_US")
                with self.assertRaisesRegex(UserError, french):
                    self.print_partners("x", lang="fr_FR")

    @mute_logger(OURS_LOG)
    def test_parameters_that_make_no_sense(self):
        parameters = self.env["ir.config_parameter"]
        for value in ("never", "0", "-1"):
            parameters.set_param("kms_pdf.seconds", value)
            self.assertEqual(self.reports._kms_pdf_number("kms_pdf.seconds", "60"), 60)
        parameters.set_param("kms_pdf.seconds", "2.5")
        self.assertEqual(self.reports._kms_pdf_number("kms_pdf.seconds", "60"), 2.5)

    def test_program_found(self):
        with patch.object(printer.shutil, "which", lambda name: f"/bin/{name}"):
            self.assertIn("chromium-headless-shell", printer.find_browser())
            self.assertEqual(printer.find_browser("mine"), "/bin/mine")
        with patch.object(printer.shutil, "which", lambda name: None):
            self.assertIsNone(printer.find_browser())


@tagged("post_install", "-at_install")
class TestRoutes(HttpCase):
    def test_printed_from_the_web_client(self):
        self.authenticate("admin", "admin")
        with patch.object(core, "_wkhtml", lambda: wkhtmltopdf("install")):
            state = self.make_jsonrpc_request("/report/check_wkhtmltopdf")
        self.assertEqual(state, "ok", "no invitation to download wkhtmltopdf")
        partner = self.env["res.partner"].create({"name": "Ngo Bassa"})
        view = self.env["ir.ui.view"].create(
            {
                "type": "qweb",
                "name": "kms_pdf.test_route",
                "key": "kms_pdf.test_route",
                "arch": """<t t-name="kms_pdf.test_route"><t t-call="web.html_container">
                <t t-foreach="docs" t-as="o"><t t-call="web.external_layout">
                <div class="page" t-out="o.name"/></t></t></t></t>""",
            }
        )
        self.env["ir.actions.report"].create(
            {"name": "Route", "model": "res.partner", "report_name": view.key}
        )
        # the route reads with a cursor that cannot write; the style sheets have to be there
        for bundle in ("web.report_assets_pdf", "web.report_assets_common"):
            self.env["ir.qweb"]._get_asset_bundle(bundle, css=True, js=False, autoprefix=True).css()
        context = json.dumps({"force_report_rendering": True})
        response = self.url_open(f"/report/pdf/{view.key}/{partner.id}?context={context}")
        self.assertEqual(response.status_code, 200, response.text[:200])
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        (text,) = pages_text(response.content)
        self.assertIn("NgoBassa", text)
        self.assertIn("Page1/1", text)
