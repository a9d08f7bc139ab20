"""A clock that a test sets while servers run."""

import shutil
import sys
import tempfile
from pathlib import Path

import psutil

from .project import ROOT

sys.path.insert(0, str(ROOT / "tools"))

from kms.project import Project
from kms.steps import aside

SHARED = Path("/dev/shm")  # noqa: S108 -- where the library puts what its processes share


class Clock:
    """The time of day of those processes that are started with its environment; a context manager.

    How long something takes, which systems count apart, is left alone.
    """

    def __init__(self):
        # read by the user of the database, too
        self.folder = Path(tempfile.mkdtemp(prefix="kms-clock-"))
        self.folder.chmod(0o755)
        self.file = self.folder / "offset"
        self.environment = {
            "LD_PRELOAD": aside.find(Project(), "libfaketime"),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        self.set(0)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        shutil.rmtree(self.folder, ignore_errors=True)
        # processes that were killed leave their shared memory behind, named after them
        for left in SHARED.glob("*faketime_*"):
            if not psutil.pid_exists(int(left.name.rpartition("_")[2])):
                left.unlink(missing_ok=True)

    def set(self, seconds):
        """Let the clock differ from the machine's by so many seconds, from now on."""
        self.offset = seconds
        draft = self.folder / "draft"
        draft.write_text(f"{seconds:+d}")
        draft.rename(self.file)
