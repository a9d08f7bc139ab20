"""Calls that no screen makes, told from faults of the program. No environment."""

from psycopg2 import DataError

NOT_ONE_RECORD = "Expected singleton"
# where core reads the ids and arguments of a call before the method begins, and the domains in it
BOUNDARY = {
    ("service/model.py", "call_kw"),
    ("orm/models.py", "browse"),
    ("orm/domains.py", "__new__"),
}


def is_malformed(error):
    """Return whether a call was wrong in itself.

    An id that is text, ten records where a method takes one, an argument too many or too few.

    :param Exception error: what the call ended with
    :rtype: bool
    """
    if isinstance(error, DataError):
        return True
    if isinstance(error, ValueError) and str(error).startswith(NOT_ONE_RECORD):
        return True
    return isinstance(error, TypeError | ValueError | IndexError) and _at_boundary(error)


def _at_boundary(error):
    """Return whether the error rose in core's reading of the call, not in the method called."""
    frame = None
    traceback = error.__traceback__
    while traceback:
        frame, traceback = traceback.tb_frame, traceback.tb_next
    return bool(frame) and any(
        frame.f_code.co_name == function and frame.f_code.co_filename.endswith(file)
        for file, function in BOUNDARY
    )
