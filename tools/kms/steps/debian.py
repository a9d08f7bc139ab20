"""Odoo 19 and the libraries it links to, from Debian's archive.

Odoo is only in Debian's unstable suite, which must not be mixed into a stable system: the packages
are read with an apt configuration of the project's own, checked and unpacked, never installed.
"""

import json
import platform
import re
import shlex
import shutil
import subprocess
from pathlib import Path

from .. import files, progress
from ..errors import Refusal
from ..project import is_root

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
# Font Awesome 4 and Inconsolata as Odoo uses them are only in the stable suite
STABLE = ["fonts-font-awesome", "fonts-inconsolata"]
UNSTABLE = [
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-glyphicons-halflings",
]
# the suite speaks French and English: the other 400 MB of translations stay in the archive
FOREIGN = ["*/i18n*/[!f]*.po", "*/i18n*/f[!r]*.po", "*/i18n*/fr[!.]*.po"]
# the package holds the Python files of all addons twice; this second set is of no use
DOUBLE = "*/dist-packages/addons"
# Debian leaves it out; without a file each page logs an error. It only blurs the background of
# video calls.
ABSENT = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


class NotAvailableError(Exception):
    """Debian's archive cannot give Odoo 19 here; the message says why."""


def fetch(project, step):
    """Bring all packages into the cache; return their paths. Needs no network when they are there.

    :raises NotAvailableError: when the archive does not have them or cannot be reached
    :raises Refusal: when a file arrived damaged
    """
    index = project.cache / "debian.json"
    known = json.loads(files.read(index) or "{}")
    codename = _codename()
    if known.get("codename") == codename and _cached(project, known["packages"]):
        return [project.cache / package["file"] for package in known["packages"]]
    apt = _Apt(project, step, codename)
    apt.update()
    wanted = [(name, "sid") for name in UNSTABLE] + [(name, codename) for name in STABLE]
    packages = apt.describe(wanted)
    for package in packages:
        _fetch_one(project, step, apt, package)
    files.write_whole(index, json.dumps({"codename": codename, "packages": packages}, indent=1))
    return [project.cache / package["file"] for package in packages]


def unpack(packages, step, folder):
    """Unpack into ``folder``, a private root; mend what Debian's packages leave open."""
    for package in packages:
        step.say(f"unpacking {package.name.split('_')[0]}")
        _unpack_one(package, folder)
    absent = folder / "usr/lib/python3/dist-packages" / ABSENT
    absent.parent.mkdir(parents=True, exist_ok=True)
    if not absent.exists():
        absent.write_text("// not part of Debian\n", encoding="utf-8")
    lost = [path for path in folder.rglob("*") if path.is_symlink() and not path.exists()]
    for path in lost:
        step.note(f"{path.relative_to(folder)} leads nowhere: a file of Odoo's is missing")


