"""PostgreSQL: a cluster of the project's own, or the server that KMS_DB_URL names.

There are two clusters: ``demo``, and ``test`` that forgets everything in a power cut and is the
faster for it.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from ..errors import Refusal
from ..project import is_root
from . import programs

START_TIMEOUT = 60
# after kill -9 the old processes need a while to let go of the shared memory
RETRY_FOR = 15
ADMINISTRATOR = "kms_admin"
SETTINGS = {"listen_addresses": "", "shared_buffers": "256MB", "max_connections": "200"}
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def prepare(project, step, kind="demo"):
    """Have a PostgreSQL that answers and lets the project create databases.

    :param kind: ``demo`` or ``test``
    :raises Refusal: with the end of PostgreSQL's log
    """
    if project.db_url:
        check_given(project)
        return
    cluster = Cluster.choose(project, kind)
    if cluster.answers():
        return
    if not cluster.is_made():
        step.say("making a cluster")
        cluster.make()
    step.say("starting")
    cluster.start()


def stop(project):
    """Stop the project's clusters; returns the kinds that were running."""
    return [
        kind
        for kind in ("demo", "test")
        if not project.db_url and programs.installed() and Cluster.choose(project, kind).stop()
    ]


def check_given(project):
    """Refuse a server that does not answer or whose user may not create databases."""
    question = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    done = subprocess.run(
        ["psql", "-X", "-A", "-t", "-d", "postgres", "-c", question],
        env=project.environment(),
        text=True,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        words = done.stderr.strip().splitlines()[-1:] or ["no answer"]
        raise Refusal(f"The PostgreSQL of KMS_DB_URL refuses: {words[0]}")
    if done.stdout.strip() != "t":
        user = project.db_url.username
        raise Refusal(
            f"The user {user} of KMS_DB_URL may not create databases; as its administrator:  "
            f'ALTER ROLE "{user}" CREATEDB'
        )


class Cluster:
    """A private cluster: its data, its socket and the user that runs it.

    PostgreSQL refuses to run as root. Root runs it as the user ``postgres`` of its package, who may
    not be able to enter the project's folder (a project under /root): the data is then named
    through an open file descriptor, and the socket lives below /tmp.

    :param kind: ``demo`` or ``test``
    :param version: major version
    :param folder: where the server's programs of that version are
    """

    def __init__(self, project, kind, version, folder):
        self.kind = kind
        self.folder = folder
        self.version = version
        self.data = cluster_data(project, kind, version)
        self.ready = self.data / "kms-ready"
        self.log = project.logs / f"postgresql-{kind}.log"
        self.socket = project.socket_dir(kind)
        self.environment = {**project.environ, **project.server_environment(kind)}

    @classmethod
    def choose(cls, project, kind):
        """The newest cluster that was made and can still run, else one of the newest version."""
        found = programs.installed()
        if not found:
            raise Refusal("PostgreSQL is not installed; ./kms doctor says how to get it.")
        made = [number for number in found if cluster_data(project, kind, number).exists()]
        version = max(made or found)
        return cls(project, kind, version, found[version])

    def answers(self):
        """Whether it accepts connections; its pid file would lie after kill -9."""
        return self._call("pg_isready", "-q").returncode == 0

    def is_made(self):
        return self.ready.exists()

    def make(self):
        """Make the cluster; a half-made one is removed first."""
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        self._own(self.data)
        command = [str(self.folder / "initdb"), f"--username={ADMINISTRATOR}", "--encoding=UTF8"]
        # it listens on no network, and only its user can enter the folder of the socket
        command += ["--auth=trust", "--locale=C.UTF-8"]
        if self.version >= 15:
            # sorts names as French people do
            command += ["--locale-provider=icu", "--icu-locale=fr"]
        with self._as_owner() as (data, options):
            done = subprocess.run(
                [*command, "-D", data], text=True, capture_output=True, check=False, **options
            )
        if done.returncode:
            raise Refusal(f"The PostgreSQL cluster could not be made: {done.stderr.strip()}")
        self.start()
        role = "CREATE ROLE kms LOGIN CREATEDB"
        done = self._call("psql", "-X", "-U", ADMINISTRATOR, "-d", "postgres", "-c", role)
        if done.returncode:
            raise Refusal(f"PostgreSQL refused to make its role: {done.stderr.strip()}")
        # the last thing: what is interrupted before is made again
        self.ready.touch()

    def start(self):
        """Start it and wait until it answers.

        :raises Refusal: with the end of its log
        """
        if self.answers():
            return
        self._own(self.socket)
        # one that lives but cannot be reached has lost its socket, e.g. to the clean-up of /tmp
        self.stop()
        # after a restart of the machine another program may have the number in that file
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        deadline = time.monotonic() + RETRY_FOR
        while not self._start_once():
            if time.monotonic() > deadline:
                words = self.log.read_text("utf-8", "replace").splitlines()[-5:]
                raise Refusal("PostgreSQL does not start:\n" + "\n".join(words))
            time.sleep(1)

    def _start_once(self):
        settings = {**SETTINGS, "unix_socket_directories": self.socket}
        settings |= FORGETFUL if self.kind == "test" else {}
        options = [part for item in settings.items() for part in ("-c", "{}={}".format(*item))]
        with self._as_owner() as (data, owner), self.log.open("ab") as log:
            process = subprocess.Popen(
                [str(self.folder / "postgres"), *options, "-D", data],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C in this terminal is for Odoo; PostgreSQL stays for ./kms psql
                start_new_session=True,
                **owner,
            )
        deadline = time.monotonic() + START_TIMEOUT
        while process.poll() is None and time.monotonic() < deadline:
            if self.answers():
                return True
            time.sleep(0.1)
        return False

    def stop(self):
        """Stop it; returns whether it was running."""
        pid = self.pid()
        if not pid:
            return False
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + START_TIMEOUT
        while self.pid() == pid and time.monotonic() < deadline:
            time.sleep(0.1)
        # nothing of ours stays in /tmp
        with contextlib.suppress(OSError):
            self.socket.rmdir()
        return True

    def pid(self):
        """Process id of the running server, or None."""
        try:
            pid = int((self.data / "postmaster.pid").read_text("ascii").split()[0])
            name = Path(f"/proc/{pid}/comm").read_text("ascii").strip()
        except (OSError, ValueError, IndexError):
            return None
        return pid if name == "postgres" else None

    def _call(self, program, *arguments):
        command = [str(self.folder / program), *arguments]
        return subprocess.run(
            command, env=self.environment, text=True, capture_output=True, check=False
        )

    def _own(self, folder):
        """Make a folder that only the cluster's user may enter."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid not in (os.geteuid(), _owner()):
            raise Refusal(f"{folder} belongs to another user; remove it and run the command again.")
        if is_root():
            os.chown(folder, _owner(), -1)
        folder.chmod(0o700)

    @contextlib.contextmanager
    def _as_owner(self):
        """Yield how to name the data, and options of Popen, for the user that runs the cluster."""
        if not is_root():
            yield str(self.data), {"cwd": tempfile.gettempdir()}
            return
        user = pwd.getpwuid(_owner())
        opened = os.open(self.data, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield (
                f"/proc/self/fd/{opened}",
                {
                    "cwd": "/",
                    "pass_fds": [opened],
                    "user": user.pw_uid,
                    "group": user.pw_gid,
                    "extra_groups": [],
                },
            )
        finally:
            os.close(opened)


def cluster_data(project, kind, version):
    """Folder of a cluster's data; the version is in its name, for the data of one is not readable
    by another."""
    return project.state / f"{'pg' if kind == 'demo' else 'pgtest'}{version}"


def _owner():
    if not is_root():
        return os.geteuid()
    try:
        return pwd.getpwnam("postgres").pw_uid
    except KeyError:
        raise Refusal(
            "PostgreSQL refuses to run as root and there is no user postgres to run it; make one "
            "with  useradd --system postgres  and run the command again."
        ) from None
