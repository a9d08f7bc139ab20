"""The environment with real tables that some benchmarks read (``.kms/bench-venv``)."""

import shutil
import sys

from . import lint

VENV = lint.STATE / "bench-venv"
PINS = lint.ROOT / "requirements-bench.txt"


def python():
    """Its interpreter; the environment is made anew when its pins change.

    :raises lint.SetupError: it could not be installed
    """
    stamp = VENV / "installed"
    if not lint.same(stamp, PINS):
        print("Installing the tables of the benchmarks ...", flush=True)
        shutil.rmtree(VENV, ignore_errors=True)
        lint.install([sys.executable, "-m", "venv", str(VENV)])
        pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-deps"]
        lint.install([*pip, "--disable-pip-version-check", "-r", str(PINS)])
        stamp.write_text(lint.digest(PINS), encoding="utf-8")
    return str(VENV / "bin" / "python")
