import io
import sys
from unittest.mock import MagicMock, patch

from odoo.tests import tagged
from odoo.tools.pdf import OdooPdfFileReader, OdooPdfFileWriter

from .common import PdfCase, pages_text


@tagged("post_install", "-at_install")
class TestPdfa(PdfCase):
    def test_electronic_invoice(self):
        """What core does to an invoice that carries its own XML (Factur-X)."""
        content = self.print_partners("<p>Déjà facturé 🏨</p>")
        writer = OdooPdfFileWriter()
        writer.cloneReaderDocumentRoot(OdooPdfFileReader(io.BytesIO(content), strict=False))
        self.assertFalse(writer.is_pdfa, "core sees that it has to convert the document")
        writer.addAttachment("factur-x.xml", b"<x/>", subtype="text/xml")
        fonts_tool = MagicMock(__version__="4.60")
        fonts_tool.ttLib.TTFont.side_effect = AssertionError("core would rewrite the glyph widths")
        modules = {"fontTools": fonts_tool, "fontTools.ttLib": fonts_tool.ttLib}
        with patch.dict(sys.modules, modules):
            writer.convert_to_pdfa()
        self.assertTrue(writer.is_pdfa)
        result = io.BytesIO()
        writer.write(result)
        self.assertTrue(result.getvalue().startswith(b"%PDF-1.7"))
        reader = OdooPdfFileReader(io.BytesIO(result.getvalue()), strict=False)
        self.assertEqual([name for name, _ in reader.getAttachments()], ["factur-x.xml"])
        self.assertEqual(pages_text(result.getvalue()), pages_text(content))
        self.assertEqual(self.fonts(result.getvalue()), self.fonts(content))

    def fonts(self, content):
        """Name and glyph widths of each font of the first page."""
        page = OdooPdfFileReader(io.BytesIO(content), strict=False).pages[0]
        found = []
        for font in page["/Resources"]["/Font"].values():
            font = font.get_object()
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            found.append((font.get("/BaseFont"), str(inner.get("/W") or inner.get("/Widths"))))
        self.assertTrue(found)
        return sorted(found, key=str)
