import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from kms import files
from kms.errors import Refusal

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
Usage = namedtuple("Usage", "total used free")


def test_a_damaged_download_is_deleted_and_refused(tmp_path):
    download = tmp_path / "odoo-19.deb"
    download.write_bytes(b"half of it")
    with pytest.raises(Refusal, match=r"odoo-19.deb arrived damaged.*run the command again"):
        files.check(download, EMPTY)
    assert not download.exists()


def test_a_whole_download_stays(tmp_path):
    download = tmp_path / "odoo-19.deb"
    download.touch()
    files.check(download, EMPTY)
    assert download.exists()


@pytest.mark.parametrize(("content", "whole"), [(b"", True), (b"x", False), (None, False)])
def test_what_is_in_the_cache_is_checked_again(tmp_path, content, whole):
    cached = tmp_path / "odoo-19.deb"
    if content is not None:
        cached.write_bytes(content)
    assert files.is_whole(cached, EMPTY) is whole


def test_a_full_disk_is_refused_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr(files.shutil, "disk_usage", lambda _path: Usage(0, 0, files.GIB))
    with pytest.raises(Refusal, match=r"Odoo needs 3 GB of free space and .* has 1.0 GB"):
        files.need_space(tmp_path, 3, "Odoo")
    files.need_space(tmp_path, 1, "Odoo")


def test_a_stamp_is_written_entirely_or_not_at_all(tmp_path, monkeypatch):
    stamp = tmp_path / "installed"
    files.write_whole(stamp, "first")

    def power_cut(*_arguments):
        raise OSError("power cut")

    monkeypatch.setattr(Path, "replace", power_cut)
    with pytest.raises(OSError, match="power cut"):
        files.write_whole(stamp, "second")
    assert files.read(stamp) == "first"


def test_a_missing_stamp_is_empty(tmp_path):
    assert files.read(tmp_path / "none") == ""


def test_one_set_up_at_a_time(tmp_path):
    """The second one says that it waits; a lock does not outlive the process that held it."""
    lock = tmp_path / "lock"
    script = (
        "import sys, pathlib; from kms import files\n"
        "with files.locked(pathlib.Path(sys.argv[1]), lambda: None):\n"
        "    print('held', flush=True); sys.stdin.read()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(lock)],
        cwd=Path(__file__).resolve().parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout.readline() == "held\n"
    waited = []

    def kill():
        waited.append(True)
        holder.kill()

    with files.locked(lock, kill):
        assert waited
    with files.locked(lock, lambda: pytest.fail("the lock was not released")):
        pass
    holder.communicate()


def test_removing_spares_what_a_link_leads_to(tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir()
    link = tmp_path / "link"
    link.symlink_to(kept)
    files.remove(link)
    files.remove(tmp_path / "none")
    assert kept.is_dir()
    assert not link.is_symlink()
