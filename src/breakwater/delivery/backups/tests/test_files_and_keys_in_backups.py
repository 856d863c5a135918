"""Files and keys in backups: locked, named without words, gone at once when destroyed, and back as they were at a moment."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from breakwater.delivery.backups import mirror
from breakwater.delivery.backups.places import BackupFault
from breakwater.delivery.backups.sealing import Lock, Ring, make_key
from breakwater.foundation.storage import own_keys, purged

CANARY = b"Zcanary of a child"
NOW = datetime(2026, 11, 30, 9, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def installation(settings, places):
    settings.BREAKWATER_DATA, settings.BREAKWATER_OWN_KEYS = places.data, str(places.own_keys)
    settings.BREAKWATER_PURGED = str(places.purged)


def put(places, path, content=CANARY, at=NOW):
    target = places.data / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    os.utime(target, (at.timestamp(), at.timestamp()))


def carry(places):
    mirror.carry_files(places, Lock(places.recipients))
    mirror.carry_keys(places, Lock(places.recipients))


def bring(places, ring_file, tmp_path, *, at=NOW):
    """A new machine with what comes back."""
    there = tmp_path / f"other-{len(list(tmp_path.iterdir()))}"
    other = replace(places, data=there / "data", key_file=there / "keys", own_keys=there / "own")
    other = replace(other, secret=there / "secret", purged=there / "purged", recipients=there / "recipients")
    ring = Ring(ring_file)
    record = mirror.bring_keys(other, ring)
    mirror.bring_files(other, ring, at=at, gone=purged.names(record, purged.FILE))
    return other


def bytes_of_backups(places):
    paths = [path for store in (places.store, places.keys_store) for path in store.rglob("*")]
    return b"".join(path.read_bytes() for path in paths if path.is_file()) + repr(paths).encode()


def test_the_secret_of_the_backup_takes_the_place_of_one_made_on_the_new_machine(places, ring_file, tmp_path):
    """Looking which moments can come back makes a secret, as every command does where there is none."""
    places.secret.write_bytes(b"as before")
    carry(places)
    fresh = replace(places, data=tmp_path / "new" / "data", secret=tmp_path / "new" / "secret")
    fresh.data.mkdir(parents=True)
    fresh.secret.write_bytes(b"made while looking")
    mirror.bring_keys(fresh, Ring(ring_file))
    assert fresh.secret.read_bytes() == b"as before"
    (aside,) = fresh.secret.parent.glob("secret-before-*")
    assert aside.read_bytes() == b"made while looking"


def test_nothing_of_a_file_its_name_or_a_key_can_be_read_without_the_ring(places, ring_file, tmp_path):
    put(places, "files/ab/cd/abcd")
    put(places, "pictures/Zcanary-of-a-child.png")
    places.key_file.write_bytes(CANARY)
    (places.own_keys / own_keys.create()).write_bytes(CANARY)
    carry(places)
    assert bytes_of_backups(places).count(b"Zcanary") == 0
    other = bring(places, ring_file, tmp_path)
    assert (other.data / "files/ab/cd/abcd").read_bytes() == CANARY
    assert (other.data / "pictures/Zcanary-of-a-child.png").read_bytes() == CANARY
    assert [path.read_bytes() for path in (other.key_file, *other.own_keys.iterdir())] == [CANARY, CANARY]
    assert Lock(other.recipients).mark == Lock(places.recipients).mark, "the next backup is made for the same key"
    make_key(replace(places, recipients=tmp_path / "r" / "others"), tmp_path / "stranger" / "ring")
    with pytest.raises(BackupFault, match="does not open with these keys"):
        bring(places, tmp_path / "stranger" / "ring", tmp_path)


def test_a_new_key_locks_everything_kept_as_it_is_and_the_old_one_still_opens_what_was_before(
    places, ring_file, tmp_path
):
    put(places, "files/ab/cd/abcd")
    before = tmp_path / "before.age"
    Lock(places.recipients).bytes(CANARY, before)
    carry(places)
    make_key(places, ring_file)
    carry(places)
    new_alone = tmp_path / "safe" / "new"
    new_alone.write_text("\n".join(ring_file.read_text().splitlines()[-1:]))
    assert (bring(places, new_alone, tmp_path).data / "files/ab/cd/abcd").read_bytes() == CANARY
    assert Ring(ring_file).bytes(before) == CANARY
    with pytest.raises(BackupFault):
        Ring(new_alone).bytes(before)


def test_the_ring_is_not_made_where_the_machine_would_be_lost_with_it(places):
    for path in (places.data / "ring", places.recipients.with_name("ring")):
        with pytest.raises(BackupFault, match="Keep the recovery key elsewhere"):
            make_key(places, path)


def test_sg_12_a_key_that_was_destroyed_is_in_no_backup_and_does_not_come_back(places, ring_file, tmp_path):
    gone, stays = own_keys.create(), own_keys.create()
    carry(places)
    copy = places.keys_store / "own" / f"{gone}.age"
    assert copy.exists()
    own_keys.destroy(gone)
    carry(places)
    assert not copy.exists()
    other = bring(places, ring_file, tmp_path)
    assert {path.name for path in other.own_keys.iterdir()} == {stays}
    assert purged.names(other.purged.read_text(), purged.KEY) == {gone}


def test_a_key_that_is_merely_lost_stays_in_the_backup(places, ring_file, tmp_path):
    lost = own_keys.create()
    carry(places)
    (places.own_keys / lost).unlink()
    carry(places)
    assert (bring(places, ring_file, tmp_path).own_keys / lost).exists()


def test_a_destroyed_file_leaves_the_backup_at_once_and_a_missing_one_after_the_days(places, ring_file, tmp_path):
    for name in ("files/aa/aa/destroyed", "files/bb/bb/missing"):
        put(places, name)
    carry(places)
    purged.note(purged.FILE, "aa/aa/destroyed")
    for path in ("aa/aa/destroyed", "bb/bb/missing"):
        (places.data / "files" / path).unlink()
    carry(places)
    there = places.store / "files"
    assert not (there / mirror.object_of("files/aa/aa/destroyed")).exists()
    assert (bring(places, ring_file, tmp_path).data / "files/bb/bb/missing").exists()
    put(places, "files/cc/cc/other")
    carry(replace(places, days=0))
    assert not (there / mirror.object_of("files/bb/bb/missing")).exists()


def test_a_file_that_came_after_the_moment_does_not_come_back(places, ring_file, tmp_path):
    put(places, "files/aa/aa/before", at=NOW - timedelta(minutes=1))
    put(places, "files/bb/bb/after", at=NOW + timedelta(minutes=1))
    carry(places)
    other = bring(places, ring_file, tmp_path)
    assert [path.name for path in (other.data / "files").rglob("*") if path.is_file()] == ["before"]


def test_a_minute_without_news_writes_nothing(places, ring_file):
    put(places, "files/ab/cd/abcd")
    put(places, "audit/seals.log", b"one\n")
    carry(places)
    before = {path: path.stat().st_mtime_ns for path in places.store.rglob("*") if path.is_file()}
    carry(places)
    assert {path: path.stat().st_mtime_ns for path in places.store.rglob("*") if path.is_file()} == before


def test_the_seals_are_carried_piece_by_piece_and_come_back_whole(places, ring_file, tmp_path):
    put(places, "audit/seals.log", b"one\n")
    carry(places)
    put(places, "audit/seals.log", b"one\ntwo\n")
    carry(places)
    assert len(list((places.line / "seals").iterdir())) == 2
    other = replace(places, data=tmp_path / "other")
    mirror.bring_seals(other, Ring(ring_file), places.line)
    assert (other.data / "audit/seals.log").read_bytes() == b"one\ntwo\n"


def test_a_file_of_keys_that_lacks_one_of_the_backup_stops_a_restore(places, ring_file):
    places.key_file.write_text("a key\nanother\n")
    carry(places)
    mirror.check_keys(places, Ring(ring_file))
    places.key_file.write_text("another\n")
    with pytest.raises(BackupFault, match="lacks keys of the backup"):
        mirror.check_keys(places, Ring(ring_file))
