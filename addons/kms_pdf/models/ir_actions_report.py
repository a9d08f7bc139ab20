import logging
import os

from odoo import SUPERUSER_ID, api, models, modules
from odoo.exceptions import UserError

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ..chromium import (
    BrowserMissing,
    DocumentTooHeavy,
    Job,
    Paper,
    PrintError,
    PrintTimeout,
    find_browser,
    get_printer,
)

_logger = logging.getLogger(__name__)

# Of the server, not of a database: whoever may write system parameters may not run programs.
BROWSER_VARIABLE = "KMS_PDF_CHROMIUM"
MEMORY_VARIABLE = "KMS_PDF_MEMORY"
MEMORY_DEFAULT = "1024"  # MiB for each process of the browser; an invoice needs about 100

SECONDS_DEFAULT = "60"  # for each document
SHRINK_DEFAULT = "1.25"  # wkhtmltopdf's «smart shrinking»: reports are laid out for it
DPI_DEFAULT = 96


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def get_wkhtmltopdf_state(self):
        # The web client asks before it prints, and would show HTML where wkhtmltopdf is missing.
        return "ok" if self._kms_pdf_browser() else super().get_wkhtmltopdf_state()

    @api.model
    def _run_wkhtmltopdf(
        self,
        bodies,
        report_ref=False,
        header=None,
        footer=None,
        landscape=False,
        specific_paperformat_args=None,
        set_viewport_size=False,
    ):
        browser = self._kms_pdf_browser()
        if not browser:
            return super()._run_wkhtmltopdf(
                bodies,
                report_ref=report_ref,
                header=header,
                footer=footer,
                landscape=landscape,
                specific_paperformat_args=specific_paperformat_args,
                set_viewport_size=set_viewport_size,
            )
        report = self._get_report(report_ref) if report_ref else self
        seconds = self._kms_pdf_number("kms_pdf.seconds", SECONDS_DEFAULT)
        job = Job(
            bodies=tuple(bodies),
            header=header,
            footer=footer,
            seconds=seconds,
            paper=self._kms_pdf_paper(
                report.get_paperformat(), landscape, specific_paperformat_args or {}
            ),
            answer=self._kms_pdf_reader()._kms_pdf_answer,
        )
        try:
            return self._kms_pdf_printer(browser).print(job)
        except PrintError as error:
            _logger.warning("Report %r was not printed", report.name, exc_info=True)
            raise UserError(self._kms_pdf_sentence(error, seconds)) from error

    @api.model
    def _kms_pdf_printer(self, browser):
        memory = int(os.environ.get(MEMORY_VARIABLE, MEMORY_DEFAULT)) << 20
        printer = get_printer(browser, memory)
        if add_cleanup := getattr(modules.module.current_test, "addClassCleanup", None):
            add_cleanup(printer.close)  # Odoo's tests may leave no child process behind
        return printer

    @api.model
    def _kms_pdf_browser(self):
        """Path of the browser that prints, or None to print the way core does."""
        browser = find_browser(os.environ.get(BROWSER_VARIABLE))
        # Whoever prints may not read parameters.
        wanted = self.env["ir.config_parameter"].sudo().get_param("kms_pdf.engine")
        if browser and wanted == "wkhtmltopdf":
            wkhtmltopdf = _wkhtml()
            if wkhtmltopdf.state == "ok" and wkhtmltopdf.is_patched_qt:
                return None
            _logger.warning("kms_pdf.engine asks for wkhtmltopdf, but the patched one is not here")
        return browser

    @api.model
    def _kms_pdf_number(self, key, default):
        """A system parameter that is a positive number; its default where it makes no sense."""
        # Whoever prints may not read parameters.
        value = self.env["ir.config_parameter"].sudo().get_param(key) or default
        try:
            number = float(value)
        except ValueError:
            number = 0
        if number > 0:
            return number
        _logger.warning("System parameter %s is %r and should be a positive number", key, value)
        return float(default)

    @api.model
    def _kms_pdf_paper(self, paperformat, landscape, specific):
        """The sheet of a report.

        :param paperformat: its ``report.paperformat``, possibly empty
        :param landscape: whether to print landscape, None to leave it to the others
        :param dict specific: what the template itself asks for, ``data-report-…``
        :rtype: Paper
        """
        if landscape is None:
            landscape = specific.get("data-report-landscape")
        shrink = self._kms_pdf_number("kms_pdf.shrink", SHRINK_DEFAULT)
        if not paperformat:
            paper = Paper(scale=1 / shrink)
            return paper.turned() if landscape else paper
        dpi = int(specific.get("data-report-dpi") or paperformat.dpi or DPI_DEFAULT)
        # These two are computed once and for all, whatever is written to the format later.
        paperformat.invalidate_recordset(["print_page_width", "print_page_height"])
        size = {}
        if paperformat.print_page_width and paperformat.print_page_height:
            size = {"width": paperformat.print_page_width, "height": paperformat.print_page_height}
        paper = Paper(
            **size,
            top=float(specific.get("data-report-margin-top", paperformat.margin_top)),
            bottom=float(specific.get("data-report-margin-bottom", paperformat.margin_bottom)),
            left=paperformat.margin_left,
            right=paperformat.margin_right,
            header_spacing=float(
                specific.get("data-report-header-spacing", paperformat.header_spacing)
            ),
            header_line=paperformat.header_line,
            scale=DPI_DEFAULT / dpi / (1 if paperformat.disable_shrinking else shrink),
            shrink_to_fit=not paperformat.disable_shrinking,
        )
        if landscape and paperformat.orientation != "Landscape":
            paper = paper.turned()
        if min(paper.body_size) <= 0:
            raise UserError(
                self.env._(
                    "The margins of the paper format %(name)s leave no room for the text: make them"
                    " smaller.",
                    name=paperformat.name,
                )
            )
        return paper

    @api.model
    def _kms_pdf_reader(self):
        """``ir.binary`` with the rights under which a document may load images and files.

        They are the user's own, even where the report is rendered with more rights. Printed by the
        system itself it has the public user's, as wkhtmltopdf would without a session: what
        a customer wrote into a document must not pull in what only the administrator may see.
        """
        user = self.env.user
        if self.env.uid == SUPERUSER_ID:
            user = self.env.ref("base.public_user")
        return self.env["ir.binary"].with_user(user).with_context(allowed_company_ids=None)

    @api.model
    def _kms_pdf_sentence(self, error, seconds):
        """What to tell the user about a :class:`PrintError`."""
        match error:
            case BrowserMissing():
                return self.env._(
                    "The document cannot be printed because the browser that draws it does not"
                    " start on the server: ask your administrator to install Chromium again."
                )
            case PrintTimeout():
                return self.env._(
                    "The document was not ready after %(seconds)d seconds: print fewer records at"
                    " once, or try again in a moment.",
                    seconds=seconds,
                )
            case DocumentTooHeavy():
                return self.env._(
                    "The document needs more memory than printing may use: print fewer records at"
                    " once, or remove large pictures from it."
                )
        return self.env._(
            "The document could not be printed because printing stopped halfway: try again in"
            " a moment."
        )
