"""``./kms`` itself: it finds its folder and its Python, or says what is missing."""

import shutil
import subprocess
from pathlib import Path

import pytest

KMS = Path(__file__).resolve().parents[2] / "kms"


@pytest.fixture
def programs(tmp_path):
    """A folder of programs with the least that every system has, and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("bash", "dirname", "readlink"):
        (folder / name).symlink_to(shutil.which(name))
    return folder


def call(*command, **options):
    return subprocess.run(command, text=True, capture_output=True, check=False, **options)


def test_no_python_is_a_sentence(programs):
    done = call(str(KMS), "help", env={"PATH": str(programs)})
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_old_python_is_passed_over(programs):
    """python3 is too old here, and python3.12 is not."""
    (programs / "python3").symlink_to("/bin/false")
    newer = programs / "python3.12"
    newer.write_text('#!/bin/bash\n[ "$1" = -c ] || echo "started $2"\n', encoding="utf-8")
    newer.chmod(0o755)
    done = call(str(KMS), "help", env={"PATH": str(programs)})
    assert done.stdout == "started help\n"


def test_from_any_folder_and_through_links(tmp_path):
    first = tmp_path / "first"
    first.symlink_to(KMS)
    second = tmp_path / "second"
    second.symlink_to("first")
    done = call(str(second), "help", cwd="/")
    assert done.returncode == 0, done.stderr
    assert "doctor" in done.stdout


def test_an_unknown_command_is_a_sentence():
    done = call(str(KMS), "upp")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "upp" in done.stderr
