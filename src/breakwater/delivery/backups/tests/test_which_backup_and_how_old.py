"""Which backup a moment comes back from, what is thrown away, and what is said of the last one."""

from datetime import UTC, datetime, timedelta

import pytest

from breakwater.delivery.backups import places as module
from breakwater.delivery.backups import restoring, state, taking
from breakwater.delivery.backups.places import BackupFault, moment_of, write, write_json
from breakwater.delivery.cli import main

NOW = datetime(2026, 11, 30, 9, 5, tzinfo=UTC)


def days(count):
    return NOW - timedelta(days=count)


def base(places, ended, starts, *, line="a", reached=NOW):
    folder = places.store / "lines" / line
    facts = {"ended_at": ended.isoformat(), "starts": f"00000001{starts:016X}"}
    write_json(folder / f"base-{ended:%Y%m%dT%H%M%S}" / "about.json", facts)
    write_json(folder / "reached.json", {"at": reached.isoformat()})
    write(folder / "wal" / f"00000001{starts:016X}.gz.age", b"")
    return folder


def test_a_moment_comes_back_from_the_last_copy_before_it(places):
    base(places, days(3), 1, reached=days(1))
    base(places, days(2), 2, reached=days(1))
    base(places, days(0.5), 3, line="b")
    assert restoring.chosen(places, None).ended_at == days(0.5)
    assert restoring.chosen(places, days(1.5)).ended_at == days(2)
    with pytest.raises(BackupFault, match="The backup reaches until 2026-11-29T"):
        restoring.chosen(places, days(0.7))
    with pytest.raises(BackupFault, match="no earlier moment comes back"):
        restoring.chosen(places, days(4))


def test_only_what_the_days_need_is_kept(places):
    places.here.mkdir()
    (places.here / "line").write_text("a")
    line = base(places, days(20), 1)
    for count, starts in ((16, 5), (13, 9), (1, 12)):
        base(places, days(count), starts)
    other = base(places, days(30), 1, line="old", reached=days(15))
    taking.forget_old(places, at=NOW)
    assert not other.exists()
    assert sorted(each.name for each in line.glob("base-*")) == [f"base-{days(n):%Y%m%dT%H%M%S}" for n in (16, 13, 1)]
    assert sorted(int(each.name[8:24], 16) for each in (line / "wal").iterdir()) == [5, 9, 12]


def test_a_moment_is_london_s_unless_it_says_otherwise():
    assert moment_of("2026-07-01T09:05").astimezone(UTC).hour == 8
    assert moment_of("2026-07-01T09:05+00:00").hour == 9
    with pytest.raises(BackupFault, match="is no moment"):
        moment_of("Monday")


def test_data_backups_and_keys_lie_apart(monkeypatch, tmp_path):
    from breakwater.delivery.settings.environment import DATA

    monkeypatch.delenv("BREAKWATER_BACKUP", raising=False)
    with pytest.raises(BackupFault, match="Set BREAKWATER_BACKUP"):
        module.places()
    for store, keys in ((tmp_path, tmp_path / "keys"), (DATA / "backup", tmp_path), (tmp_path, tmp_path)):
        monkeypatch.setenv("BREAKWATER_BACKUP", str(store))
        monkeypatch.setenv("BREAKWATER_BACKUP_KEYS", str(keys))
        with pytest.raises(BackupFault, match="must lie apart"):
            module.places()


def test_what_is_late_is_said_in_words(places):
    def said(**facts):
        write_json(places.here / "state.json", {name: at.isoformat() for name, at in facts.items()})
        known = state.state(places.data, is_set_up=True, at=NOW)
        return known.is_late, known.in_words

    fine = {"based_at": days(0.9), "reached_at": NOW - timedelta(minutes=2), "rehearsed_at": days(20)}
    assert said(**fine) == (False, [])
    assert said(**fine | {"based_at": days(1.1)}) == (True, ["The last whole backup is older than 24 hours."])
    assert said(**fine | {"reached_at": NOW - timedelta(minutes=6)})[0]
    assert said(**fine | {"rehearsed_at": days(40)}) == (False, ["No restore was rehearsed in the last month."])
    assert state.state(places.data, is_set_up=False, at=NOW).is_late


def test_a_living_installation_is_not_written_over(places):
    (places.data / "postgres").mkdir()
    (places.data / "postgres" / "data").mkdir()
    with pytest.raises(BackupFault, match="holds an installation: nothing was touched"):
        restoring.make_room(places, replace=False)
    [aside] = restoring.make_room(places, replace=True)
    assert (aside / "data").is_dir()
    assert not (places.data / "postgres").exists()


def test_the_commands_say_what_is_missing(monkeypatch, tmp_path, capsys):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("BREAKWATER_BACKUP", raising=False)
    for command in (["backup"], ["restore", "--identity", "none"], ["rehearse", "--identity", "none"]):
        assert main(command) == 1
        assert "Set BREAKWATER_BACKUP" in capsys.readouterr().err
        monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/breakwater")
        assert main(command) == 1
        assert "a server of your own" in capsys.readouterr().err
        monkeypatch.delenv("DATABASE_URL")
