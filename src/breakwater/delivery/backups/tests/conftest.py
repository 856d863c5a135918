"""An installation's places in a temporary folder, with a key whose secret half lies elsewhere."""

import pytest

from breakwater.delivery.backups.places import Places
from breakwater.delivery.backups.sealing import make_key


@pytest.fixture
def places(tmp_path):
    machine = tmp_path / "machine"
    made = Places(
        data=machine / "data",
        store=tmp_path / "store",
        keys_store=tmp_path / "keys-store",
        key_file=machine / "data.keys",
        own_keys=machine / "data.keys.own",
        secret=machine / "data.secret",
        purged=machine / "data.keys.purged",
        recipients=machine / "data.recipients",
        database="breakwater",
    )
    made.data.mkdir(parents=True)
    made.own_keys.mkdir(mode=0o700)
    return made


@pytest.fixture
def ring_file(tmp_path, places):
    path = tmp_path / "safe" / "ring"
    make_key(places, path)
    return path
