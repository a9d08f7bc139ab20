"""The programs and libraries that come from the machine's own package manager."""

import ctypes
import dataclasses
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from .. import progress
from ..errors import Refusal
from ..project import is_root
from . import programs

# keeps Debian from starting a server of its own; the project has a private one
CREATECLUSTER = Path("/etc/postgresql-common/createcluster.conf")
NO_MAIN_CLUSTER = "create_main_cluster = false"
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/texmf/fonts")
ACTION = re.compile(r"(Unpacking|Setting up|Processing triggers for) ([^\s:]+)")


@dataclasses.dataclass(frozen=True)
class Need:
    """Something the suite needs from the machine, and the Debian package that brings it."""

    what: str
    package: str
    present: Callable[[], bool]


def needs(project):
    """What this machine must have, given what people bring along (KMS_DB_URL)."""
    found = [
        Need("Python's venv", venv_package(), _has_venv),
        Need("Chromium", "chromium", lambda: _program("chromium", "chromium-browser")),
        Need("Chromium's shell for PDF", "chromium-headless-shell", _has_headless_shell),
        Need("cairo for barcodes", "libcairo2", lambda: _library("libcairo.so.2")),
        Need("libmagic for file types", "libmagic1", lambda: _library("libmagic.so.1")),
        Need("gpg for backups", "gnupg", lambda: _program("gpg") and _program("gpg-agent")),
        Need("certificates", "ca-certificates", _has_certificates),
        Need("the fonts Noto for PDF", "fonts-noto-core", _has_fonts),
    ]
    if project.db_url:
        found.append(Need("psql", "postgresql-client", lambda: _program("psql")))
    else:
        found.append(Need("PostgreSQL", "postgresql", lambda: bool(programs.installed())))
    return found


def missing(project):
    """The needs that this machine does not meet."""
    return [need for need in needs(project) if not need.present()]


def prepare(project, step):
    """Install what is missing, and nothing else.

    :raises Refusal: when there is no apt, no right to install, or no network
    """
    lacking = missing(project)
    if not lacking:
        return
    if not shutil.which("apt-get"):
        raise Refusal(no_package_manager(lacking))
    packages = [need.package for need in lacking]
    step.say("packages: " + " ".join(packages))
    install(project, step, packages)
    still = missing(project)
    if still:
        raise Refusal(
            f"Still missing after the installation: {describe(still)}. "
            f"See {project.logs / 'packages.log'} and run the command again."
        )


def install(project, step, packages):
    """Install Debian packages with the machine's own apt."""
    apt = [*_as_root(packages), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    # another apt may be at work on a machine that has just started
    apt += ["-o", "DPkg::Lock::Timeout=600"]
    progress.run_or_refuse(
        step,
        [*apt, "update"],
        project.logs / "packages.log",
        project.environ,
        "The lists of packages could not be read; check the network and run the command again.",
        words,
    )
    if "postgresql" in packages:
        _keep_clusters_ours()
    progress.run_or_refuse(
        step,
        [*apt, "install", "-y", "--no-install-recommends", *packages],
        project.logs / "packages.log",
        project.environ,
        f"The packages could not be installed; try by hand:  {install_command(packages)}",
        words,
    )


def words(line):
    """What a line of apt says that it does, in short, or None.

    apt's own percentages would have to share the output with the packages' scripts, for sudo lets
    no other file through, and make these fail: apt does not let them wait for a slow reader.

    >>> words("Setting up chromium (140.0.1-1) ...")
    'setting up chromium'
    """
    match = ACTION.match(line)
    return f"{match[1].lower()} {match[2]}" if match else None


def install_command(packages):
    """What a person types to install ``packages``."""
    sudo = "" if is_root() else "sudo "
    return f"{sudo}apt-get install --no-install-recommends {' '.join(packages)}"


def no_package_manager(lacking):
    """The sentence for a machine that is not a Debian."""
    return (
        f"This machine has no apt-get to install what is missing: {describe(lacking)}. Install it "
        "with your own package manager and run the command again; KMS_ODOO=/path brings your own "
        "Odoo 19 and KMS_DB_URL=postgresql://user:password@host your own PostgreSQL."
    )


def describe(lacking):
    """Needs as people read them."""
    return ", ".join(f"{need.what} (on Debian: {need.package})" for need in lacking)


def venv_package():
    """The Debian package with the venv module of the Python that runs."""
    if sys.base_prefix == "/usr":
        return f"python3.{sys.version_info.minor}-venv"
    return "python3-venv"


def _as_root(packages):
    if is_root():
        return []
    by_hand = f"ask an administrator to run:  apt-get install {' '.join(packages)}"
    if not shutil.which("sudo"):
        raise Refusal(
            f"System packages are missing and there is no sudo to install them; {by_hand}"
        )
    if _quietly(["sudo", "-n", "true"]):
        return ["sudo"]
    # asked here and now: the question must not be drawn over by the progress
    if sys.stdin.isatty() and subprocess.run(["sudo", "-v"], check=False).returncode == 0:
        return ["sudo"]
    raise Refusal(f"System packages are missing and sudo does not let you install them; {by_hand}")


def _keep_clusters_ours():
    """Before PostgreSQL's first installation only: what is there already stays as it is."""
    if CREATECLUSTER.exists():
        return
    script = f'mkdir -p "{CREATECLUSTER.parent}" && echo "{NO_MAIN_CLUSTER}" > "{CREATECLUSTER}"'
    sudo = [] if is_root() else ["sudo"]
    subprocess.run([*sudo, "sh", "-c", script], check=False)


def _quietly(command):
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _has_venv():
    return bool(importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"))


def _program(*names):
    return any(shutil.which(name) for name in names)


def _has_headless_shell():
    # elsewhere than on Debian the whole Chromium prints as well, only slower
    return _program("chromium-headless-shell") or not shutil.which("apt-get")


def _library(name):
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _has_certificates():
    return os.path.exists("/etc/ssl/certs/ca-certificates.crt") or not shutil.which("apt-get")


def _has_fonts():
    return any(next(Path(folder).glob("**/NotoSans-Regular.*"), None) for folder in FONTS)
