"""``./kms doctor``: what is missing, and the command that mends it. It changes nothing."""

import shutil
import subprocess
import sys

from . import files
from .errors import Refusal
from .steps import odoo, postgres, server, system, venv


def run(project):
    """Print one line per finding; returns 0 when all is well."""
    findings = [
        _python(),
        _packages(project),
        _space(project),
        _odoo(project),
        _venv(project),
        _postgres(project),
        _database(project),
        _port(project),
    ]
    for name, problem in findings:
        print(f"  {'ok' if problem is None else '--'}  {name}")
        if problem:
            print(f"      {problem}")
    return 1 if any(problem for _name, problem in findings) else 0


def _python():
    return f"Python {sys.version.split()[0]} ({sys.executable})", None


def _packages(project):
    lacking = system.missing(project)
    if not lacking:
        return "System packages", None
    if not shutil.which("apt-get"):
        return "System packages", system.no_package_manager(lacking)
    command = system.install_command([need.package for need in lacking])
    return "System packages", f"{system.describe(lacking)}; ./kms up installs them, or:  {command}"


def _space(project):
    folder = project.state if project.state.exists() else project.root
    free = shutil.disk_usage(folder).free / files.GIB
    needed = 0.2 if project.odoo_dir.exists() else odoo.SPACE
    problem = None if free >= needed else f"{free:.1f} GB are free, {needed} GB are needed"
    return f"Disk space ({free:.0f} GB free)", problem


def _odoo(project):
    try:
        found = project.odoo_path()
    except Refusal as refusal:
        return "Odoo 19", str(refusal)
    return f"Odoo 19 ({found})" if found else "Odoo 19", None if found else "./kms up"


def _venv(project):
    return "Python packages", "./kms up" if venv.is_old(project) else None


def _postgres(project):
    if project.db_url:
        try:
            postgres.check_given(project)
        except Refusal as refusal:
            return "PostgreSQL of KMS_DB_URL", str(refusal)
        return "PostgreSQL of KMS_DB_URL", None
    try:
        answers = postgres.Cluster.choose(project, "demo").answers()
    except Refusal as refusal:
        return "PostgreSQL", str(refusal)
    return "PostgreSQL", None if answers else "it does not run:  ./kms up --no-serve"


def _database(project):
    try:
        done = subprocess.run(
            ["psql", "-X", "-w", "-q", "-d", project.database, "-c", "SELECT 1 FROM res_users"],
            env={**project.environ, **project.server_environment()},
            capture_output=True,
            check=False,
        )
        there = done.returncode == 0
    except FileNotFoundError:
        there = False
    return f"Database «{project.database}»", None if there else "./kms up --no-serve"


def _port(project):
    served = server.served_port(project)
    if served:
        return f"Server on port {served}", None
    try:
        server.need_port(project.port)
    except Refusal as refusal:
        return f"Port {project.port}", str(refusal)
    return f"Port {project.port} (free)", None
