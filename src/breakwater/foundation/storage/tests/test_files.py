"""A stored file is encrypted, opens for nobody until scanned, and shows when it was touched."""

import io
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from breakwater.foundation import storage
from breakwater.foundation.storage import State, scanning
from breakwater.foundation.storage.encryption import CHUNK, HEADER, keys

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
TEXT = b"a line of plain text\n" * 10_000


@pytest.fixture(autouse=True)
def _installation(settings, tmp_path):
    settings.BREAKWATER_DATA = tmp_path / "data"
    settings.BREAKWATER_KEY_FILE = tmp_path / "keys"
    settings.BREAKWATER_CLAMD = ""
    settings.BREAKWATER_UNSCANNED = "hold"
    storage.create_key_file(settings.BREAKWATER_KEY_FILE)


@pytest.fixture
def clamd(settings, start_clamd):
    with start_clamd() as running:
        settings.BREAKWATER_CLAMD = running.address
        yield running


def kept(content=TEXT, name="notes.txt"):
    return storage.store(io.BytesIO(content), name, "text/plain")


def on_disk(stored, settings):
    return Path(settings.BREAKWATER_DATA) / "files" / stored.path


def read(stored):
    return b"".join(storage.open_stored(stored))


def test_a_file_comes_back_as_it_was_sent(clamd):
    stored = storage.scan(kept())

    assert (stored.name, stored.kind, stored.media_type, stored.size) == ("notes.txt", "txt", "text/plain", len(TEXT))
    assert read(stored) == TEXT


