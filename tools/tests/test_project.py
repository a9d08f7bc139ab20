import os
from pathlib import Path

import pytest

from kms.errors import Refusal
from kms.project import SOCKET_LIMIT, Project, find_odoo, odoo_series

RELEASE = "version_info = ({series}, 0, 0, FINAL, 0, '')\n"


def make_odoo(top, series="19"):
    release = top / "odoo" / "release.py"
    release.parent.mkdir(parents=True)
    release.write_text(RELEASE.format(series=series), encoding="utf-8")
    return top


def make_project(tmp_path, **environ):
    (tmp_path / "odoo.conf").write_text("[options]\nlist_db = False\n", encoding="utf-8")
    (tmp_path / "requirements.txt").write_text("six==1\n", encoding="utf-8")
    return Project(tmp_path, {"HOME": str(tmp_path), **environ})


def make_addon(project, name, depends):
    folder = project.addons_dir / name
    folder.mkdir(parents=True)
    (folder / "__manifest__.py").write_text(repr({"depends": depends}), encoding="utf-8")


def test_the_downloads_go_to_the_cache_of_the_user(tmp_path):
    assert make_project(tmp_path).cache == tmp_path / ".cache" / "kms"
    moved = make_project(tmp_path, XDG_CACHE_HOME="/var/cache")
    assert moved.cache == Path("/var/cache/kms")


def test_the_foundation_is_what_is_not_ours(tmp_path):
    project = make_project(tmp_path)
    make_addon(project, "kms_base", ["sale", "crm"])
    make_addon(project, "kms_suite", ["kms_base", "stock"])
    assert project.addons() == ["kms_base", "kms_suite"]
    assert project.foundation() == ["base", "crm", "sale", "stock"]


@pytest.mark.parametrize("inside", ["", "usr/lib/python3/dist-packages"])
def test_odoo_is_found_as_git_and_as_debian_lay_it_out(tmp_path, inside):
    made = make_odoo(tmp_path / "odoo-19" / inside)
    assert find_odoo(tmp_path / "odoo-19") == made
    assert make_project(tmp_path, KMS_ODOO=str(tmp_path / "odoo-19")).odoo_path() == made


@pytest.mark.parametrize(("series", "answer"), [("19", "19"), ("'saas~19'", "saas~19")])
def test_the_series_of_an_odoo(tmp_path, series, answer):
    assert odoo_series(make_odoo(tmp_path, series)) == answer


def test_another_odoo_is_refused(tmp_path):
    make_odoo(tmp_path / "old", "18")
    project = make_project(tmp_path, KMS_ODOO=str(tmp_path / "old"))
    with pytest.raises(Refusal, match="leads to Odoo 18; the suite needs Odoo 19"):
        project.odoo_path()
    project = make_project(tmp_path, KMS_ODOO=str(tmp_path / "nowhere"))
    with pytest.raises(Refusal, match="there is no Odoo"):
        project.odoo_path()


def test_the_addons_of_a_git_checkout_are_beside_the_package(tmp_path):
    odoo = make_odoo(tmp_path / "git")
    (odoo / "addons").mkdir()
    (odoo / "odoo" / "addons").mkdir()
    paths = make_project(tmp_path, KMS_ODOO=str(odoo)).addons_path().split(",")
    assert paths == [str(tmp_path / "addons"), str(odoo / "odoo/addons"), str(odoo / "addons")]


def test_the_address_of_a_server_becomes_variables(tmp_path):
    url = "postgresql://us%40er:p%2Fw@db.example:6432/shop"
    project = make_project(tmp_path, KMS_DB_URL=url)
    assert project.server_environment() == {
        "PGHOST": "db.example",
        "PGPORT": "6432",
        "PGUSER": "us@er",
        "PGPASSWORD": "p/w",
    }
    assert project.database == "shop"


@pytest.mark.parametrize("url", ["mysql://u@h/d", "postgresql://host/d", "localhost"])
def test_an_address_that_is_none_is_refused(tmp_path, url):
    with pytest.raises(Refusal, match="write it as postgresql://"):
        make_project(tmp_path, KMS_DB_URL=url)


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_refused(tmp_path, port):
    with pytest.raises(Refusal, match="from 1 to 65535"):
        make_project(tmp_path, KMS_PORT=port)


def test_a_password_is_not_written_down(tmp_path):
    url = "postgresql://user:secret@db.example/shop"
    project = make_project(tmp_path, KMS_DB_URL=url)
    project.make_folders()
    project.write_odoo_rc()
    text = project.odoo_rc().read_text("utf-8")
    assert "list_db = False" in text
    assert "db_user = user" in text
    assert "secret" not in text
    assert project.odoo_rc().stat().st_mode & 0o077 == 0


def test_a_socket_fits_into_what_the_system_allows(tmp_path):
    deep = tmp_path / ("x" * 60) / ("y" * 60)
    deep.mkdir(parents=True)
    for root in (tmp_path, deep):
        assert len(os.fsencode(make_project(root).socket_dir("demo"))) <= SOCKET_LIMIT


def test_the_shell_of_a_developer_does_not_lead_astray(tmp_path):
    make_odoo(tmp_path / "git")
    project = make_project(
        tmp_path, KMS_ODOO=str(tmp_path / "git"), PYTHONPATH="/elsewhere", PGDATABASE="other"
    )
    environment = project.environment()
    assert not {"PYTHONPATH", "PGDATABASE"} & set(environment)
    assert environment["KMS_DB"] == "kms"


def test_the_folders_of_another_user_are_refused(tmp_path, monkeypatch):
    project = make_project(tmp_path)
    project.make_folders()
    monkeypatch.setattr(os, "access", lambda *_arguments: False)
    with pytest.raises(Refusal, match="set up by another user"):
        project.make_folders()
