"""A later folder begins with a copy of the world that was lived, server and keys and all."""

import shutil
from datetime import date

import pytest

from breakwater.delivery.cluster import cluster_at, ensure, ensure_database, stop
from breakwater_dev.demo import snapshot
from breakwater_dev.demo.arriving import make_copy

MONDAY = date(2026, 11, 23)


@pytest.fixture
def lived(tmp_path, monkeypatch):
    monkeypatch.setenv("BREAKWATER_DATABASE", "breakwater")
    monkeypatch.setattr(snapshot, "KEPT", tmp_path / "snapshots")
    folder, keys = tmp_path / "first", tmp_path / "first.keys"
    folder.mkdir()
    cluster = ensure(cluster_at(folder / "postgres"))
    ensure_database(cluster, "breakwater")
    with cluster.connect(database="breakwater") as connection:
        connection.execute("create table lived as select 1 as day; checkpoint")
    (folder / "demo-world").write_text(f"{MONDAY.isoformat()}\n")
    keys.write_text("a key")
    make_copy(cluster)  # in which the rest was lived, and which no visitor of the beginning has changed
    with cluster.connect(database="breakwater") as connection:
        connection.execute("update lived set day = 2")
    snapshot.keep(snapshot.copy_of_running(cluster), folder, keys)
    yield tmp_path
    for each in ("first", "second"):
        cluster = cluster_at(tmp_path / each / "postgres")
        stop(cluster)
        shutil.rmtree(cluster.home, ignore_errors=True)


def test_another_folder_begins_where_the_first_was(lived):
    folder, keys = lived / "second", lived / "second.keys"
    cluster = cluster_at(folder / "postgres")
    snapshot.restore(snapshot.kept(MONDAY, days=0), cluster, folder, keys)
    with ensure(cluster).connect(database="breakwater") as connection:
        assert connection.execute("select day from lived").fetchall() == [(1,)]
        assert connection.execute("show fsync").fetchone() == ("on",)
    assert keys.read_text() == "a key"
    assert (folder / "demo-world").read_text().strip() == MONDAY.isoformat()


def test_a_copy_is_used_for_some_days_and_for_the_code_that_made_it_alone(lived, monkeypatch):
    assert snapshot.kept(date(2026, 11, 29), days=6)
    assert snapshot.kept(date(2026, 11, 30), days=6) is None
    copy, keys = snapshot.kept(MONDAY, days=0), lived / "mine.keys"
    assert snapshot.may_have_its_keys(copy, keys)
    keys.write_text("another key")  # of a folder that held something else: never written over
    assert not snapshot.may_have_its_keys(copy, keys)
    monkeypatch.setattr(snapshot, "digest", lambda: "other code")
    assert snapshot.kept(MONDAY, days=6) is None
