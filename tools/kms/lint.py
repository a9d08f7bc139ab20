"""``./kms lint [--fix]``: the tools of the house over addons, tests and tools.

The Python tools live in an environment of their own (``.kms/lint-venv``), the JavaScript ones in
``.kms/lint-node``; both are installed when their pins change and need no network afterwards.
"""

import dataclasses
import hashlib
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / ".kms"
VENV = STATE / "lint-venv"
NODE = STATE / "lint-node"
CONFIG = ROOT / "tools" / "lint"
NO_NPM = (
    "npm is not installed: JavaScript, SCSS and XML were not checked. "
    "Install it with: sudo apt-get install npm"
)
# the README is Markdown; an override of a compute method has nothing to return; a large extension
# is cut by aspect
PYLINT_OFF = "missing-readme,missing-return,consider-merging-classes-inherited"
PYLINT_OFF_IN_TESTS = "translation-required"
# Prettier writes headers and attributes; priority and sequence read as numbers without eval;
# users of the demo have passwords and no mail server
OCA_OFF = ",".join(
    [
        "prefer-readme-rst",
        "xml-create-user-wo-reset-password",
        "xml-field-numeric-without-eval",
        "xml-header-wrong",
        "xml-tag-position",
    ]
)
PO_OFF = "po-pretty-format"


@dataclasses.dataclass
class Check:
    """One tool: how it looks and, where it can, how it mends."""

    name: str
    look: list
    mend: list | None = None


@dataclasses.dataclass
class Result:
    name: str
    ok: bool
    seconds: float
    output: str


class SetupError(Exception):
    """A tool could not be installed; the message says what to do."""


def run(fix=False):
    """Run every tool and print one line each; the output of those that complain.

    :param fix: let the tools that can mend do so first
    :return: list of :class:`Result`
    """
    install_python()
    checks = python_checks()
    if shutil.which("npm"):
        install_node()
        checks += node_checks()
    else:
        print(NO_NPM)
    if fix:
        for check in checks:
            if check.mend:
                _call(check.mend)
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(_look, checks))
    for result in results:
        print(f"  {'ok  ' if result.ok else 'FAIL'} {result.name} ({result.seconds:.1f} s)")
        if not result.ok:
            print(result.output.rstrip())
    return results


def main(arguments):
    """The command itself; returns the exit status."""
    unknown = set(arguments) - {"--fix"}
    if unknown:
        print(f"./kms lint knows only --fix, not {' '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    try:
        results = run(fix="--fix" in arguments)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    failed = [result.name for result in results if not result.ok]
    if failed:
        print(f"Not clean: {', '.join(failed)}. What a tool can mend itself: ./kms lint --fix")
    return 1 if failed else 0


def python_checks():
    tool = VENV / "bin"
    addons = sorted(str(path.parent) for path in ROOT.glob("addons/*/__manifest__.py"))
    own = [
        str(ROOT / folder) for folder in ("addons", "tests", "tools") if (ROOT / folder).is_dir()
    ]
    french = sorted(map(str, ROOT.glob("addons/*/i18n/*.po")))
    pylint = [
        str(tool / "pylint"),
        f"--rcfile={CONFIG / 'pylintrc'}",
        "--disable=all",
        "--enable=odoolint",
    ]
    checks = [
        Check(
            "ruff",
            [str(tool / "ruff"), "check", *own],
            [str(tool / "ruff"), "check", "--fix", *own],
        ),
        Check(
            "ruff format",
            [str(tool / "ruff"), "format", "--check", "--output-format=concise", *own],
            [str(tool / "ruff"), "format", *own],
        ),
        Check("codespell", [str(tool / "codespell"), "--toml", str(ROOT / "pyproject.toml"), *own]),
    ]
    if addons:
        checks += [
            Check(
                "pylint-odoo",
                [*pylint, f"--disable={PYLINT_OFF}", "--ignore=tests", *addons],
            ),
            Check(
                "pylint-odoo on tests",
                [*pylint, f"--disable={PYLINT_OFF},{PYLINT_OFF_IN_TESTS}", *_test_folders(addons)],
            ),
            Check("oca-checks", [str(tool / "oca-checks-odoo-module"), "-d", OCA_OFF, *addons]),
        ]
    if french:
        checks.append(
            Check("oca-checks on French", [str(tool / "oca-checks-po"), "-d", PO_OFF, *french])
        )
    return checks


def _test_folders(addons):
    return [str(folder) for addon in addons if (folder := Path(addon) / "tests").is_dir()]


def node_checks():
    binaries = NODE / "node_modules" / ".bin"
    scripts = _files("js")
    texts = scripts + _files("scss") + _files("xml")
    checks = []
    if scripts:
        eslint = [
            str(binaries / "eslint"),
            f"--config={CONFIG / 'eslint.config.cjs'}",
            "--cache",
            f"--cache-location={STATE / 'cache' / 'eslint'}",
        ]
        checks.append(Check("eslint", [*eslint, *scripts], [*eslint, "--fix", *scripts]))
    if texts:
        prettier = [
            str(binaries / "prettier"),
            f"--config={CONFIG / 'prettier.config.cjs'}",
            "--cache",
            f"--cache-location={STATE / 'cache' / 'prettier'}",
            "--log-level=warn",
        ]
        checks.append(
            Check("prettier", [*prettier, "--check", *texts], [*prettier, "--write", *texts])
        )
    return checks


def _files(extension):
    return sorted(
        str(path)
        for path in ROOT.glob(f"addons/*/**/*.{extension}")
        if "/static/lib/" not in path.as_posix()
    )


def install_python():
    """The environment of the Python tools."""
    make_environment(VENV, ROOT / "requirements-lint.txt", "the Python tools of lint")


def make_environment(venv, pins, what):
    """A Python environment of its own, made anew when its pins change.

    :param Path venv: its folder
    :param Path pins: what pip installs there
    :param str what: its name in a sentence
    :raises SetupError: it could not be installed
    """
    stamp = venv / "installed"
    if _same(stamp, pins):
        return
    print(f"Installing {what} ...", flush=True)
    shutil.rmtree(venv, ignore_errors=True)
    _install([sys.executable, "-m", "venv", str(venv)], what)
    pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-deps"]
    _install([*pip, "--disable-pip-version-check", "-r", str(pins)], what)
    stamp.write_text(_digest(pins), encoding="utf-8")


def install_node():
    """The folder of the JavaScript tools, made anew when its lock file changes."""
    lock = CONFIG / "package-lock.json"
    stamp = NODE / "installed"
    if _same(stamp, lock):
        return
    what = "the JavaScript tools of lint"
    print(f"Installing {what} ...", flush=True)
    NODE.mkdir(parents=True, exist_ok=True)
    for path in (lock, CONFIG / "package.json"):
        shutil.copy(path, NODE)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(NODE)]
    _install(command, what)
    stamp.write_text(_digest(lock), encoding="utf-8")


def _install(command, what):
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
    if done.returncode:
        raise SetupError(
            f"{Path(command[0]).name} could not install {what}; is there a network?\n"
            + (done.stderr or done.stdout).strip()[-1500:]
        )


def _same(stamp, pins):
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == _digest(pins)


def _digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _look(check):
    start = time.monotonic()
    status, output = _call(check.look)
    return Result(check.name, status == 0, time.monotonic() - start, output)


def _call(command):
    environment = {
        **os.environ,
        "NODE_PATH": str(NODE / "node_modules"),
        "PYLINTHOME": str(STATE / "cache" / "pylint"),
    }
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        text=True,
        check=False,
        timeout=600,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return done.returncode, done.stdout
