"""What the tests of this addon, and of those that print, share."""

import base64
import io

from PIL import Image

from odoo.tests import TransactionCase
from odoo.tools.pdf import PdfFileReader, generic

ContentStream = generic.ContentStream

REPORT = "kms_pdf.test_report"


def pages_text(content):
    """Text of each page of a PDF without white space, which cannot be told from kerning."""
    pages = PdfFileReader(io.BytesIO(content), strict=False).pages
    return ["".join(page.extract_text().split()) for page in pages]


def page_sizes(content):
    """Width and height in points of each page of a PDF."""
    pages = PdfFileReader(io.BytesIO(content), strict=False).pages
    return [tuple(float(side) for side in page.mediabox[2:]) for page in pages]


def page_images(content):
    """Images on each page of a PDF.

    :return: a list per page of ``(width, height)`` in pixels of each image drawn
    """
    return [[size for size, _box in places] for places in image_places(content)]


def image_places(content):
    """Where images are on each page of a PDF.

    :return: a list per page of ``((width, height), (left, top, right, bottom))``: the size of the
        image in pixels and its box in points from the top left corner of the page
    """
    reader = PdfFileReader(io.BytesIO(content), strict=False)
    return [_images_drawn(page, reader) for page in reader.pages]


def _images_drawn(page, reader):
    height = float(page.mediabox[3])
    images = page["/Resources"].get("/XObject") or {}
    matrix, saved, found = (1, 0, 0, 1, 0, 0), [], []
    for operands, operator in ContentStream(page["/Contents"], reader).operations:
        if operator == b"q":
            saved.append(matrix)
        elif operator == b"Q":
            matrix = saved.pop()
        elif operator == b"cm":
            matrix = _product([float(number) for number in operands], matrix)
        elif operator == b"Do" and images[operands[0]]["/Subtype"] == "/Image":
            size = tuple(int(images[operands[0]][side]) for side in ("/Width", "/Height"))
            xs = sorted((matrix[4], matrix[4] + matrix[0]))
            ys = sorted((height - matrix[5], height - matrix[5] - matrix[3]))
            found.append((size, (xs[0], ys[0], xs[1], ys[1])))
    return found


def _product(inner, outer):
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def png(width, height, color="red"):
    """A picture."""
    content = io.BytesIO()
    Image.new("RGB", (width, height), color).save(content, "PNG")
    return content.getvalue()


class PdfCase(TransactionCase):
    """Prints partners with a template of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reports = cls.env["ir.actions.report"].with_context(force_report_rendering=True)
        cls.paper = cls.env.ref("base.paperformat_euro").copy({"name": "Test"})
        cls.report = cls.reports.create(
            {
                "name": "Test",
                "model": "res.partner",
                "report_name": REPORT,
                "paperformat_id": cls.paper.id,
            }
        )
        cls.view = cls.env["ir.ui.view"].create(
            {"type": "qweb", "name": REPORT, "key": REPORT, "arch": "<t/>"}
        )
        cls.env.company.write(
            {
                "name": "Kenne Multi-Services",
                "logo": base64.b64encode(png(120, 40)),
                "external_report_layout_id": cls.env.ref("web.external_layout_standard").id,
            }
        )
        cls.partners = cls.env["res.partner"].create(
            [{"name": "Ngo Bassa"}, {"name": "Établissements Fotso"}, {"name": "Hôtel Akwa"}]
        )

    def print_partners(self, body, partners=None, layout="web.external_layout", **context):
        """PDF of partners.

        :param str body: QWeb, with ``o`` the partner
        """
        self.view.arch = f"""
            <t t-name="{REPORT}">
                <t t-call="web.html_container">
                    <t t-foreach="docs" t-as="o">
                        <t t-call="{layout}"><div class="page">{body}</div></t>
                    </t>
                </t>
            </t>"""
        partners = self.partners[0] if partners is None else partners
        content, kind = self.reports.with_context(**context)._render_qweb_pdf(
            self.report, partners.ids
        )
        self.assertEqual(kind, "pdf")
        return content
