import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import breakwater.partnership.organisations
from breakwater.delivery import cli
from breakwater.delivery.cli import COMMANDS, import_schools, main, registries, serve
from breakwater.delivery.cli.audit import UNABLE
from breakwater.delivery.cli.doctor import run as doctor
from breakwater.partnership.organisations.models import Area, School

REGISTER = Path(breakwater.partnership.organisations.__file__).parent / "tests/data/gias_register_2023_07.csv"


class Options:
    """What the command line gave."""

    def __init__(self, **given):
        self.__dict__.update(given)


def importing(file, area=("851",), dry_run=False, anyway=False) -> int:
    return import_schools.run(Options(file=str(file), area=list(area), dry_run=dry_run, anyway=anyway))


def test_the_overview_has_a_line_for_every_command(capsys):
    assert main(["--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [name for name in COMMANDS if not any(line.split()[:1] == [name] for line in lines)] == []


def test_an_unknown_command_is_refused_with_the_list(capsys):
    assert main(["fly"]) == 2
    assert "There is no command 'fly'" in capsys.readouterr().err


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ("audit",)])
def test_every_command_explains_itself(name, capsys):
    with pytest.raises(SystemExit) as left:
        main([name, "--help"])
    assert left.value.code == 0
    assert "--data" in capsys.readouterr().out


def test_a_port_that_is_taken_is_said_in_words():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serve.why_not("127.0.0.1", port).startswith(f"Port {port} on 127.0.0.1 cannot be used")
    assert "cannot be used" in serve.why_not("127.0.0.1", 99999)


def test_a_dry_run_of_the_register_changes_nothing(db, capsys):
    assert importing(REGISTER, dry_run=True) == 0
    assert "153 new" in capsys.readouterr().out
    assert (Area.objects.count(), School.objects.count()) == (0, 0)


def test_the_register_goes_in_and_a_second_time_nothing_changes(db, capsys):
    assert importing(REGISTER) == 0
    assert importing(REGISTER) == 0
    assert "0 new, 0 changed, 0 closed, 153 unchanged" in capsys.readouterr().out


def test_a_file_that_is_not_the_register_is_refused_by_name_of_what_is_missing(db, tmp_path, capsys):
    (tmp_path / "other.csv").write_text("Name,Age\n")
    assert importing(tmp_path / "other.csv") == 1
    assert "no column URN" in capsys.readouterr().err
    assert importing(tmp_path / "absent.csv") == 1
    assert "No such file" in capsys.readouterr().err


def test_without_any_area_the_owner_is_told_to_name_one(db, capsys):
    assert import_schools.run(Options(file=str(REGISTER), area=None, dry_run=False, anyway=False)) == 1
    assert "--area 851" in capsys.readouterr().err


def test_a_refused_register_makes_no_area_of_those_named(db, tmp_path, capsys):
    assert importing(REGISTER) == 0
    lines = REGISTER.read_text(encoding="cp1252").splitlines()
    elsewhere = (
        lines[-1].replace("851,Portsmouth,E06000044", "850,Hampshire,E10000014").replace(lines[-1][:6], "115001")
    )
    (tmp_path / "cut.csv").write_text("\n".join([*lines[:20], elsewhere]) + "\n", encoding="cp1252")
    before = (list(Area.objects.values_list("code", flat=True)), School.objects.count())

    assert importing(tmp_path / "cut.csv", area=("850", "851")) == 1
    assert "nothing was changed" in capsys.readouterr().err
    assert (list(Area.objects.values_list("code", flat=True)), School.objects.count()) == before

    assert importing(tmp_path / "cut.csv", area=("850", "851"), anyway=True) == 0
    assert "new area: 850 Hampshire" in capsys.readouterr().out
    assert Area.objects.filter(code="850").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["audit", "verify", "--data", "DIR"],
        ["audit", "--data", "DIR", "verify"],
        ["--data", "DIR", "audit", "verify"],
        ["--data=DIR", "registries"],
        ["registries", "--data=DIR"],
        ["lists", "build", "--data", "DIR", "--area", "851", "--period", "2026-11-24"],
    ],
)
def test_the_data_folder_is_taken_wherever_it_stands(arguments, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setenv("BREAKWATER_DATA", "elsewhere")
    monkeypatch.setattr(cli, "_with_django", lambda module, options: asked.append(os.environ["BREAKWATER_DATA"]) or 0)
    assert main([each.replace("DIR", str(tmp_path)) for each in arguments]) == 0
    assert asked == [str(tmp_path)]


def test_registries_and_tables_are_listed(db, capsys):
    assert registries.run(Options(name=None)) == 0
    assert "handover receivers" in capsys.readouterr().out
    assert doctor(Options(tables=True)) == 0
    assert "root       people_person" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("none/deeper", "There is no folder {}: check --data"),
        ("file", "{} is a file, not a data folder: check --data"),
        ("file/under", "There is no folder {}: check --data"),
        ("empty", "There is no database in {}: check --data"),
    ],
)
def test_a_mistyped_data_folder_is_refused_in_one_line_and_nothing_is_made(tmp_path, place, says):
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    before = sorted(tmp_path.rglob("*"))
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("BREAKWATER_", "DATABASE_"))}
    command = [sys.executable, "-m", "breakwater", "audit", "verify", "--data", str(tmp_path / place)]
    answered = subprocess.run(command, env=clean, capture_output=True, text=True, check=False)
    assert answered.returncode == UNABLE, "not as if somebody had tampered"
    assert answered.stderr.startswith(says.format(tmp_path / place))
    assert answered.stderr.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before
