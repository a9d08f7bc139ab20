"""The headers and footers of all pages as one document, one sheet per page of the report.

Odoo hands over one document with the headers of all records and one with the footers; wkhtmltopdf
would load them for each page and let a script choose. Here the choice is made beforehand, the page
numbers are written in, and the result is printed once and laid over the bodies.
"""

import copy
from html import escape

import lxml.html

HEADERS_ID, FOOTERS_ID = "minimal_layout_report_headers", "minimal_layout_report_footers"
STYLE = """
html, body { background: transparent !important; margin: 0; padding: 0; height: auto !important; }
body { overflow: visible !important; }
/* Contained strictly, nothing of it is ever moved to another page. */
.kms_sheet { position: relative; contain: strict; }
.kms_sheet + .kms_sheet { break-before: page; }
/* A containing block for whatever is absolute or fixed in a header, and below nothing else. */
.kms_strip { position: absolute; transform: translate(0); overflow: visible !important; }
"""


class Strip:
    """The headers (or the footers) of a report.

    :param str html: a whole document, or nothing
    :param str container_id: id of the element that holds one child per body; a document without
        that element is the header of every body
    """

    def __init__(self, html, container_id):
        self.head = ""
        self._body = None
        self._per_body = None
        if not html:
            return
        root = lxml.html.document_fromstring(html)
        self.head = "".join(_serialize(node) for head in root.iter("head") for node in head)
        self._body = root.find("body")
        container = next(iter(self._body.xpath(".//*[@id=$id]", id=container_id)), None)
        if container is not None:
            self._per_body = list(container)

    def __bool__(self):
        """Whether there is anything to print."""
        return self._body is not None and self._per_body != []

    def sheet(self, index, texts, style):
        """HTML of the strip for one page of one body.

        :param int index: number of the body, from 0
        :param dict texts: what goes into the elements of a class, e.g. ``{"page": "1"}``
        :param str style: CSS that puts the strip in its place
        """
        if self._per_body is None:
            nodes = [copy.deepcopy(node) for node in self._body]
        elif index < len(self._per_body):
            nodes = [copy.deepcopy(self._per_body[index])]
        else:
            return ""
        for node in nodes:
            for name, text in texts.items():
                for place in node.xpath(
                    "descendant-or-self::*[contains(concat(' ',"
                    " normalize-space(@class), ' '), $name)]",
                    name=f" {name} ",
                ):
                    place[:] = []
                    place.text = text
        css = escape(self._body.get("class", ""))
        direction = escape(self._body.get("dir", "ltr"))
        content = (self._body.text or "") if self._per_body is None else ""
        content = escape(content) + "".join(_serialize(node) for node in nodes)
        return f'<div class="{css} kms_strip" dir="{direction}" style="{style}">{content}</div>'


def overlay_document(header, footer, sheets, paper):
    """The document to lay over the bodies.

    :param Strip header: headers
    :param Strip footer: footers
    :param sheets: for each page, ``(index of its body, texts to write in)``
    :param Paper paper: the sheet
    :rtype: str
    """
    width, height = paper.pixels(paper.width), paper.pixels(paper.height)
    strip_left, strip_width = (
        paper.pixels(paper.left),
        width - paper.pixels(paper.left + paper.right),
    )
    across = f"left:{strip_left:.2f}px;width:{strip_width:.2f}px;margin:0;max-width:none"
    header_place = f"{across};top:{paper.pixels(paper.top - paper.header_spacing):.2f}px"
    footer_place = f"{across};top:{height - paper.pixels(paper.bottom):.2f}px"
    line = ""
    if paper.header_line:
        line = (
            f'<hr style="{across};position:absolute;opacity:1;border:0;background:#000;'
            f'height:1px;top:{paper.pixels(paper.top - 1):.2f}px">'
        )
    # A hair less than the sheet, or rounding would start a new one.
    sheet_style = f"width:{width:.2f}px;height:{height - 0.5:.2f}px"
    pages = "".join(
        f'<div class="kms_sheet" style="{sheet_style}">'
        f"{header.sheet(index, texts, header_place) if header else ''}{line}"
        f"{footer.sheet(index, texts, footer_place) if footer else ''}</div>"
        for index, texts in sheets
    )
    return (
        f"<!DOCTYPE html><html><head>{header.head or footer.head}<style>{STYLE}</style></head>"
        f"<body>{pages}</body></html>"
    )


def _serialize(node):
    return lxml.html.tostring(node, encoding="unicode")
