"""The pure parts of the steps: what a log line means, what changed, which port is free."""

import json
import os
import socket

import pytest
from test_project import make_addon, make_odoo, make_project

from kms.errors import Refusal
from kms.steps import database, debian, programs, server, system

LOADING = "2026-11-21 11:00:00,000 12 INFO kms odoo.modules.loading: Loading module sale (12/93) "
DAY = "2026-11-21 11:00:00,000 12 INFO kms odoo.addons.kms_suite.models.x: KMS demo: day 3/30"
ERROR = "2026-11-21 11:00:00,000 12 ERROR kms odoo.modules.loading: the demo data is broken"


class TestWhatALogLineMeans:
    @pytest.mark.parametrize(
        ("line", "words"),
        [
            (LOADING, "core: module 12 of 93, sale"),
            (DAY, "the demo month: day 3 of 30"),
            ("2026-11-21 11:00:00,000 12 INFO kms odoo.sql_db: nothing of interest", None),
        ],
    )
    def test_progress(self, line, words):
        assert database.Words("core")(line) == words

    def test_the_first_error_is_kept(self):
        words = database.Words("core")
        for line in (LOADING, ERROR, ERROR.replace("broken", "worse"), DAY):
            words(line)
        assert words.error == "kms odoo.modules.loading: the demo data is broken"

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ("Setting up chromium (140.0.1-1) ...", "setting up chromium"),
            ("Unpacking libcairo2:amd64 (1.18.4-1) ...", "unpacking libcairo2"),
            ("Reading package lists...", None),
        ],
    )
    def test_what_apt_does(self, line, words):
        assert system.words(line) == words

    @pytest.mark.parametrize(
        ("line", "percent"),
        [
            ("pmstatus:zip:47.2380:Installing zip (amd64)", 47),
            ("dlstatus:1:9.5:Retrieving file 1 of 2", 10),
            ("Setting up zip (3.0-13) ...", None),
            ("dlstatus:1", None),
        ],
    )
    def test_how_far_apt_is(self, line, percent):
        assert debian.apt_percent(line) == percent

    @pytest.mark.parametrize(
        ("words", "version"),
        [
            ("postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)", 15),
            ("postgres (PostgreSQL) 18beta1", 18),
            ("", None),
        ],
    )
    def test_which_postgresql(self, words, version):
        assert programs.major(words) == version


class TestWhatChanged:
    @pytest.fixture
    def project(self, tmp_path):
        made = make_project(tmp_path)
        make_addon(made, "kms_base", ["base"])
        make_addon(made, "kms_conformity", ["base"])
        return made

    def test_only_addons_that_people_use(self, project):
        assert list(database.addon_digests(project)) == ["kms_base"]

    @pytest.mark.parametrize(
        ("name", "counts"),
        [
            ("models/partner.py", True),
            ("i18n/fr.po", True),
            ("tests/test_partner.py", False),
            ("models/__pycache__/partner.pyc", False),
            ("README.md", False),
        ],
    )
    def test_only_files_that_the_database_takes(self, project, name, counts):
        before = database.addon_digests(project)
        path = project.addons_dir / "kms_base" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("new", encoding="utf-8")
        assert (database.addon_digests(project) != before) is counts


class TestPort:
    def test_a_taken_port_is_refused_with_another(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            with pytest.raises(Refusal, match=rf"Port {port} is taken .*--port {port + 1}"):
                server.need_port(port)
        server.need_port(port)

    def test_a_server_that_is_gone_serves_nothing(self, tmp_path):
        """Its number may even belong to another program: this test, here."""
        make_odoo(tmp_path / "git")
        project = make_project(tmp_path, KMS_ODOO=str(tmp_path / "git"))
        project.make_folders()
        assert server.served_port(project) is None
        for text in (json.dumps({"pid": os.getpid(), "port": 8069}), "{half", "null"):
            project.server_file.write_text(text, encoding="utf-8")
            assert server.served_port(project) is None


class TestMissingPackages:
    @pytest.fixture
    def project(self, tmp_path, monkeypatch):
        need = system.Need("Chromium", "chromium", lambda: False)
        monkeypatch.setattr(system, "needs", lambda _project: [need])
        return make_project(tmp_path)

    def test_without_a_package_manager(self, project, monkeypatch, tmp_path):
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(Refusal, match=r"no apt-get .*chromium.*KMS_ODOO.*KMS_DB_URL"):
            system.prepare(project, None)

    def test_without_sudo(self, project, monkeypatch, tmp_path):
        apt = tmp_path / "apt-get"
        apt.touch(mode=0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(system, "is_root", lambda: False)

        class Silent:
            def say(self, _words):
                pass

        with pytest.raises(Refusal, match=r"no sudo .*apt-get install .*chromium"):
            system.prepare(project, Silent())
