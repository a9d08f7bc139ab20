"""How the launcher says no."""

import errno
import tempfile
import traceback
from pathlib import Path


class Refusal(Exception):
    """Something is not as it must be. The message is one sentence and what to do; it is all that
    people see, never a traceback."""


def of_the_system(error):
    """The sentence for what the operating system refused."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk is full; make room and run the command again: it continues."
    if error.errno == errno.EROFS:
        return f"{error.filename} is on a disk that cannot be written; copy the project elsewhere."
    if error.filename:
        return f"{error.filename}: {error.strerror}. Correct that and run the command again."
    return unforeseen(error)


def unforeseen(error):
    """The sentence for what nobody thought of; the details go to a file."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="kms-", suffix=".log", encoding="utf-8", delete=False
    ) as log:
        log.write("".join(traceback.format_exception(error)))
    words = str(error).strip().splitlines()[:1] or [type(error).__name__]
    return f"This should not happen: {words[0]}. Please report it with the file {Path(log.name)}"
