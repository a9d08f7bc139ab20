"""``deploy/install.sh``: what it writes for a server, and what it refuses."""

import configparser
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kms.steps import programs

TOP = Path(__file__).resolve().parents[2]
DEPLOY = TOP / "deploy"


def call(*arguments, script="install.sh"):
    command = [str(DEPLOY / script), *map(str, arguments)]
    return subprocess.run(command, text=True, capture_output=True, check=False)


def install(root, *more):
    done = call("--domain", "erp.example.com", "--database", "shop", "--root", root, *more)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("root")
    install(folder, "--workers", "5")
    return folder


def read(root, path):
    return (root / path).read_text("utf-8")


def test_nothing_is_left_to_fill_in(root):
    for path in root.rglob("*"):
        if path.is_file():
            assert not re.search(r"@[A-Z_]+@", path.read_text("utf-8")), path


def test_the_second_time_changes_nothing(root):
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert install(root, "--workers", "5") == ""
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_secrets_are_closed(root):
    for name in ("kms.env", "backup.passphrase", "tls/key.pem"):
        assert (root / "etc/kms" / name).stat().st_mode & 0o077 == 0, name
    assert (root / "etc/kms/odoo.conf").stat().st_mode & 0o007 == 0


def test_the_configuration_says_each_thing_once(root):
    """Odoo's file is the project's, then the server's; configparser refuses what is there twice."""
    parser = configparser.RawConfigParser(strict=True)
    parser.read(root / "etc/kms/odoo.conf")
    options = dict(parser["options"])
    assert options["proxy_mode"] == "True"
    assert options["workers"] == "5"
    assert options["list_db"] == "False"
    assert options["dbfilter"] == "^shop$"
    assert len(options["admin_passwd"]) == 48


def test_the_house_has_the_last_word(tmp_path):
    install(tmp_path)
    local = tmp_path / "etc/kms/odoo.local.conf"
    local.write_text("workers = 17\nlog_level = warn\n", encoding="utf-8")
    assert install(tmp_path) == "  written: /etc/kms/odoo.conf\n"
    text = read(tmp_path, "etc/kms/odoo.conf")
    assert text.count("workers = ") == 1
    assert "workers = 17" in text
    assert local.read_text("utf-8") == "workers = 17\nlog_level = warn\n"


def functions(*names):
    """Those functions of install.sh, as bash."""
    text = (DEPLOY / "install.sh").read_text("utf-8")
    return "\n".join(
        re.search(rf"^{name}\(\) {{\n.*?^}}\n", text, re.MULTILINE | re.DOTALL)[0] for name in names
    )


def test_what_was_written_after_the_start_restarts(tmp_path):
    """A change that no restart follows is none; without one, nobody is interrupted."""
    systemctl = tmp_path / "systemctl"
    systemctl.write_text("#!/bin/sh\necho $STARTED\n", encoding="utf-8")
    systemctl.chmod(0o755)
    old, new = tmp_path / "old", tmp_path / "new"
    for path, moment in ((old, 1000), (new, 3000)):
        path.touch()
        os.utime(path, (moment, moment))

    def older(started, *paths):
        script = f"set -euo pipefail\n{functions('older')}\nolder kms.service {' '.join(paths)}"
        environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "STARTED": started}
        command = ["bash", "-c", script]
        return subprocess.run(command, env=environment, check=False, cwd=tmp_path).returncode == 0

    assert older("@2000", "old", "new")
    assert not older("@2000", "old")
    assert not older("@3000", "old", "new")
    assert older("", "old"), "it does not run"


def test_what_is_the_same_keeps_its_date(tmp_path):
    install(tmp_path)
    paths = [path for path in tmp_path.rglob("*") if path.is_file()]
    for path in paths:
        os.utime(path, (1000, 1000))
    install(tmp_path)
    assert {path.stat().st_mtime for path in paths} == {1000}


