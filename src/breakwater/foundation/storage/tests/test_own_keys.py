"""A key of its own: what it locked opens until its file is destroyed, and then nowhere."""

import pytest

from breakwater.foundation import storage
from breakwater.foundation.storage import own_keys


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    settings.BREAKWATER_DATA = tmp_path / "data"
    settings.BREAKWATER_OWN_KEYS = str(tmp_path / "keys.own")


def test_what_one_key_locked_no_other_opens():
    one, other = own_keys.create(), own_keys.create()
    locked = own_keys.lock("words", key=one, bound_to="row/1")
    assert own_keys.unlock(locked, key=one, bound_to="row/1") == "words"
    with pytest.raises(storage.UnknownKey):
        own_keys.unlock(locked, key=other, bound_to="row/1")
    with pytest.raises(storage.Tampered):
        own_keys.unlock(locked, key=one, bound_to="row/2")


def test_sg_12_with_its_key_an_old_copy_is_unreadable_too():
    key = own_keys.create()
    old_copy = own_keys.lock("words", key=key, bound_to="row/1")
    own_keys.destroy(key)
    own_keys.destroy(key)
    assert key not in own_keys.names()
    with pytest.raises(own_keys.Destroyed):
        own_keys.unlock(old_copy, key=key, bound_to="row/1")


@pytest.mark.parametrize("name", ["../keys", "", "a" * 31, "A" * 32])
def test_a_name_leads_nowhere_else(name):
    with pytest.raises(own_keys.Destroyed):
        own_keys.unlock(b"", key=name, bound_to="row/1")


def test_keys_lie_apart_from_the_data_and_are_their_owners_alone(settings):
    key = own_keys.create()
    assert (own_keys.folder().stat().st_mode & 0o777, (own_keys.folder() / key).stat().st_mode & 0o777) == (
        0o700,
        0o600,
    )
    own_keys.folder().chmod(0o750)
    with pytest.raises(storage.KeyFileUnsafe):
        own_keys.create()
    settings.BREAKWATER_OWN_KEYS = str(settings.BREAKWATER_DATA / "own")
    with pytest.raises(storage.KeyFileUnsafe):
        own_keys.create()
