"""nginx for the test of several nodes: unpacked into the project's folder, never installed.

Debian's package starts a server on port 80 when it is installed, which is no business of a test.
"""

import shutil
import subprocess

from .. import files, progress
from ..errors import Refusal
from ..project import is_root
from . import debian

PACKAGE = "nginx"
PROGRAM = "usr/sbin/nginx"
BY_HAND = "nginx is missing for the tests of several nodes; install it and run the command again."


def prepare(project, step):
    """Have nginx's program, from this machine or from its own archive.

    :raises Refusal: there is no apt-get, or the archive does not have it
    """
    if program(project):
        return
    if not shutil.which("apt-get"):
        raise Refusal(BY_HAND)
    step.say("downloading")
    draft = project.state / "nginx.part"
    files.remove(draft)
    draft.mkdir()
    package = _fetch(project, step, draft)
    command = ["dpkg-deb", "-x", str(package), str(draft)]
    log = project.logs / "nginx.log"
    progress.run_or_refuse(step, command, log, project.environ, BY_HAND)
    package.unlink()
    if not (draft / PROGRAM).is_file():
        raise Refusal(BY_HAND)
    draft.rename(project.state / "nginx")


def program(project):
    """The path of the program, or None."""
    ours = project.state / "nginx" / PROGRAM
    path = f"{project.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    return shutil.which("nginx", path=path) or (str(ours) if ours.is_file() else None)


def _fetch(project, step, folder):
    apt = ["apt-get", "-q"]
    if is_root():
        # apt's own unprivileged user may not enter the project's folder
        apt.append("-oAPT::Sandbox::User=root")
    question = [*apt, "download", "--print-uris", PACKAGE]
    found = debian.parse_uris(
        subprocess.run(question, text=True, capture_output=True, check=False).stdout
    )
    if PACKAGE not in found:
        raise Refusal(f"{BY_HAND} The lists of packages may be old: apt-get update")
    name, digest = found[PACKAGE]
    log = project.logs / "nginx.log"
    command = [*apt, "download", PACKAGE]
    progress.run_or_refuse(step, command, log, project.environ, BY_HAND, cwd=folder)
    files.check(folder / name, digest)
    return folder / name