def test_postgresql_as_the_machine_is(tmp_path):
    """What the house has changed in its own file stays; PostgreSQL reads the files by name."""
    install(tmp_path)
    (folder,) = tmp_path.glob("etc/postgresql/*/main/conf.d")
    assert sorted(path.name for path in folder.iterdir()) == ["kms.conf", "kms.local.conf"]
    own = folder / "kms.local.conf"
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**2
    shared = int(re.search(r"^shared_buffers = (\d+)MB$", own.read_text("utf-8"), re.MULTILINE)[1])
    assert shared == pytest.approx(total / 4, rel=0.02)
    own.write_text("shared_buffers = 1GB\n", encoding="utf-8")
    assert install(tmp_path) == ""
    assert own.read_text("utf-8") == "shared_buffers = 1GB\n"


def test_the_units_may_write_where_the_settings_say(tmp_path):
    """A folder of backups on another disk, files on a file server: the rest is read-only."""
    install(tmp_path)
    env = tmp_path / "etc/kms/kms.env"
    text = env.read_text("utf-8").replace("/var/backups/kms", "/mnt/disk/kms")
    env.write_text(text, encoding="utf-8")
    local = tmp_path / "etc/kms/odoo.local.conf"
    local.write_text("data_dir = /srv/kms\n", encoding="utf-8")
    install(tmp_path)
    assert "ReadWritePaths=-/srv/kms\n" in read(tmp_path, "etc/systemd/system/kms.service")
    for name in ("kms-backup", "kms-drill"):
        unit = read(tmp_path, f"etc/systemd/system/{name}.service")
        assert "ReadWritePaths=/var/lib/kms -/srv/kms -/mnt/disk/kms\n" in unit
    local.write_text("data_dir = /srv/our files\n", encoding="utf-8")
    done = call("--domain", "erp.example.com", "--database", "shop", "--root", tmp_path)
    assert done.returncode == 1
    assert "/srv/our files" in done.stderr


def test_the_command_on_the_server(root):
    """It offers what a server has; setting up a demo over it would be refused too late."""
    command = root / "usr/local/bin/kms"

    def kms(*arguments):
        return subprocess.run(
            ["bash", str(command), *arguments], text=True, capture_output=True, check=False
        )

    assert kms().stdout == kms("help").stdout
    offered = {line.split()[1] for line in kms("help").stdout.splitlines()}
    assert offered == {"backup", "restore", "psql", "shell", "neutralize"}
    for name in ("up", "down", "fetch", "doctor"):
        done = kms(name)
        assert (done.returncode, done.stdout) == (1, "")
        assert f"no «kms {name}»" in done.stderr
    evaluated = [line for line in command.read_text().splitlines() if "eval" in line]
    assert evaluated, "the settings of psql"
    for line in evaluated:
        assert "${as_kms[@]}" in line, "root follows nothing that the server's user says"


def test_the_server_comes_back_and_reconnects(root):
    unit = read(root, "etc/systemd/system/kms.service")
    assert "Restart=always" in unit
    assert "StartLimitIntervalSec=0" in unit
    # a restart of PostgreSQL does not stop it, and it does not start a PostgreSQL that was stopped
    assert not re.search(r"^(Requires|BindsTo)=|^Wants=.*postgresql", unit, re.MULTILINE)
    assert re.search(r"^After=.*\bpostgresql\.service", unit, re.MULTILINE)
    # the websocket process cannot be started anew from «python -m odoo»
    assert re.search(r"^ExecStart=\S+/python \S+/(odoo|odoo-bin) --config=", unit, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "«» is no domain"),
        (["--domain", "localhost", "--database", "kms"], "is no domain"),
        (["--domain", "a.b; reboot", "--database", "kms"], "is no domain"),
        (["--domain", "a.b", "--database", "k-m;s"], "no name for a database"),
        (["--domain", "a.b", "--database", "kms", "--workers", "0"], "no number of workers"),
        (["--domain", "a.b", "--database", "kms", "--nodes", "a; b"], "are no machines"),
        (["--domain", "a.b", "--database", "kms", "--role", "king"], "is no role"),
        (["--domain"], "wants a value"),
        (["--verbose", "yes"], "no option --verbose"),
    ],
)
def test_a_refusal_is_a_sentence(arguments, words):
    done = call(*arguments)
    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_several_nodes(root, tmp_path):
    """One server is never left alone; of several, one that dies is."""
    path = "etc/nginx/sites-available/kms.conf"
    assert "server 127.0.0.1:8069 fail_timeout=0;" in read(root, path)
    install(tmp_path, "--nodes", "10.0.0.11,10.0.0.12")
    text = read(tmp_path, path)
    for port in ("8069", "8072"):
        for node in ("10.0.0.11", "10.0.0.12"):
            assert f"server {node}:{port} max_fails=1 fail_timeout=5s;" in text


