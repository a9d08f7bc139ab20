"""Where Odoo comes from: the cache, Debian's archive, a git repository."""

import hashlib
import json
import subprocess
import tarfile

import pytest
from test_project import make_odoo, make_project

from kms import files
from kms.errors import Refusal
from kms.progress import Step
from kms.steps import debian, odoo

TARGETS = """http://mirror.example/debian-security/ bookworm-security
http://other.example/tools nodistro
http://mirror.example/debian/ bookworm
http://mirror.example/debian/ bookworm-updates
"""


@pytest.fixture
def project(tmp_path):
    made = make_project(tmp_path)
    made.make_folders()
    return made


@pytest.fixture
def step():
    return Step("Odoo 19")


def cached(project, name, content=b"package"):
    """A package in the cache and its entry in the list of what is there."""
    path = project.cache / f"{name}_1_all.deb"
    path.write_bytes(content)
    return {"name": name, "suite": "sid", "file": path.name, "sha256": files.sha256(path)}


def remember(project, packages):
    index = {"codename": debian._codename(), "packages": packages}
    (project.cache / "debian.json").write_text(json.dumps(index), encoding="utf-8")


class Archive:
    """An archive whose packages are their own names; counts what it is asked for."""

    def __init__(self, project):
        self.project = project
        self.asked = []
        self.damage = False

    def update(self):
        self.asked.append("update")

    def describe(self, wanted):
        return [
            {
                "name": name,
                "suite": suite,
                "file": f"{name}_1_all.deb",
                "sha256": hashlib.sha256(name.encode()).hexdigest(),
            }
            for name, suite in wanted
        ]

    def download(self, package):
        self.asked.append(package["name"])
        path = self.project.state / package["file"]
        path.write_bytes(b"half" if self.damage else package["name"].encode())
        return path


@pytest.fixture
def archive(project, monkeypatch):
    made = Archive(project)
    monkeypatch.setattr(debian, "_Apt", lambda *_arguments: made)
    return made


def test_the_mirror_is_the_one_of_the_machine():
    assert debian.mirror_of(TARGETS, "bookworm") == "http://mirror.example/debian/"
    assert debian.mirror_of(TARGETS, "trixie") is None
    assert debian.mirror_of("", "") is None


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (
            "'http://m/p_1%3a2_all.deb' p_1%3a2_all.deb 12 SHA256:ab12",
            {"p": ("p_1%3a2_all.deb", "ab12")},
        ),
        ("'http://m/p_1_all.deb' p_1_all.deb 12 MD5Sum:ab12", {}),
        ("E: Unable to locate package odoo-19", {}),
        ("", {}),
    ],
)
def test_only_a_sha256_is_believed(answer, found):
    assert debian.parse_uris(answer) == found


def test_what_is_in_the_cache_needs_no_network(project, step, archive):
    remember(project, [cached(project, "odoo-19")])
    assert debian.fetch(project, step) == [project.cache / "odoo-19_1_all.deb"]
    assert archive.asked == []


def test_a_damaged_file_in_the_cache_is_fetched_anew(project, step, archive):
    first = debian.fetch(project, step)
    archive.asked.clear()
    first[0].write_bytes(b"rotten")
    assert debian.fetch(project, step) == first
    assert archive.asked == ["update", "odoo-19"]
    assert first[0].read_bytes() == b"odoo-19"


def test_a_fetch_that_was_interrupted_continues(project, step, archive):
    (project.cache / "odoo-19_1_all.deb").write_bytes(b"odoo-19")
    debian.fetch(project, step)
    assert "odoo-19" not in archive.asked
    assert "libjs-jquery" in archive.asked


def test_a_download_that_arrives_damaged_is_refused(project, step, archive):
    archive.damage = True
    with pytest.raises(Refusal, match="arrived damaged"):
        debian.fetch(project, step)
    assert not list(project.cache.glob("*.deb"))


