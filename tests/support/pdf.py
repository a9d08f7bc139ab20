"""What a printed page says."""

import io
import re

from pypdf import PdfReader


def page_texts(content):
    """Return the text of each page of a PDF, every run of white space as one plain space.

    :param content: bytes of the PDF
    """
    reader = PdfReader(io.BytesIO(content))
    return [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]