def test_a_node_has_no_database_of_its_own(tmp_path):
    install(tmp_path, "--role", "node")
    assert (tmp_path / "etc/systemd/system/kms.service").is_file()
    assert not (tmp_path / "etc/postgresql").exists()


def test_a_machine_without_postgresql():
    """A node, the machine of nginx, a container: there is no folder of clusters to look into."""
    script = f"""set -euo pipefail
        ls() {{ return 2; }}
        top=/nowhere odoo=/nowhere/odoo addons_path=own postgresql=default
        {functions("locate")}
        locate
        echo "$addons_path $postgresql" """
    done = subprocess.run(["bash", "-c", script], text=True, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, "own default\n"), done.stderr


def test_a_replica_is_not_made_over_something(tmp_path):
    (tmp_path / "there").touch()
    for arguments, words in (
        ([], "Say where the primary is"),
        (["--primary", "host=x", "--data", tmp_path], "is not empty"),
        (["--primary", "host=x", "--data", tmp_path / "new", "--slot", "x'; --"], "no name for"),
    ):
        done = call(*arguments, script="several/make-replica.sh")
        assert done.returncode == 1
        assert words in done.stderr


@pytest.mark.parametrize(
    "script",
    [
        "install.sh",
        "several/make-replica.sh",
        "update.sh",
        "pitr-drill.sh",
        "kms.command",
        "archive-wal",
        "container/start",
    ],
)
def test_the_scripts_parse(script):
    done = subprocess.run(
        ["bash", "-n", str(DEPLOY / script)], text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_systemd_takes_the_units(root, tmp_path):
    if not shutil.which("systemd-analyze"):
        return  # a container without systemd: nobody could run them either
    for path in (root / "etc/systemd/system").iterdir():
        # the server's own programs need not be here
        text = re.sub(r"^ExecStart=.*", "ExecStart=/bin/true", path.read_text("utf-8"), flags=re.M)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    units = sorted(map(str, tmp_path.iterdir()))
    done = subprocess.run(
        ["systemd-analyze", "verify", *units], text=True, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


class TestArchive:
    def test_a_copy_that_never_replaces(self, tmp_path):
        source, target = tmp_path / "wal", tmp_path / "archived"
        source.write_bytes(b"one")
        assert call(source, target, script="archive-wal").returncode == 0
        assert call(source, target, script="archive-wal").returncode == 0, "asked again"
        source.write_bytes(b"two")
        done = call(source, target, script="archive-wal")
        assert done.returncode == 1
        assert "other contents" in done.stderr
        assert target.read_bytes() == b"one"

    def test_a_disk_that_is_away(self, tmp_path):
        (tmp_path / "wal").touch()
        done = call(tmp_path / "wal", tmp_path / "away" / "x", script="archive-wal")
        assert done.returncode


def test_point_in_time_recovery():
    """Archive, base backup, a mistake, recovery to the moment before it: on a private cluster."""
    if not programs.installed():
        return  # PostgreSQL is elsewhere (KMS_DB_URL)
    done = call(script="pitr-drill.sh")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "recovered to that moment: 1500|" in done.stdout
