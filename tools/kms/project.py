"""Where everything of this project is: one object that all steps share."""

import ast
import hashlib
import os
import re
import urllib.parse
from pathlib import Path

from .errors import Refusal

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_PORT = 8069
# a path of a Unix socket has 107 bytes at most, and PostgreSQL adds "/.s.PGSQL.5432"
SOCKET_LIMIT = 93


class Project:
    """The folders, names and settings of one checkout.

    :param root: the checkout
    :param environ: the environment: KMS_ODOO, KMS_DB_URL, KMS_DB, KMS_DATA_DIR, KMS_PORT,
        XDG_CACHE_HOME
    """

    def __init__(self, root=ROOT, environ=None):
        self.root = Path(root)
        self.environ = dict(os.environ if environ is None else environ)
        self.state = self.root / ".kms"
        self.addons_dir = self.root / "addons"
        self.odoo_dir = self.state / "odoo"
        self.venv = self.state / "venv"
        self.python = self.venv / "bin" / "python"
        # a server keeps its filestores elsewhere than its programs
        self.data_dir = Path(self.environ.get("KMS_DATA_DIR") or self.state / "data")
        self.logs = self.state / "logs"
        self.server_file = self.state / "server.json"
        home = self.environ.get("HOME") or "/root"
        cache = self.environ.get("XDG_CACHE_HOME") or f"{home}/.cache"
        self.cache = Path(cache) / "kms"
        self.db_url = self._db_url()
        named = self.db_url.path.strip("/") if self.db_url else ""
        self.database = self.environ.get("KMS_DB") or named or "kms"
        self.port = self._port()

    def _db_url(self):
        text = self.environ.get("KMS_DB_URL")
        if not text:
            return None
        url = urllib.parse.urlsplit(text)
        if url.scheme not in ("postgres", "postgresql") or not url.username:
            raise Refusal(
                "KMS_DB_URL is not the address of a PostgreSQL server; "
                "write it as postgresql://user:password@host:5432/database."
            )
        return url

    def _port(self):
        text = self.environ.get("KMS_PORT") or str(DEFAULT_PORT)
        if not text.isdigit() or not 0 < int(text) < 65536:
            raise Refusal(f"KMS_PORT is {text}, which is no port; use a number from 1 to 65535.")
        return int(text)

    def make_folders(self):
        """Create the state folder; it must belong to whoever runs the command."""
        try:
            for folder in (self.state, self.logs, self.data_dir, self.cache):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Refusal(
                f"The folder {error.filename} cannot be created ({error.strerror}); make it yours "
                f"with:  sudo chown -R $(id -un) {self.root}"
            ) from error
        foreign = self.state.stat().st_uid != os.getuid() and not is_root()
        if foreign or not os.access(self.state, os.W_OK):
            raise Refusal(
                f"{self.state} was set up by another user; run as that user, or make it yours "
                f"with:  ./kms down, then  sudo rm -r {self.state}"
            )

    def addons(self):
        """Names of the suite's addons, sorted."""
        return sorted(path.parent.name for path in self.addons_dir.glob("*/__manifest__.py"))

    def manifest(self, addon):
        """The manifest of one of the suite's addons, as a dictionary."""
        path = self.addons_dir / addon / "__manifest__.py"
        return ast.literal_eval(path.read_text("utf-8"))

    def foundation(self):
        """Names of the addons of others that the suite depends on, sorted."""
        own = set(self.addons())
        needed = {"base"}.union(*(self.manifest(name).get("depends", ["base"]) for name in own))
        return sorted(needed - own)

    # Odoo ---------------------------------------------------------------------------------------

    def odoo_path(self):
        """The folder that holds the Python package ``odoo``, or None when there is none yet.

        :raises Refusal: when KMS_ODOO does not lead to Odoo 19
        """
        given = self.environ.get("KMS_ODOO")
        top = Path(given).expanduser().absolute() if given else self.odoo_dir
        found = find_odoo(top)
        if given and not found:
            raise Refusal(
                f"KMS_ODOO is {given}, where there is no Odoo; it must be the folder that holds "
                "odoo/release.py."
            )
        if given and odoo_series(found) != "19":
            raise Refusal(
                f"KMS_ODOO leads to Odoo {odoo_series(found)}; the suite needs Odoo 19. "
                "Unset KMS_ODOO to have it fetched."
            )
        return found

    def addons_path(self):
        """All addon folders, as Odoo wants them: separated by commas."""
        paths = [self.addons_dir]
        odoo = self.odoo_path()
        if odoo:
            # a checkout of the repository keeps most addons beside the package
            paths += [p for p in (odoo / "odoo" / "addons", odoo / "addons") if p.is_dir()]
        return ",".join(map(str, paths))

    def stamp(self):
        """A text that changes when Odoo or the requirements do."""
        requirements = (self.root / "requirements.txt").read_bytes()
        release = (self.odoo_path() / "odoo" / "release.py").read_bytes()
        return hashlib.sha256(requirements + release + self.addons_path().encode()).hexdigest()

    # the environment of programs ----------------------------------------------------------------

    def socket_dir(self, cluster):
        """Folder of a cluster's socket: in the project where that is short and plain enough, and
        where the user that runs it can enter: root runs it as somebody else."""
        folder = self.state / "run" / cluster
        fits = len(os.fsencode(folder)) <= SOCKET_LIMIT
        plain = re.fullmatch(r"[\w./-]+", str(folder), re.ASCII)
        if fits and plain and (not is_root() or _is_open(self.root)):
            return folder
        key = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
        return Path(f"/tmp/kms-{os.getuid()}-{key}")  # noqa: S108  only ours: made with mode 0700

    def server_environment(self, cluster="demo"):
        """The PG variables that lead to the PostgreSQL server, without anything else."""
        if not self.db_url:
            return {"PGHOST": str(self.socket_dir(cluster)), "PGPORT": "5432", "PGUSER": "kms"}
        unquote = urllib.parse.unquote
        variables = {
            "PGHOST": unquote(self.db_url.hostname or "localhost"),
            "PGPORT": str(self.db_url.port or 5432),
            "PGUSER": unquote(self.db_url.username),
        }
        if self.db_url.password:
            variables["PGPASSWORD"] = unquote(self.db_url.password)
        return variables

    def exports(self, cluster="demo"):
        """What ``./kms env`` prints: name → value."""
        return {
            **self.server_environment(cluster),
            "KMS_DB": self.database,
            "KMS_URL": f"http://localhost:{self.port}",
            "KMS_PYTHON": str(self.python),
            "KMS_ADDONS_PATH": self.addons_path(),
            "KMS_DATA_DIR": str(self.data_dir),
            "ODOO_RC": str(self.odoo_rc(cluster)),
        }

    def environment(self, cluster="demo"):
        """The environment of the programs that the launcher starts."""
        inherited = {
            name: value
            for name, value in self.environ.items()
            # a shell's own Python or PostgreSQL settings would lead elsewhere
            if name not in ("PYTHONPATH", "PYTHONHOME", "PGDATABASE", "PGSERVICE", "VIRTUAL_ENV")
        }
        return {**inherited, **self.exports(cluster)}

    def odoo_rc(self, cluster="demo"):
        """The generated configuration: ``odoo.conf`` and what only this machine knows."""
        return self.state / ("odoo.conf" if cluster == "demo" else f"odoo-{cluster}.conf")

    def write_odoo_rc(self, cluster="demo"):
        """Write :meth:`odoo_rc`; a password stays in the environment."""
        server = self.server_environment(cluster)
        lines = [
            "",
            "# generated by ./kms from odoo.conf: change that one",
            f"addons_path = {self.addons_path()}",
            f"data_dir = {self.data_dir}",
            f"db_host = {server['PGHOST']}",
            f"db_port = {server['PGPORT']}",
            f"db_user = {server['PGUSER']}",
            f"http_port = {self.port}",
        ]
        if cluster == "demo":
            lines.append(f"db_name = {self.database}")
        text = (self.root / "odoo.conf").read_text("utf-8") + "\n".join(lines) + "\n"
        path = self.odoo_rc(cluster)
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")

    def odoo_command(self, cluster="demo"):
        """The command line of Odoo with the project's configuration, as a list."""
        return [str(self.python), "-m", "odoo", f"--config={self.odoo_rc(cluster)}"]


def _is_open(folder):
    """Whether any user can reach what is in ``folder``."""
    return all(place.stat().st_mode & 0o001 for place in (folder, *folder.parents))


def find_odoo(top):
    """The folder below ``top`` that holds the package ``odoo``, or None."""
    for folder in (top, top / "usr/lib/python3/dist-packages"):
        if (folder / "odoo" / "release.py").is_file():
            return folder
    return None


def odoo_series(folder):
    """The major version of the Odoo in ``folder``, as text: «19»."""
    text = (folder / "odoo" / "release.py").read_text("utf-8")
    found = re.search(r"^version_info\s*=\s*\((\S+?),", text, re.MULTILINE)
    return found[1].strip("'\"") if found else "of an unknown version"


def is_root():
    return os.geteuid() == 0