def _unpack_one(package, folder):
    excluded = [f"--exclude={pattern}" for pattern in (*FOREIGN, DOUBLE)]
    with subprocess.Popen(
        ["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE
    ) as content:
        done = subprocess.run(
            ["tar", "-x", "--no-same-owner", "--wildcards", *excluded, "-C", str(folder)],
            stdin=content.stdout,
            text=True,
            stderr=subprocess.PIPE,
            check=False,
        )
    if done.returncode or content.returncode:
        raise Refusal(
            f"{package.name} could not be unpacked into {folder} "
            f"({done.stderr.strip()[:200]}); make sure of free space and run the command again."
        )


def _cached(project, packages):
    return all(files.is_whole(project.cache / p["file"], p["sha256"]) for p in packages)


def _fetch_one(project, step, apt, package):
    target = project.cache / package["file"]
    if target.exists():
        if files.is_whole(target, package["sha256"]):
            return
        step.note(f"{target.name} in the cache is damaged and is fetched anew")
        target.unlink()
    step.say(f"downloading {package['name']}")
    # apt gives a half-fetched file its final name: it gets ours only once it is checked
    arrived = apt.download(package)
    files.check(arrived, package["sha256"])
    arrived.replace(target)


def _codename():
    try:
        return platform.freedesktop_os_release().get("VERSION_CODENAME", "")
    except OSError:
        return ""


class _Apt:
    """apt with its lists, its cache and its sources in the project's folder."""

    def __init__(self, project, step, codename):
        if not shutil.which("apt-get"):
            raise NotAvailableError("this system has no apt-get")
        self.project = project
        self.step = step
        self.folder = project.state / "apt"
        self.incoming = project.cache / "incoming"
        self.log = project.logs / "apt.log"
        for folder in (self.folder / "lists/partial", self.folder / "parts", self.incoming):
            folder.mkdir(parents=True, exist_ok=True)
        self._write_sources(codename)

    def _write_sources(self, codename):
        targets = subprocess.run(
            [
                "apt-get",
                "indextargets",
                "--format",
                "$(REPO_URI) $(RELEASE)",
                "Created-By: Packages",
            ],
            text=True,
            capture_output=True,
            check=False,
        ).stdout
        mirror = mirror_of(targets, codename)
        if not mirror:
            raise NotAvailableError("this system does not name a mirror of Debian's archive")
        keyring = self._keyring()
        # the mirror may be a frozen copy: its date is not checked, its signature is
        # all of them are for all architectures: half the index, and no machine is too foreign
        options = f"[arch=all signed-by={keyring} check-valid-until=no check-date=no]"
        lines = [f"deb {options} {mirror} {suite} main\n" for suite in ("sid", codename)]
        (self.folder / "parts" / "debian.list").write_text("".join(lines), encoding="utf-8")

    def _keyring(self):
        if not KEYRING.is_file():
            raise NotAvailableError("Debian's archive keyring is not installed")
        return KEYRING

    def update(self):
        self.step.say("reading Debian's list of packages")
        if not self._run(["update"]):
            raise NotAvailableError("Debian's archive cannot be reached or gives no package list")

    def describe(self, wanted):
        """Name, suite, file and SHA256 of packages, from the signed index.

        :param wanted: pairs of name and suite
        """
        answer = subprocess.run(
            [*self._command(), "download", "--print-uris", *("/".join(pair) for pair in wanted)],
            cwd=self.incoming,
            env=self.project.environ,
            text=True,
            capture_output=True,
            check=False,
        ).stdout
        found = parse_uris(answer)
        lost = [f"{name} in {suite}" for name, suite in wanted if name not in found]
        if lost:
            raise NotAvailableError(f"Debian's archive has no {lost[0]} with a SHA256")
        return [
            {"name": name, "suite": suite, "file": found[name][0], "sha256": found[name][1]}
            for name, suite in wanted
        ]

    def download(self, package):
        """Download into a folder of its own; return the path of the file, not yet checked."""
        arrived = self.incoming / package["file"]
        arrived.unlink(missing_ok=True)

        def words(line):
            percent = apt_percent(line)
            return None if percent is None else f"downloading {package['name']} {percent} %"

        wanted = f"{package['name']}/{package['suite']}"
        self._run(["-oAPT::Status-Fd=1", "download", wanted], words)
        if not arrived.is_file():
            raise NotAvailableError(
                f"{package['name']} could not be downloaded from Debian's archive"
            )
        return arrived

    def _run(self, arguments, words=lambda _line: None):
        return progress.run(
            self.step,
            [*self._command(), "-q", *arguments],
            self.log,
            self.project.environ,
            words,
            self.incoming,
        )

    def _command(self):
        settings = {
            "Dir::Etc::SourceList": "/dev/null",
            "Dir::Etc::SourceParts": self.folder / "parts",
            "Dir::State::Lists": self.folder / "lists",
            "Dir::Cache": self.folder,
            "Acquire::Languages": "none",
            # apt's own unprivileged user may not enter the project's folder
            "APT::Sandbox::User": "root" if is_root() else "",
        }
        options = [f"-o{name}={value}" for name, value in settings.items() if value]
        return ["apt-get", *options]


def mirror_of(targets, codename):
    """The address of Debian's archive among the lines of ``apt-get indextargets``, or None.

    >>> mirror_of("http://a/debian-security/ x-security\\nhttp://a/debian/ x", "x")
    'http://a/debian/'
    """
    for line in targets.splitlines():
        address, _, release = line.partition(" ")
        if release in (codename, "stable") and codename and "security" not in address:
            return address
    return None


def parse_uris(answer):
    """Name → file and SHA256, from ``apt-get download --print-uris``.

    >>> parse_uris("'http://a/p_1%3a2_all.deb' p_1%3a2_all.deb 12 SHA256:ab12")
    {'p': ('p_1%3a2_all.deb', 'ab12')}
    """
    found = {}
    for line in answer.splitlines():
        words = shlex.split(line)
        digest = re.fullmatch(r"SHA256:([0-9a-f]+)", words[-1]) if len(words) == 4 else None
        if digest and words[1].endswith(".deb"):
            found[words[1].partition("_")[0]] = (words[1], digest[1])
    return found


def apt_percent(line):
    """How far apt is, from a line of its status, or None.

    >>> apt_percent("pmstatus:zip:47.2380:Installing zip (amd64)")
    47
    """
    kind, _, rest = line.partition(":")
    if kind not in ("dlstatus", "pmstatus"):
        return None
    try:
        return round(float(rest.split(":")[1]))
    except (IndexError, ValueError):
        return None
