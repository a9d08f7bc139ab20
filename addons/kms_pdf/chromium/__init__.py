"""Print HTML documents as PDF with headless Chromium. Knows no Odoo environment.

``get_printer(find_browser(), memory).print(Job(...))`` gives the bytes of a PDF.
"""

from .assemble import CHROMIUM_MARK
from .errors import BrowserGone, BrowserMissing, DocumentTooHeavy, PrintError, PrintTimeout
from .paper import Paper
from .printer import Job, find_browser, get_printer

__all__ = [
    "CHROMIUM_MARK",
    "BrowserGone",
    "BrowserMissing",
    "DocumentTooHeavy",
    "Job",
    "Paper",
    "PrintError",
    "PrintTimeout",
    "find_browser",
    "get_printer",
]
