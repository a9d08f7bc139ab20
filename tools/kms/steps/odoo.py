"""Odoo 19 itself: one that is there, Debian's package, or the public git repository."""

import shutil

from .. import files, progress
from ..errors import Refusal
from ..project import find_odoo, odoo_series
from . import debian, system

REPOSITORY = "https://github.com/odoo/odoo.git"
BRANCH = "19.0"
SPACE = 3


def check(project):
    """Refuse at once what would fail after minutes.

    :raises Refusal: when KMS_ODOO leads to something else, or the disk is too small
    """
    if not project.odoo_path():
        files.need_space(project.state, SPACE, "Odoo")


def prepare(project, step):
    """Have Odoo in the project's folder, entirely or not at all.

    :raises Refusal: when it is not to be had
    """
    if project.odoo_path():
        return
    draft = project.odoo_dir.with_name("odoo.part")
    files.remove(draft)
    draft.mkdir()
    try:
        packages = debian.fetch(project, step)
    except debian.NotAvailableError as reason:
        step.note(f"Debian's package of Odoo is not to be had: {reason}; trying git")
        _clone(project, step, draft, reason)
    else:
        debian.unpack(packages, step, draft)
    _check(draft)
    draft.rename(project.odoo_dir)


def _clone(project, step, draft, reason):
    repository = project.environ.get("KMS_ODOO_GIT") or REPOSITORY
    elsewhere = "Point KMS_ODOO at a folder that holds Odoo 19, or connect to the network and run "
    elsewhere += "the command again."
    if not shutil.which("git") and shutil.which("apt-get"):
        system.install(project, step, ["git", "ca-certificates"])
    if not shutil.which("git"):
        raise Refusal(
            f"Odoo 19 is not to be had from Debian ({reason}) and git is not installed to fetch "
            f"it from {repository}. {elsewhere}"
        )
    progress.run_or_refuse(
        step,
        ["git", "clone", "--progress", "--depth=1", f"--branch={BRANCH}", repository, str(draft)],
        project.logs / "git.log",
        project.environ,
        f"Odoo 19 is to be had neither from Debian ({reason}) nor from {repository}. {elsewhere}",
    )


def _check(draft):
    found = find_odoo(draft)
    if not found or odoo_series(found) != "19":
        files.remove(draft)
        raise Refusal(
            "What was fetched is not Odoo 19; it was deleted. Point KMS_ODOO at a folder that "
            "holds Odoo 19."
        )
