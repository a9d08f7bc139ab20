"""Put printed documents together: bodies one after the other, headers and footers over them."""

import io
import re

from odoo.tools.pdf import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfFileReader,
    PdfFileWriter,
    createStringObject,
)

CHROMIUM_MARK = NameObject("/KMS_Chromium")  # in the catalog of a document that was printed here
BINARY_COMMENT = b"%\xe2\xe3\xcf\xd3"  # PyPDF2 writes it at the top of every file
PREFIX = "Kms"  # before the names of an overlay's resources, which the body uses as well


def read_pdf(content):
    """Read a printed document to its end, while the browser prints the next one.

    Left to itself, PyPDF2 reads each object when it is written, and then nobody works beside it.
    """
    reader = PdfFileReader(io.BytesIO(content), strict=False)
    for generation, numbers in reader.xref.items():
        for number in numbers:
            reader.get_object(IndirectObject(number, generation, reader))
    return reader


def assemble(bodies, titles, size, overlay=None):
    """One document out of many.

    :param bodies: readers of the printed bodies
    :param titles: the bodies' entries in the outline, by which core cuts the document again
    :param size: width and height of a page in whole points
    :param overlay: reader of a document with one page for each page of the bodies
    :rtype: bytes
    """
    writer = PdfFileWriter()
    starts = []
    for body in bodies:
        starts.append(len(writer.pages))
        for page in body.pages:
            # Chromium is off by some hundredths of a point.
            page[NameObject("/MediaBox")] = ArrayObject(map(NumberObject, (0, 0, *size)))
            writer.addPage(page)
    if overlay:
        save = writer._addObject(_stream(b"q\n"))
        for page, cover in zip(writer.pages, overlay.pages, strict=True):
            _lay_over(writer, page, cover, save)
    _add_outline(writer, titles, starts)
    writer._root_object[CHROMIUM_MARK] = BooleanObject(True)
    result = io.BytesIO()
    writer.write(result)
    # Core takes a document whose second line is this comment for PDF/A and would not convert it.
    return result.getvalue().replace(BINARY_COMMENT + b"\n", BINARY_COMMENT + b"\r", 1)


def _stream(data):
    stream = DecodedStreamObject()
    stream.setData(data)
    return stream


def _lay_over(writer, page, cover, save):
    """Draw a page over another.

    PyPDF2's own merge parses both pages operator by operator, twenty times slower than this.
    """
    resources = cover["/Resources"]
    target = page["/Resources"]
    names = {}
    for kind, entries in resources.items():
        entries = entries.get_object()
        if not isinstance(entries, DictionaryObject):
            continue  # ProcSet, obsolete
        merged = DictionaryObject(target.get(kind) or {})
        for name in entries:
            names[name.encode()] = new_name = f"/{PREFIX}{name[1:]}".encode()
            merged[NameObject(new_name.decode())] = entries.raw_get(name)
        target[NameObject(kind)] = merged
    drawing = re.sub(
        rb"/[A-Za-z]+[0-9]+(?=\s)",
        lambda m: names.get(m[0], m[0]),
        cover["/Contents"].get_object().get_data(),
    )
    contents = page.raw_get("/Contents")
    resolved = contents.get_object()
    drawn = list(resolved) if isinstance(resolved, ArrayObject) else [contents]
    over = writer._addObject(_stream(b"\nQ\nq\n" + drawing + b"\nQ\n").flate_encode())
    page[NameObject("/Contents")] = ArrayObject([save, *drawn, over])
    if links := cover.get("/Annots"):
        page[NameObject("/Annots")] = ArrayObject([*(page.get("/Annots") or ()), *links])


def _add_outline(writer, titles, starts):
    """One entry per body, in the shape wkhtmltopdf gives it and core reads it."""
    destinations, items = DictionaryObject(), []
    outline = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Outlines"),
            NameObject("/Count"): NumberObject(len(starts)),
        }
    )
    outline_ref = writer._addObject(outline)
    for number, (title, start) in enumerate(zip(titles, starts, strict=True)):
        name = NameObject(f"/Record{number}")
        destinations[name] = ArrayObject([NumberObject(start), NameObject("/Fit")])
        items.append(
            DictionaryObject(
                {
                    NameObject("/Title"): createStringObject(title),
                    NameObject("/Parent"): outline_ref,
                    NameObject("/Dest"): name,
                }
            )
        )
    references = [writer._addObject(item) for item in items]
    for number, item in enumerate(items):
        if number:
            item[NameObject("/Prev")] = references[number - 1]
        if number + 1 < len(items):
            item[NameObject("/Next")] = references[number + 1]
    if references:
        outline[NameObject("/First")], outline[NameObject("/Last")] = references[0], references[-1]
    writer._root_object[NameObject("/Outlines")] = outline_ref
    writer._root_object[NameObject("/Dests")] = destinations
