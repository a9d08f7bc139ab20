"""Backups: what stays, what is refused, what is noticed."""

import collections
import datetime
import io
import shutil
import tarfile

import pytest
from test_project import make_project

from kms.backup import bring, digests, place, rotation, take, vault
from kms.errors import Refusal

NOON = datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
Usage = collections.namedtuple("Usage", "total used free")
SHA = "a9993e364706816aba3e25717850c26c9cd0d89d"  # of «abc»


class TestRotation:
    def test_a_year_of_nights(self):
        """7 days, 4 weeks and 6 months; the last of a week or month may be one of the days."""
        nights = [NOON - DAY * number for number in range(365)]
        kept = rotation.kept(nights)
        assert set(nights[:7]) <= kept
        months = {(moment.year, moment.month) for moment in kept}
        assert months == {(2026, month) for month in range(6, 12)}
        assert len({moment.isocalendar()[:2] for moment in kept}) >= 4
        assert len(kept) <= 7 + 4 + 6

    def test_of_a_day_the_last(self):
        day = [NOON + datetime.timedelta(hours=hour) for hour in range(8)]
        assert rotation.kept([*day, NOON + 2 * DAY]) == {day[-1], NOON + 2 * DAY}

    def test_of_the_last_hours_all(self):
        """An update that is tried twice takes two backups; only the first is of the time before."""
        tried = [NOON, NOON + datetime.timedelta(minutes=20)]
        assert rotation.kept(tried) == set(tried)

    def test_a_server_that_was_off_keeps_what_it_has(self):
        """Periods with a backup count, not days of the calendar."""
        rare = [NOON - DAY * 40 * number for number in range(5)]
        assert rotation.kept(rare) == set(rare)

    def test_the_new_year_is_one_week(self):
        eve = datetime.datetime(2026, 12, 31, tzinfo=datetime.UTC)
        assert rotation.kept([eve, eve + DAY], {"%G-%V": 4}) == {eve + DAY}

    def test_only_backups_of_this_database_go(self, tmp_path):
        moments = [NOON, NOON + DAY / 24, NOON + 2 * DAY]
        names = [rotation.file_name("kms", moment) for moment in moments]
        others = ["kms_copy-20261121T120000Z.kms.gpg", "kms-old.kms.gpg", "kms.txt"]
        for name in [*names, *others, f"{names[0]}.part"]:
            (tmp_path / name).touch()
        gone = take.rotate(tmp_path, "kms")
        assert [path.name for path in gone] == names[:1]
        assert {path.name for path in tmp_path.iterdir()} == {*names[1:], *others}


class TestDifferences:
    def test_none(self):
        tables = digests.read_tables("res_partner\t3\t-12\nsale_order\t0\t0\n")
        assert tables == {"res_partner": [3, "-12"], "sale_order": [0, "0"]}
        assert digests.differences(tables, dict(tables)) == []

    def test_each_is_a_sentence(self):
        before = {"a": [1, "5"], "b": [2, "6"], "c": [3, "7"]}
        after = {"b": [1, "6"], "c": [3, "8"], "d": [0, "0"]}
        assert digests.differences(before, after) == [
            "the table a is missing",
            "the table b has 1 rows instead of 2",
            "the table c has other contents",
            "the table d was not in the backup",
        ]


@pytest.fixture
def passphrase(tmp_path):
    path = tmp_path / "passphrase"
    path.write_text("correct horse battery staple\n", encoding="utf-8")
    path.chmod(0o600)
    return path


class TestPassphrase:
    def test_it_is_not_there(self, tmp_path):
        with pytest.raises(Refusal, match=r"no passphrase file .*openssl rand"):
            vault.need_passphrase(tmp_path / "none")

    def test_others_can_read_it(self, passphrase):
        passphrase.chmod(0o640)
        with pytest.raises(Refusal, match="chmod 600"):
            vault.need_passphrase(passphrase)

    @pytest.mark.parametrize("text", ["", "short\n", "\nthe second line is not read\n"])
    def test_it_is_too_short(self, passphrase, text):
        passphrase.write_text(text, encoding="utf-8")
        with pytest.raises(Refusal, match="too short"):
            vault.need_passphrase(passphrase)

    def test_it_is_good(self, passphrase):
        vault.need_passphrase(passphrase)


