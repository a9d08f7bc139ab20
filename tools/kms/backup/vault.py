"""The encrypted file: a tar that gpg encrypts and authenticates with a passphrase.

gpg rather than openssl, whose ``enc`` notices no tampering, and rather than age, which takes a
passphrase from a keyboard only.
"""

import contextlib
import hashlib
import io
import json
import re
import shutil
import subprocess
import tarfile
import tempfile

from ..errors import Refusal

MANIFEST = "manifest.json"
DUMP = "database.dump"
FILES = "filestore/"
STORED = re.compile(r"filestore/([0-9a-f]{2}/[0-9a-f]{40,64})")
SHORTEST = 16
CHUNK = 1024 * 1024
# pg_dump has compressed its part; what is left is worth the cheapest level
HOW = ["--symmetric", "--cipher-algo", "AES256", "--compress-algo", "zlib", "--compress-level", "1"]


def need_passphrase(path):
    """Refuse a passphrase file that is not there, too open or too short."""
    make = (
        f"make one with  (umask 077; openssl rand -base64 32 > {path})  and keep a copy elsewhere"
    )
    if not path.is_file():
        raise Refusal(
            f"There is no passphrase file {path}; {make}: without it no backup can be read."
        )
    if path.stat().st_mode & 0o077:
        raise Refusal(f"Others can read {path}; close it with  chmod 600 {path}")
    if len(path.read_text("utf-8").partition("\n")[0].strip()) < SHORTEST:
        raise Refusal(f"The passphrase in {path} is too short; {make}.")


def need_gpg():
    """Refuse a machine without gpg and the agent that derives its keys."""
    if not (shutil.which("gpg") and shutil.which("gpg-agent")):
        raise Refusal("gpg is not installed; on Debian:  apt-get install gnupg")


def write(path, passphrase, manifest, dump, filestore, names):
    """Write the backup ``path``.

    :param manifest: dictionary that describes it
    :param dump: path of pg_dump's file
    :param names: names of the files to take from the folder ``filestore``
    """
    with path.open("wb") as output, _gpg(passphrase, HOW, stdout=output) as gpg:
        with tarfile.open(fileobj=gpg.stdin, mode="w|", dereference=True) as archive:
            content = json.dumps(manifest).encode()
            member = tarfile.TarInfo(MANIFEST)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
            archive.add(dump, DUMP)
            for name in names:
                archive.add(filestore / name, FILES + name)
        gpg.stdin.close()
        words = gpg.stderr.read().decode("utf-8", "replace")
        if gpg.wait():
            raise Refusal(f"gpg did not encrypt the backup: {_last(words)}")


@contextlib.contextmanager
def opened(path, passphrase):
    """Yield the manifest and an iterator of (name, file object) over what follows it.

    Only a backup that is read to its end is known to be whole: gpg says so last.

    :raises Refusal: when it is damaged, cut short, or encrypted with another passphrase
    """
    with (
        path.open("rb") as content,
        _gpg(passphrase, ["--decrypt"], stdin=content, stdout=subprocess.PIPE) as gpg,
    ):
        try:
            with tarfile.open(fileobj=gpg.stdout, mode="r|") as archive:
                first = archive.next()
                if first is None or first.name != MANIFEST:
                    raise Refusal(f"{path.name} is no backup of this project.")
                manifest = json.load(archive.extractfile(first))
                yield manifest, _members(archive)
            # what tar leaves unread would make gpg end early
            while gpg.stdout.read(CHUNK):
                pass
        except (tarfile.TarError, EOFError, ValueError) as error:
            gpg.stdout.close()
            words = gpg.stderr.read().decode("utf-8", "replace")
            raise Refusal(_why(path, words)) from error
        words = gpg.stderr.read().decode("utf-8", "replace")
        if gpg.wait():
            raise Refusal(_why(path, words))


def _members(archive):
    while member := archive.next():
        # names come from outside: nothing is written elsewhere than where it belongs
        if not member.isfile() or not (member.name == DUMP or STORED.fullmatch(member.name)):
            raise tarfile.TarError(member.name)
        yield member.name.removeprefix(FILES), archive.extractfile(member)


def copy(source, target):
    """Write ``source`` to the path ``target``; returns the SHA-256 and SHA-1 of its content."""
    sums = hashlib.sha256(), hashlib.sha1(usedforsecurity=False)
    with target.open("wb") if target else contextlib.nullcontext() as output:
        while chunk := source.read(CHUNK):
            for total in sums:
                total.update(chunk)
            if output:
                output.write(chunk)
    return tuple(total.hexdigest() for total in sums)


@contextlib.contextmanager
def _gpg(passphrase, arguments, stdout, stdin=subprocess.PIPE):
    # a home of its own: no key ring, no settings of whoever runs it, a short path for its socket
    with tempfile.TemporaryDirectory(prefix="kms-gpg-") as home:
        command = ["gpg", "--homedir", home, "--batch", "--no-tty", "--quiet", "--no-options"]
        command += ["--pinentry-mode", "loopback", "--passphrase-file", str(passphrase)]
        process = subprocess.Popen(
            [*command, *arguments], stdin=stdin, stdout=stdout, stderr=subprocess.PIPE
        )
        try:
            yield process
        except BrokenPipeError:
            words = process.stderr.read().decode("utf-8", "replace")
            raise Refusal(f"gpg ended too early: {_last(words)}") from None
        finally:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout, process.stderr):
                with contextlib.suppress(OSError):
                    stream and stream.close()
            subprocess.run(
                ["gpgconf", "--homedir", home, "--kill", "all"], capture_output=True, check=False
            )


def _why(path, words):
    if "bad session key" in words.lower() or "bad passphrase" in words.lower():
        return (
            f"{path.name} was encrypted with another passphrase than that of the passphrase file."
        )
    if "no valid OpenPGP data" in words:
        return f"{path.name} is no backup of this project."
    return f"{path.name} is damaged or cut short ({_last(words)}); use another backup."


def _last(words):
    lines = words.strip().splitlines()
    return lines[-1] if lines else "no word from gpg"
