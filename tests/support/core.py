"""Plain Odoo beside the suite: the same modules but the suite's own; and the suite upon it.

Building it takes minutes. ``./kms bench`` names one database in ``KMS_BENCH_CORE`` for all
benchmarks of a run: the first that needs it builds it, each works on a clone of its own.
"""

import contextlib
import os
import subprocess

from . import database
from .project import ROOT, odoo_command


@contextlib.contextmanager
def plain_odoo(bench):
    """Give the name of a clone of plain Odoo, dropped at the end.

    :param bench: ``common.Bench``, whose database says which modules
    """
    template = os.environ.get("KMS_BENCH_CORE")
    clone = f"{bench.database}_core"
    if not template:
        _build(clone, _modules(bench))
    else:
        if not database.exists(template):
            _build(template, _modules(bench))
        database.clone(template, clone)
    try:
        yield clone
    finally:
        database.drop(clone)


@contextlib.contextmanager
def suite_upon(bench, plain):
    """Give the name of a copy of ``plain`` with the suite and without its story: two databases
    that differ by the code alone. Dropped at the end.

    :param bench: ``common.Bench``, whose database says which modules
    :param plain: name of a database of :func:`plain_odoo` that nobody is connected to
    """
    name = f"{bench.database}_bare"
    database.clone(plain, name)
    try:
        _install(name, _modules(bench, ours=True))
        yield name
    finally:
        database.drop(name)


def _modules(bench, ours=False):
    with bench.environment() as env:
        names = env["ir.module.module"].search([("state", "=", "installed")]).mapped("name")
    return [name for name in names if name.startswith("kms_") == ours]


def _build(name, modules):
    database.drop(name)
    try:
        _install(name, modules)
    except BaseException:
        database.drop(name)
        raise


def _install(name, modules):
    command = [*odoo_command(), f"--database={name}", f"--init={','.join(modules)}"]
    command += ["--no-http", "--stop-after-init", "--log-level=error", "--load-language=fr_FR"]
    subprocess.run(command, cwd=ROOT, check=True)
