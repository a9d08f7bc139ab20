"""Files that must be whole: checksums, free space, names given at the end."""

import contextlib
import fcntl
import hashlib
import os
import shutil

from .errors import Refusal

GIB = 1024**3


def sha256(path):
    """The SHA256 of a file, in hexadecimal."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def is_whole(path, digest):
    """Whether ``path`` is there with this SHA256."""
    return path.is_file() and sha256(path) == digest


def check(path, digest):
    """Delete a download whose SHA256 is not ``digest``.

    :raises Refusal: says that it was deleted and to run again
    """
    if sha256(path) == digest:
        return
    path.unlink()
    raise Refusal(
        f"{path.name} arrived damaged: its SHA256 is not the one its publisher signed. "
        "It was deleted; run the command again to fetch it anew."
    )


def need_space(folder, gibibytes, what):
    """Refuse early rather than half-way.

    :param folder: an existing folder on the disk in question
    """
    free = shutil.disk_usage(folder).free / GIB
    if free < gibibytes:
        raise Refusal(
            f"{what} needs {gibibytes:g} GB of free space and {folder} has {free:.1f} GB; "
            "make room there and run the command again."
        )


def write_whole(path, text):
    """Write a file that is there entirely or not at all."""
    draft = path.with_name(f"{path.name}.part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def read(path):
    """The text of a stamp; empty when there is none."""
    with contextlib.suppress(OSError):
        return path.read_text("utf-8")
    return ""


@contextlib.contextmanager
def locked(path, on_wait):
    """Hold a lock that dies with the process.

    :param on_wait: called when another process holds it, before waiting for that one
    """
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def remove(folder):
    """Delete a folder, also a half-made one; nothing when there is none."""
    if folder.is_symlink() or folder.is_file():
        os.unlink(folder)
    shutil.rmtree(folder, ignore_errors=True)