def test_only_french_and_english_are_unpacked(tmp_path, monkeypatch, step):
    wanted = ["sale/i18n/fr.po", "sale/i18n/sale.pot", "l10n_cm/i18n_extra/fr.po", "sale/f.py"]
    foreign = ["sale/i18n/de.po", "sale/i18n/fr_BE.po", "sale/i18n/fi.po", "x/i18n_extra/es.po"]
    content = tmp_path / "content"
    for name in wanted + foreign:
        path = content / "usr" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    package = tmp_path / "odoo-19_1_all.deb"
    with tarfile.open(package, "w") as tar:
        tar.add(content, ".")
    # the data of a package is a tar file: this dpkg-deb is one that has opened it already
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "dpkg-deb").write_text('#!/bin/sh\nexec cat "$2"\n', encoding="utf-8")
    (programs / "dpkg-deb").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    root = tmp_path / "root"
    root.mkdir()
    debian.unpack([package], step, root)
    kept = {str(path.relative_to(root / "usr")) for path in root.glob("usr/*/**/*")}
    assert set(wanted) <= kept
    assert not set(foreign) & kept
    assert (root / "usr/lib/python3/dist-packages" / debian.ABSENT).is_file()


def test_a_package_that_cannot_be_opened_is_refused(tmp_path, step):
    package = tmp_path / "odoo-19_1_all.deb"
    package.write_bytes(b"no package")
    with pytest.raises(Refusal, match="could not be unpacked"):
        debian.unpack([package], step, tmp_path)


class TestWithoutDebian:
    """The second source: a repository, here one on this machine."""

    @pytest.fixture(autouse=True)
    def no_archive(self, monkeypatch):
        def refuse(*_arguments):
            raise debian.NotAvailableError("no archive")

        monkeypatch.setattr(debian, "fetch", refuse)
        monkeypatch.setattr(files, "need_space", lambda *_arguments: None)

    @pytest.fixture
    def repository(self, tmp_path):
        def make(series="19"):
            folder = make_odoo(tmp_path / "remote", series)
            git = ["git", "-C", str(folder), "-c", "user.name=t", "-c", "user.email=t@example.com"]
            subprocess.run([*git, "init", "-q", "-b", odoo.BRANCH], check=True)
            subprocess.run([*git, "add", "."], check=True)
            subprocess.run([*git, "commit", "-q", "-m", "x"], check=True)
            return folder.as_uri()

        return make

    def test_odoo_comes_from_git(self, tmp_path, step, repository):
        project = make_project(tmp_path, KMS_ODOO_GIT=repository(), PATH="/usr/bin:/bin")
        project.make_folders()
        odoo.prepare(project, step)
        assert project.odoo_path() == project.odoo_dir
        assert not project.odoo_dir.with_name("odoo.part").exists()

    def test_what_an_interruption_left_is_no_odoo(self, tmp_path, step, repository):
        project = make_project(tmp_path, KMS_ODOO_GIT=repository(), PATH="/usr/bin:/bin")
        project.make_folders()
        make_odoo(project.state / "odoo.part", "17")
        assert project.odoo_path() is None
        odoo.prepare(project, step)
        assert project.odoo_path() == project.odoo_dir

    def test_another_version_is_refused_and_deleted(self, tmp_path, step, repository):
        project = make_project(tmp_path, KMS_ODOO_GIT=repository("18"), PATH="/usr/bin:/bin")
        project.make_folders()
        with pytest.raises(Refusal, match="not Odoo 19"):
            odoo.prepare(project, step)
        assert project.odoo_path() is None

    def test_neither_source_is_a_sentence(self, tmp_path, step):
        project = make_project(
            tmp_path, KMS_ODOO_GIT=(tmp_path / "none").as_uri(), PATH="/usr/bin:/bin"
        )
        project.make_folders()
        with pytest.raises(Refusal, match=r"neither from Debian .no archive. nor from .*KMS_ODOO"):
            odoo.prepare(project, step)
