"""The environment with real tables that some benchmarks read (``.kms/bench-venv``)."""

from . import lint

VENV = lint.STATE / "bench-venv"
PINS = lint.ROOT / "requirements-bench.txt"


def python():
    """Its interpreter; the environment is made anew when its pins change.

    :raises lint.SetupError: it could not be installed
    """
    lint.make_environment(VENV, PINS, "the tables of the benchmarks")
    return str(VENV / "bin" / "python")