class TestVault:
    @pytest.fixture
    def backup(self, tmp_path, passphrase):
        """A whole backup of a dump and one stored file."""
        dump = tmp_path / "dump"
        dump.write_bytes(b"dump" * 100_000)
        stored = tmp_path / "filestore" / SHA[:2] / SHA
        stored.parent.mkdir(parents=True)
        stored.write_bytes(b"abc")
        path = tmp_path / "kms-20261121T120000Z.kms.gpg"
        manifest = {"version": take.VERSION, "files": 1, "dump": take.files.sha256(dump)}
        name = f"{SHA[:2]}/{SHA}"
        vault.write(path, passphrase, manifest, dump, tmp_path / "filestore", [name])
        return path

    def test_what_went_in_comes_out(self, backup, passphrase, tmp_path):
        with vault.opened(backup, passphrase) as (manifest, members):
            sums = {name: vault.copy(content, tmp_path / "out") for name, content in members}
        assert manifest["files"] == 1
        assert sums[f"{SHA[:2]}/{SHA}"][1] == SHA
        assert sums[vault.DUMP][0] == manifest["dump"]
        take.check(backup, passphrase)

    def test_nothing_is_readable(self, backup):
        content = backup.read_bytes()
        assert b"manifest" not in content
        assert b"dumpdump" not in content

    def test_another_passphrase(self, backup, passphrase):
        passphrase.write_text("another horse battery staple\n", encoding="utf-8")
        with pytest.raises(Refusal, match="encrypted with another passphrase"):
            take.check(backup, passphrase)

    def test_one_bit(self, backup, passphrase):
        content = bytearray(backup.read_bytes())
        content[len(content) // 2] ^= 1
        backup.write_bytes(content)
        with pytest.raises(Refusal, match="damaged"):
            take.check(backup, passphrase)

    def test_cut_short(self, backup, passphrase):
        backup.write_bytes(backup.read_bytes()[:-100])
        with pytest.raises(Refusal, match="damaged or cut short"):
            take.check(backup, passphrase)

    def test_something_else(self, backup, passphrase):
        backup.write_text("no backup at all", encoding="utf-8")
        with pytest.raises(Refusal, match="no backup of this project"):
            take.check(backup, passphrase)

    @pytest.mark.parametrize(
        "name", ["../passwd", "/etc/passwd", "filestore/../../x", "filestore/aa/../b", "other"]
    )
    def test_no_file_is_written_elsewhere(self, name):
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode="w") as archive:
            archive.addfile(tarfile.TarInfo(name))
        content.seek(0)
        with tarfile.open(fileobj=content) as archive, pytest.raises(tarfile.TarError):
            list(vault._members(archive))

    def test_no_link_is_followed(self):
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode="w") as archive:
            link = tarfile.TarInfo(f"filestore/{SHA[:2]}/{SHA}")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(link)
        content.seek(0)
        with tarfile.open(fileobj=content) as archive, pytest.raises(tarfile.TarError):
            list(vault._members(archive))


class TestPlace:
    @pytest.fixture
    def project(self, tmp_path):
        url = "postgresql://nobody@localhost:1/kms"
        made = make_project(tmp_path, KMS_DB_URL=url, KMS_DATA_DIR=str(tmp_path / "data"))
        made.make_folders()
        return made

    def test_settings_and_options(self, project, tmp_path):
        assert place.Place(project).folder == tmp_path / ".kms" / "backups"
        project.environ["KMS_BACKUP_DIR"] = "/mnt/disk"
        assert str(place.Place(project).folder) == "/mnt/disk"
        assert str(place.Place(project, "/mnt/usb").folder) == "/mnt/usb"

    def test_a_disk_that_is_away(self, project, passphrase, tmp_path):
        (tmp_path / "disk").touch()
        arguments = ["--to", str(tmp_path / "disk" / "kms"), "--passphrase-file", str(passphrase)]
        with pytest.raises(Refusal, match=r"cannot be written into .*/disk/kms .*install\.sh"):
            take.run(project, arguments)

    def test_a_draft_is_gone_even_that_of_a_killed_backup(self, project):
        here = place.Place(project)
        left = here.data_dir / "kms-backup-killed"
        left.mkdir()
        with here.draft() as draft:
            assert draft.stat().st_mode & 0o077 == 0
            assert not left.exists()
        assert not draft.exists()

    @pytest.mark.parametrize("name", ["", "a/b", "..", "x'; DROP", "é", "-x", "x" * 60])
    def test_a_name_that_is_none(self, name):
        with pytest.raises(Refusal, match="no name for a database"):
            place.need_name(name)

    def test_a_database_that_does_not_answer(self, project, passphrase, capsys):
        with pytest.raises(Refusal, match="PostgreSQL refuses «kms»"):
            take.run(project, ["--passphrase-file", str(passphrase)])
        assert not list(project.state.glob("backups/*"))

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            ([], "Say which backup"),
            (["x.gpg"], "Say which backup"),
            (["--drill", "--to", "x"], "throws its database away"),
            (["--drill"], r"no backup of «kms» .*\./kms backup"),
            (["none.gpg", "--to", "x"], "There is no file"),
        ],
    )
    def test_what_cannot_be_restored(self, project, passphrase, arguments, words):
        with pytest.raises(Refusal, match=words):
            bring.run(project, [*arguments, "--passphrase-file", str(passphrase)])

    def test_a_small_disk(self, project, monkeypatch):
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(2**40, 2**40, 2**30))
        backup = take.Backup(place.Place(project), "kms")
        backup._need_space({"bytes": 2**29, "files_bytes": 2**28})
        with pytest.raises(Refusal, match=r"needs .* GB of free space"):
            backup._need_space({"bytes": 2**30, "files_bytes": 2**30})
