import base64
import logging
import mimetypes
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from odoo import api, models
from odoo.exceptions import UserError
from odoo.http import root
from odoo.tools.image import image_guess_size_from_field_name, image_process
from odoo.tools.mimetypes import guess_mimetype

from odoo.addons.base.models.assetsbundle import ANY_UNIQUE

from ..chromium.page import ORIGIN
from ..urls import binary_arguments, database_id

_logger = logging.getLogger(__name__)


class IrBinary(models.AbstractModel):
    """What a printed document may load, answered without a request to the server.

    The same addresses as for a web page, read by the printing thread in its own transaction. An
    addon with an address of its own extends :meth:`_kms_pdf_answer_path`.
    """

    _inherit = "ir.binary"

    def _kms_pdf_answer(self, url):
        """Content of an address for the browser that prints.

        :param str url: as the document asks for it
        :return: ``(mimetype, bytes)``, or None to refuse it
        """
        parts = urlsplit(url)
        path = unquote(parts.path)
        elsewhere = f"{parts.scheme}://{parts.netloc}" not in self._kms_pdf_origins()
        if elsewhere or "/.." in path or "\0" in path:
            _logger.info("A document was refused %s", url[:200])
            return None
        try:
            return self._kms_pdf_answer_path(path, dict(parse_qsl(parts.query)))
        except (UserError, ValueError, FileNotFoundError) as error:
            _logger.info("A document was refused %s: %s", url[:200], error)
            return None

    def _kms_pdf_origins(self):
        """Addresses that stand for this server in documents."""
        # The server's own addresses; the user of a document may not read parameters or views.
        parameters = self.env["ir.config_parameter"].sudo()
        reports = self.env["ir.actions.report"].sudo()
        urls = [ORIGIN, parameters.get_param("web.base.url"), reports._get_report_url()]
        return {"://".join(urlsplit(url)[:2]) for url in urls if url}

    def _kms_pdf_answer_path(self, path, query):
        """Content of a path of this server, with the rights of the environment's user.

        :param str path: decoded
        :param dict query: the parameters behind it
        :return: ``(mimetype, bytes)``, or None
        :raises UserError: no such record, or no right to read it
        """
        match path.split("/")[1:]:
            case ["web", "assets", *asset] if len(asset) >= 2:
                return self._kms_pdf_asset(path, asset)
            case ["web", "image", *segments]:
                return self._kms_pdf_image(binary_arguments(segments, query))
            case ["web", "content", *segments]:
                return self._kms_pdf_content(binary_arguments(segments, query))
            case ["report", "barcode", *segments]:
                return self._kms_pdf_barcode(segments, query)
            case ["logo"] | ["logo.png"] | ["web", "binary", "company_logo"]:
                return self._kms_pdf_logo(query)
        if file := root.get_static_file(path):
            return mimetypes.guess_type(file)[0], Path(file).read_bytes()
        # As on the web: an attachment with an address of its own is public at that address.
        attachment = self.env["ir.attachment"].sudo()._get_serve_attachment(path)
        return (attachment.mimetype, attachment.raw) if attachment else None

    def _kms_pdf_asset(self, path, asset):
        """A bundle of style sheets; those of scripts are not asked for."""
        # Bundles are public; users have no access to their attachments otherwise.
        bundle = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("url", "=", path),
                    ("public", "=", True),
                    ("res_model", "=", "ir.ui.view"),
                    ("res_id", "=", 0),
                    ("create_uid", "=", api.SUPERUSER_ID),
                ],
                limit=1,
            )
        )
        if bundle:
            return bundle.mimetype, bundle.raw
        *website, unique, filename = asset
        params = {"website_id": int(website[0])} if website else {}
        if not self.env.cr.readonly:
            return self._kms_pdf_new_asset(unique, filename, params)
        with self.env.registry.cursor() as cr:
            return self.with_env(self.env(cr=cr))._kms_pdf_new_asset(unique, filename, params)

    def _kms_pdf_new_asset(self, unique, filename, params):
        debug = unique == "debug"
        name, rtl, kind, autoprefix = self.env["ir.asset"]._parse_bundle_name(filename, debug)
        # Made for everybody, as when a browser is the first to ask for it.
        bundle = (
            self.env["ir.qweb"]
            .sudo()
            ._get_asset_bundle(
                name,
                css=kind == "css",
                js=False,
                debug_assets=debug,
                rtl=rtl,
                autoprefix=autoprefix,
                assets_params=params,
            )
        )
        if kind != "css" or unique not in ("any", "%", ANY_UNIQUE, bundle.get_version("css")):
            return None
        attachment = bundle.css()
        return attachment.mimetype, attachment.raw

    def _kms_pdf_content(self, arguments):
        """A file as the route /web/content gives it."""
        field_name = arguments["field"]
        record = self._find_record(
            arguments.get("xmlid"),
            arguments["model"],
            arguments.get("id"),
            arguments.get("access_token"),
            field=field_name,
        )
        field = record._fields.get(field_name)
        if not field or field.type != "binary":
            return None
        # Not by way of core's streams: they need a web request, and there may be none.
        if record._name == "ir.attachment" and field_name in ("raw", "datas"):
            return (record.mimetype, record.raw) if record.type == "binary" else None
        content = base64.b64decode(record[field_name] or b"")
        return guess_mimetype(content, default="application/octet-stream"), content

    def _kms_pdf_image(self, arguments):
        """An image as the route /web/image gives it: a placeholder where it may not be seen."""
        width, height = arguments["width"], arguments["height"]
        try:
            answer = self._kms_pdf_content(arguments)
        except UserError:
            answer = None
        if not answer or not answer[1] or not answer[0].startswith("image/"):
            answer = ("image/png", self._placeholder())
        if (width, height) == (0, 0):
            width, height = image_guess_size_from_field_name(arguments["field"])
        if width or height:
            answer = (
                answer[0],
                image_process(answer[1], size=(width, height), crop=arguments.get("crop", False)),
            )
        return answer

    def _kms_pdf_barcode(self, segments, query):
        options = dict(query)
        if len(segments) >= 2:
            options.update(barcode_type=segments[0], value="/".join(segments[1:]))
        try:
            kind, value = options.pop("barcode_type"), options.pop("value")
            return "image/png", self.env["ir.actions.report"].barcode(kind, value, **options)
        except (AttributeError, KeyError) as error:
            raise ValueError(error) from error

    def _kms_pdf_logo(self, query):
        company = self.env.user.company_id
        if query.get("company"):
            company = self.env["res.company"].browse(database_id(query["company"])).exists()
        # Public by its route; the public user has no access to companies.
        logo = company.sudo().logo_web
        content = base64.b64decode(logo) if logo else self._placeholder("web/static/img/nologo.png")
        return guess_mimetype(content, default="image/png"), content