@pytest.mark.parametrize("size", [1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_files_of_every_length_come_back(size, clamd):
    content = b"x" * size
    assert read(storage.scan(kept(content))) == content


def test_neither_content_nor_name_can_be_read_on_the_disk(settings):
    stored = kept()
    assert b"plain text" not in on_disk(stored, settings).read_bytes()
    assert "notes" not in stored.path
    assert on_disk(stored, settings).stat().st_mode & 0o077 == 0


def test_the_same_file_twice_looks_different(settings):
    one, other = (on_disk(kept(), settings).read_bytes() for _ in range(2))
    assert one[HEADER:] != other[HEADER:]


@pytest.mark.parametrize("damage", ["a bit", "the end", "the order", "a chunk", "the header", "everything"])
def test_a_file_that_was_touched_is_not_given_out(damage, clamd, settings):
    stored = storage.scan(kept(b"x" * (3 * CHUNK)))
    place = on_disk(stored, settings)
    content = place.read_bytes()
    sealed = CHUNK + 16
    chunks = [content[at : at + sealed] for at in range(HEADER, len(content), sealed)]
    place.write_bytes(
        {
            "a bit": content[:200] + bytes([content[200] ^ 1]) + content[201:],
            "the end": content[: HEADER + 2 * sealed],
            "the order": content[:HEADER] + chunks[1] + chunks[0] + b"".join(chunks[2:]),
            "a chunk": content[:HEADER] + b"".join(chunks[1:]),
            "the header": content[:20] + bytes([content[20] ^ 1]) + content[21:],
            "everything": b"",
        }[damage]
    )

    with pytest.raises(storage.Tampered):
        read(stored)


def test_one_file_cannot_stand_in_for_another(clamd, settings):
    one, other = storage.scan(kept(b"one")), storage.scan(kept(b"other"))
    shutil.copyfile(on_disk(one, settings), on_disk(other, settings))

    with pytest.raises(storage.Tampered):
        read(other)


@pytest.mark.parametrize("state", [State.RECEIVED, State.SCANNING, State.HELD, State.REFUSED, State.NOT_SCANNED])
def test_nothing_is_given_out_that_was_not_found_clean(state):
    with pytest.raises(storage.NotReleased):
        storage.open_stored(replace(kept(), state=state))


def test_a_virus_is_refused_for_ever_and_named(clamd):
    stored = storage.scan(kept(EICAR))

    assert (stored.state, stored.note) == (State.REFUSED, "Eicar-Test-Signature")
    with pytest.raises(storage.NotAStep):
        storage.scan(stored)


def test_a_file_is_held_while_the_scanner_is_down_and_scanned_when_it_is_back(settings, tmp_path, start_clamd):
    settings.BREAKWATER_CLAMD = str(tmp_path / "no-socket")
    held = storage.scan(kept())
    assert held.state == State.HELD
    assert "did not answer" in held.note

    with start_clamd() as running:
        settings.BREAKWATER_CLAMD = running.address
        assert storage.scan(held).state == State.CLEAN


@pytest.mark.parametrize("trouble", ["hangs_up", "talks_nonsense", "is_silent"])
def test_a_scanner_in_trouble_never_counts_as_clean(trouble, start_clamd):
    with start_clamd(trouble=trouble) as running:
        stored = storage.scan(kept(), by=storage.ClamdScanner(running.address, timeout=0.3))
    assert stored.state == State.HELD


def test_a_file_over_the_scanners_own_limit_is_held(start_clamd):
    with start_clamd(largest=100_000) as running:
        stored = storage.scan(kept(b"x" * 5_000_000), by=storage.ClamdScanner(running.address))
    assert stored.state == State.HELD


def test_a_slow_scanner_holds_few_threads_of_a_web_process_and_each_for_a_few_seconds(monkeypatch, clamd):
    monkeypatch.setattr(scanning, "PAGE_SECONDS", 0.4)
    monkeypatch.setattr(scanning, "_lane", None)
    scanning.for_pages(2)
    clamd.seconds = 5.0
    stored, began = kept(), time.monotonic()
    with ThreadPoolExecutor(6) as pool:
        scanned = list(pool.map(lambda _: storage.scan(stored), range(6)))
    assert time.monotonic() - began < 2
    assert {each.state for each in scanned} == {State.HELD}
    assert sorted(each.note for each in scanned)[-4:] == ["The scanner is busy"] * 4
    clamd.seconds = 0.0
    assert storage.scan(stored).state == State.CLEAN  # the threads are free again


def test_a_scanner_that_reads_slowly_is_given_up_in_time(start_clamd):
    """However it spends the time: each step alone would be short enough."""
    began = time.monotonic()
    with start_clamd(network=True) as running:
        verdict = storage.ClamdScanner(running.address, timeout=0.5).scan(slowly())
    assert verdict.outcome == storage.Outcome.DOWN
    assert time.monotonic() - began < 2


def slowly():
    for _ in range(20):
        time.sleep(0.2)
        yield b"x" * 1000


def test_the_scanner_may_listen_on_a_network_port(start_clamd):
    with start_clamd(network=True) as running:
        scanner = storage.ClamdScanner(running.address)
        assert scanner.is_up()
        assert scanner.signatures_from() == datetime(2026, 11, 29, 9, 25, 47, tzinfo=UTC)
        assert storage.scan(kept(), by=scanner).state == State.CLEAN
    assert not scanner.is_up()
    assert scanner.signatures_from() is None


def test_without_a_scanner_the_owner_decides_whether_files_are_given_out(settings):
    stored = storage.scan(kept())
    assert stored.state == State.NOT_SCANNED
    with pytest.raises(storage.NotReleased):
        storage.open_stored(stored)

    settings.BREAKWATER_UNSCANNED = "release"
    assert read(stored) == TEXT


def test_a_new_key_serves_new_files_and_the_old_one_old_files(clamd, settings):
    before = storage.scan(kept())
    new = storage.add_key(settings.BREAKWATER_KEY_FILE)
    after = storage.scan(kept())

    assert after.key_id == new != before.key_id
    assert read(before) == read(after) == TEXT


def test_a_file_encrypted_anew_no_longer_needs_the_old_key(clamd, settings):
    before = storage.scan(kept())
    new = storage.add_key(settings.BREAKWATER_KEY_FILE)
    after = storage.reencrypt(before)
    path = Path(settings.BREAKWATER_KEY_FILE)
    path.write_text(path.read_text().splitlines()[-1] + "\n")

    assert after.key_id == new
    assert read(after) == TEXT


def test_a_file_whose_key_is_gone_says_so(clamd, settings):
    stored = storage.scan(kept())
    path = Path(settings.BREAKWATER_KEY_FILE)
    path.unlink()
    storage.create_key_file(path)

    with pytest.raises(storage.UnknownKey, match=stored.key_id):
        read(stored)


def test_keys_in_the_data_folder_are_refused(settings):
    settings.BREAKWATER_DATA.mkdir()
    settings.BREAKWATER_KEY_FILE = settings.BREAKWATER_DATA / "keys"
    storage.create_key_file(settings.BREAKWATER_KEY_FILE)

    with pytest.raises(storage.KeyFileUnsafe, match="data folder"):
        kept()


def test_keys_that_others_may_read_are_refused(settings):
    settings.BREAKWATER_KEY_FILE.chmod(0o644)
    with pytest.raises(storage.KeyFileUnsafe, match="chmod 600"):
        kept()


def test_no_keys_no_files(settings):
    settings.BREAKWATER_KEY_FILE.unlink()
    with pytest.raises(storage.KeyFileMissing):
        kept()


def test_a_key_file_is_never_overwritten(settings):
    before = keys().current
    with pytest.raises(FileExistsError):
        storage.create_key_file(settings.BREAKWATER_KEY_FILE)
    assert keys().current == before


def test_a_refused_file_leaves_nothing_on_the_disk(settings):
    with pytest.raises(storage.Refused):
        kept(b"<script>")
    assert not (settings.BREAKWATER_DATA / "files").exists()


def test_a_discarded_file_is_gone(settings):
    stored = kept()
    storage.discard(stored)
    storage.discard(stored)
    assert not on_disk(stored, settings).exists()
