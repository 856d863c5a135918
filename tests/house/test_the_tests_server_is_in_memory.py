"""The server that tests run on lies in memory where there is room, and leaves nothing there when its checkout is gone."""

import pytest

from breakwater_dev.testing import memory


@pytest.fixture
def shared(monkeypatch, tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    monkeypatch.setattr(memory, "SHARED", folder)
    monkeypatch.setattr(memory, "free", lambda: memory.ENOUGH)
    return folder


def test_a_new_server_is_led_into_memory_and_found_there_again(shared, tmp_path):
    place = tmp_path / "var" / "test" / "postgres"
    memory.lead(place)
    (place / "data").mkdir()
    memory.lead(place)
    assert place.resolve().parent == shared
    assert (place / "data").is_dir()


def test_a_server_that_lies_on_disk_stays_there(shared, tmp_path):
    place = tmp_path / "postgres"
    place.mkdir()
    memory.lead(place)
    assert not place.is_symlink()


def test_without_room_the_server_lies_on_disk(shared, tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "free", lambda: memory.ENOUGH - 1)
    memory.lead(tmp_path / "postgres")
    assert list(shared.iterdir()) == []


def test_after_a_restart_of_the_machine_the_link_is_healed_or_goes(shared, tmp_path, monkeypatch):
    place = tmp_path / "postgres"
    place.symlink_to(shared / "lost")
    assert not place.exists()
    memory.lead(place)
    assert place.is_dir()
    assert place.resolve().parent == shared
    place.resolve().rename(shared / "gone")
    monkeypatch.setattr(memory, "free", lambda: 0)
    memory.lead(place)
    assert not place.is_symlink()


def test_what_a_checkout_left_behind_goes_with_it(shared, tmp_path):
    gone = tmp_path / "gone" / "test"
    memory.lead(gone / "postgres")
    (gone / "postgres").unlink()
    gone.rmdir()
    memory.lead(tmp_path / "here" / "postgres")
    assert [(folder / "whose").read_text() for folder in shared.iterdir()] == [str(tmp_path / "here")]


def test_free_memory_is_counted():
    assert memory.free() >= 0
