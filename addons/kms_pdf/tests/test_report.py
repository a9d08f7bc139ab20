import base64
import re

from markupsafe import Markup

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PdfCase, image_places, page_images, page_sizes, pages_text, png

LINES = '<div t-foreach="range({count})" t-as="n">line <t t-esc="n"/></div>'


@tagged("post_install", "-at_install")
class TestReport(PdfCase):
    def test_header_and_footer_on_every_page(self):
        content = self.print_partners(LINES.format(count=100))
        pages = pages_text(content)
        self.assertEqual(len(pages), 3)
        for number, text in enumerate(pages, 1):
            self.assertIn("KenneMulti-Services", text)
            self.assertIn(f"Page{number}/3", text)
        for images in page_images(content):
            self.assertEqual(images, [(120, 40)], "the logo, and only the logo")
        self.assertEqual(
            re.findall(r"line(\d+?)(?=line|Kenne|\D)", "".join(pages)),
            [str(n) for n in range(100)],
            "no line is lost at a page break",
        )

    def test_page_numbers_start_again_for_each_record(self):
        content = self.print_partners(
            '<h2 t-esc="o.name"/>' + LINES.format(count=60), self.partners
        )
        pages = pages_text(content)
        self.assertEqual(len(pages), 6)
        for partner, (first, second) in zip(
            self.partners, zip(pages[::2], pages[1::2], strict=True), strict=True
        ):
            self.assertIn("".join(partner.name.split()), first)
            self.assertIn("Page1/2", first)
            self.assertIn("Page2/2", second)

    def test_seven_layouts(self):
        for layout in self.env["report.layout"].search([]):
            self.env.company.external_report_layout_id = layout.view_id
            content = self.print_partners(LINES.format(count=60))
            pages = pages_text(content)
            with self.subTest(layout=layout.view_id.key):
                self.assertEqual(len(pages), 2)
                for number, text in enumerate(pages, 1):
                    self.assertIn("KenneMulti-Services", text)
                    self.assertIn(f"Page{number}/2", text)
                self.assertTrue(all(page_images(content)), "logo on each page")

    def test_table_head_on_every_page(self):
        content = self.print_partners(
            "<table class='table'><thead><tr><th>Désignation</th></tr></thead><tbody>"
            "<tr t-foreach='range(60)' t-as='n'><td>row <t t-esc='n'/></td></tr></tbody></table>"
        )
        pages = pages_text(content)
        self.assertGreater(len(pages), 1)
        for text in pages:
            self.assertIn("Désignation", text)

    def test_words_of_the_world(self):
        text = pages_text(
            self.print_partners(
                "<p>Déjà l'œuvre à 1&#8239;250&#160;000&#160;FCFA, ½ €, №, ÑŸÇ</p><p>Akwa 🏨</p>"
            )
        )[0]
        for word in ("Déjàl'œuvre", "1250000FCFA", "½€", "ÑŸÇ", "Akwa"):
            self.assertIn(word, text)

    def test_paper(self):
        self.assertEqual(page_sizes(self.print_partners("x")), [(595, 842)])
        self.paper.orientation = "Landscape"
        self.assertEqual(page_sizes(self.print_partners("x")), [(842, 595)])
        self.paper.write(
            {"format": "custom", "page_width": 200, "page_height": 100, "orientation": "Portrait"}
        )
        self.assertEqual(page_sizes(self.print_partners("x")), [(567, 283)])
        self.paper.write({"format": "Letter", "page_width": 0, "page_height": 0})
        self.assertEqual(page_sizes(self.print_partners("x")), [(612, 792)])
        self.assertEqual(page_sizes(self.print_partners("x", landscape=True)), [(792, 612)])

    def test_margins_without_room(self):
        self.paper.write({"format": "custom", "page_width": 100, "page_height": 50})
        with self.assertRaisesRegex(UserError, "no room"):
            self.print_partners("x")

    def test_margins(self):
        picture = f'<img src="data:image/png;base64,{base64.b64encode(png(9, 9)).decode()}"/>'
        stamp = base64.b64encode(png(8, 8)).decode()
        self.env.company.report_footer = Markup(
            '<p><img src="data:image/png;base64,{}"/></p>'
        ).format(stamp)

        def corners():
            (places,) = image_places(self.print_partners(picture))
            boxes = dict(places)
            return {
                name: boxes[size][:2]
                for name, size in (("body", (9, 9)), ("header", (120, 40)), ("footer", (8, 8)))
            }

        def moved(**values):
            before = corners()
            self.paper.write(values)
            return {
                name: tuple(
                    round((new - old) / 72 * 25.4)
                    for new, old in zip(corner, before[name], strict=True)
                )
                for name, corner in corners().items()
            }

        still = (0, 0)
        self.assertEqual(
            moved(margin_top=72, header_spacing=72),
            {"body": (0, 20), "header": still, "footer": still},
        )
        self.assertEqual(
            moved(header_spacing=62), {"body": still, "header": (0, 10), "footer": still}
        )
        self.assertEqual(
            moved(margin_bottom=42), {"body": still, "header": still, "footer": (0, -10)}
        )
        self.assertEqual(
            moved(margin_left=10), {"body": (10, 0), "header": (10, 0), "footer": (10, 0)}
        )

    def test_resolution(self):
        def lines_per_page():
            return pages_text(self.print_partners(LINES.format(count=300)))[0].count("line")

        normal = lines_per_page()
        self.paper.dpi = 180
        self.assertAlmostEqual(lines_per_page() / normal, 2, delta=0.1)
        self.paper.write({"dpi": 90, "disable_shrinking": True})
        self.assertAlmostEqual(lines_per_page() / normal, 1 / 1.25, delta=0.1)
        self.paper.disable_shrinking = False
        self.env["ir.config_parameter"].set_param("kms_pdf.shrink", "2.5")
        self.assertAlmostEqual(lines_per_page() / normal, 2, delta=0.1)

    def test_wide_table_is_printed_smaller(self):
        picture = base64.b64encode(png(9, 9)).decode()
        (places,) = image_places(
            self.print_partners(f"""
            <table><tr><td t-foreach="range(60)" t-as="n" style="white-space:nowrap">
                column <t t-esc="n"/></td>
                <td><img src="data:image/png;base64,{picture}"/></td></tr></table>""")
        )
        self.assertLess(dict(places)[9, 9][2], 596)
        logo = dict(places)[120, 40]
        self.assertAlmostEqual(
            logo[2] - logo[0],
            120 * 72 / 96 / 1.25 * 96 / 90,
            delta=1,
            msg="the header keeps its size",
        )

    def test_header_line(self):
        self.paper.header_line = True
        content = self.print_partners("x")
        self.paper.header_line = False
        self.assertNotEqual(len(content), len(self.print_partners("x")))

    def test_header_without_one_per_record(self):
        # stock's traceability report hands over a header that is the same for every body
        layout = "<html><head></head><body class='container'>{}</body></html>"
        content = self.reports._run_wkhtmltopdf(
            [layout.format("one"), layout.format("two")],
            header=layout.format("Head <span class='page'/> of <span class='topage'/>"),
        )
        self.assertEqual(pages_text(content), ["oneHead1of1", "twoHead1of1"])

    def test_attachment_for_each_record(self):
        self.report.write({"attachment": "object.name + '.pdf'", "attachment_use": True})
        body = '<h2 t-esc="o.name"/>' + LINES.format(count=60)
        self.print_partners(body, self.partners)
        saved = self.env["ir.attachment"].search(
            [("res_model", "=", "res.partner"), ("res_id", "in", self.partners.ids)]
        )
        self.assertEqual(len(saved), 3)
        for attachment in saved:
            pages = pages_text(attachment.raw)
            self.assertEqual(len(pages), 2)
            self.assertIn("".join(attachment.name.removesuffix(".pdf").split()), pages[0])

    def test_saved_documents_are_merged(self):
        self.report.write({"attachment": "object.name + '.pdf'", "attachment_use": True})
        self.print_partners("early", self.partners[1])
        pages = pages_text(self.print_partners("late", self.partners))
        self.assertEqual(["early" in text for text in pages], [False, True, False])

    def test_images(self):
        image = self.env["ir.attachment"].create(
            {"name": "i.png", "raw": png(31, 17), "public": True}
        )
        self.partners[0].image_1920 = base64.b64encode(png(400, 400))
        data = base64.b64encode(png(23, 19)).decode()
        base_url = self.env["ir.config_parameter"].get_param("web.base.url")
        images = page_images(
            self.print_partners(f"""
            <img src="/web/image/{image.id}"/>
            <img src="/web/image/res.partner/{self.partners[0].id}/image_1920/50x50"/>
            <img src="{base_url}/web/static/img/logo.png"/>
            <img src="/report/barcode/QR/KMS?width=111&amp;height=111"/>
            <img src="data:image/png;base64,{data}"/>
            <img src="/logo.png" width="10"/>
        """)
        )[0]
        for size in ((31, 17), (50, 50), (111, 111), (23, 19)):
            self.assertIn(size, images)
        self.assertGreaterEqual(len(images), 6)

    def test_many_pages(self):
        pages = pages_text(self.print_partners(LINES.format(count=3000)))
        self.assertIn(f"Page{len(pages)}/{len(pages)}", pages[-1])
        self.assertIn("line2999", pages[-1])
