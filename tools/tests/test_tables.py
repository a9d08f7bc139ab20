"""The environment of the benchmarks that read real tables."""

from types import SimpleNamespace

from kms import lint, tables


def test_it_is_made_anew_when_its_pins_change(tmp_path, monkeypatch):
    commands = []

    def done(command, **_options):
        commands.append(command)
        (tmp_path / "venv").mkdir(exist_ok=True)
        return SimpleNamespace(returncode=0)

    pins = tmp_path / "pins.txt"
    pins.write_text("one==1\n")
    monkeypatch.setattr(tables, "VENV", tmp_path / "venv")
    monkeypatch.setattr(tables, "PINS", pins)
    monkeypatch.setattr(lint.subprocess, "run", done)
    for _time in range(2):
        assert tables.python() == str(tmp_path / "venv" / "bin" / "python")
    assert len(commands) == 2, "an environment and its packages, once"
    pins.write_text("one==2\n")
    tables.python()
    assert len(commands) == 4
