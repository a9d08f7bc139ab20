"""Where PostgreSQL's programs are on this machine."""

import re
import shutil
import subprocess
from pathlib import Path

PLACES = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "usr/local/pgsql/bin")


def installed():
    """The folders with PostgreSQL's server programs, by major version."""
    folders = [folder for pattern in PLACES for folder in Path("/").glob(pattern)]
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    found = {}
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            version = major(_ask([str(folder / "postgres"), "--version"]))
            if version:
                found.setdefault(version, folder)
    return found


def major(words):
    """The major version in PostgreSQL's own words, or None.

    >>> major("postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)")
    15
    """
    match = re.search(r"\(PostgreSQL\) (\d+)", words)
    return int(match[1]) if match else None


def _ask(command):
    return subprocess.run(command, text=True, capture_output=True, check=False).stdout
