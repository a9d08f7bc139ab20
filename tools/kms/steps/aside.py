"""Debian packages that only tests need: unpacked into the project's folder, never installed.

nginx's starts a server on port 80 when it is installed, which is no business of a test. A machine
that has one of them already lends its own.
"""

import shutil
import subprocess
from pathlib import Path

from .. import files, progress
from ..errors import Refusal
from ..project import is_root
from . import debian

# package -> its file that a test uses, as a pattern under a folder
FILES = {
    "nginx": "usr/sbin/nginx",
    "libfaketime": "usr/lib/*/faketime/libfaketimeMT.so.1",
}
BY_HAND = "{} is missing for the tests of faults; install it and run the command again."


def prepare(project, step):
    """Have the file of each package, from this machine or from its own archive.

    :raises Refusal: there is no apt-get, or the archive does not have it
    """
    for package in FILES:
        if not _find(project, package):
            step.say(f"downloading {package}")
            _unpack(project, step, package)


def find(project, package):
    """The path of the file that tests use.

    :raises Refusal: it is not there: the set-up of the tests fetches it
    """
    path = _find(project, package)
    if not path:
        raise Refusal(BY_HAND.format(package))
    return path


def _find(project, package):
    for folder in ("/", project.state / package):
        for path in Path(folder).glob(FILES[package]):
            return str(path)
    return None


def _unpack(project, step, package):
    by_hand = BY_HAND.format(package)
    if not shutil.which("apt-get"):
        raise Refusal(by_hand)
    draft = project.state / f"{package}.part"
    files.remove(draft)
    draft.mkdir()
    archive = _fetch(project, step, package, draft)
    command = ["dpkg-deb", "-x", str(archive), str(draft)]
    log = project.logs / f"{package}.log"
    progress.run_or_refuse(step, command, log, project.environ, by_hand)
    archive.unlink()
    if not any(draft.glob(FILES[package])):
        raise Refusal(by_hand)
    draft.rename(project.state / package)


def _fetch(project, step, package, folder):
    by_hand = BY_HAND.format(package)
    log = project.logs / f"{package}.log"
    apt = ["apt-get", "-q"]
    if is_root():
        # apt's own unprivileged user may not enter the project's folder
        apt.append("-oAPT::Sandbox::User=root")
    found = _ask(apt, package)
    if package not in found:
        # the machine has read no lists yet, or old ones: these are the project's
        lists = project.state / "apt" / "machine"
        (lists / "partial").mkdir(parents=True, exist_ok=True)
        apt += [f"-oDir::State::Lists={lists}", f"-oDir::Cache={lists}"]
        progress.run_or_refuse(step, [*apt, "update"], log, project.environ, by_hand)
        found = _ask(apt, package)
    if package not in found:
        raise Refusal(by_hand)
    name, digest = found[package]
    command = [*apt, "download", package]
    progress.run_or_refuse(step, command, log, project.environ, by_hand, cwd=folder)
    files.check(folder / name, digest)
    return folder / name


def _ask(apt, package):
    question = [*apt, "download", "--print-uris", package]
    answer = subprocess.run(question, text=True, capture_output=True, check=False).stdout
    return debian.parse_uris(answer)
