"""The virtual environment: exactly the pins of ``requirements.txt``, and Odoo on its path."""

import hashlib
import importlib.util
import re
import sys

from .. import files, progress
from ..errors import Refusal


def prepare(project, step):
    """Make the environment, anew when the pins or Python changed."""
    if is_old(project):
        _install(project, step, project.root / "requirements.txt")
        files.write_whole(_stamp(project), _wanted(project))


def is_old(project):
    """Whether the environment is missing, or made from other pins or another Python."""
    return not project.python.exists() or files.read(_stamp(project)) != _wanted(project)


def _stamp(project):
    return project.venv / "installed"


def _wanted(project):
    pins = project.root / "requirements.txt"
    return hashlib.sha256(pins.read_bytes() + sys.version.encode()).hexdigest()


def _install(project, step, pins):
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Refusal(
            f"{sys.executable} cannot make virtual environments; install the package that brings "
            "them (python3-venv on Debian) and run the command again."
        )
    log = project.logs / "venv.log"
    step.say("a new environment")
    create = [sys.executable, "-m", "venv", "--clear", str(project.venv)]
    progress.run_or_refuse(
        step, create, log, project.environ, "The virtual environment could not be made."
    )
    # not the dependencies that packages name: Odoo's own metadata asks for versions that break it
    pip = [str(project.python), "-m", "pip", "install", "--disable-pip-version-check"]
    progress.run_or_refuse(
        step,
        [*pip, "--no-deps", "--no-compile", "--only-binary", ":all:", "-r", str(pins)],
        log,
        project.environ,
        "The Python packages could not be installed; check the network and run the command again.",
        _words,
    )


def point_at_odoo(project):
    """Let the environment find Odoo where it is now."""
    for site in project.venv.glob("lib/python3*/site-packages"):
        line = f"{project.odoo_path()}\n"
        path = site / "kms_odoo.pth"
        if files.read(path) != line:
            files.write_whole(path, line)


def _words(line):
    found = re.match(r"(Collecting|Downloading|Installing) (\S+)", line.strip())
    return f"{found[1].lower()} {found[2].rsplit('/', 1)[-1]}" if found else None
