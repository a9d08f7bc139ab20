"""What can go wrong while a document is printed.

The classes say what happened; the sentence a person reads is chosen by the caller.
"""


class PrintError(Exception):
    """A document could not be printed."""


class BrowserMissing(PrintError):
    """The browser is not there, or does not start."""


class BrowserGone(PrintError):
    """The browser died or stopped answering; a new one may well do the work."""


class PrintTimeout(PrintError):
    """The document was not ready within the time it was given."""


class DocumentTooHeavy(PrintError):
    """The process that drew the document died, in practice because it reached its memory limit."""
