"""Let core turn Chromium's documents into PDF/A, for electronic invoices (Factur-X).

When fontTools is installed, core recomputes the glyph widths of each font because wkhtmltopdf
writes wrong ones. It supposes that all glyphs have nameless entries in wkhtmltopdf's order and that
every page has such fonts. Chromium's widths are right to begin with; recomputed like this they
garble the text, or the conversion stops halfway. There is no hook, so the fonts are out of sight
meanwhile.
"""

import functools

from odoo.tools.pdf import DictionaryObject, NameObject, OdooPdfFileWriter

from .chromium import CHROMIUM_MARK

FONTS = NameObject("/Font")


def _keep_chromium_fonts(convert):
    @functools.wraps(convert)
    def convert_to_pdfa(self):
        if CHROMIUM_MARK not in self._root_object:
            return convert(self)
        pages = self._root_object["/Pages"]["/Kids"]
        resources = [page.get_object()["/Resources"] for page in pages]
        kept = [(resource, resource.get(FONTS)) for resource in resources]
        for resource in resources:
            resource[FONTS] = DictionaryObject()
        try:
            return convert(self)
        finally:
            # Backwards: pages may share one dictionary, whose first value is the true one.
            for resource, fonts in reversed(kept):
                if fonts is None:
                    del resource[FONTS]
                else:
                    resource[FONTS] = fonts

    return convert_to_pdfa


OdooPdfFileWriter.convert_to_pdfa = _keep_chromium_fonts(OdooPdfFileWriter.convert_to_pdfa)
