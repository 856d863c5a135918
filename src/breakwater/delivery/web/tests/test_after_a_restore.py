"""After a restore everyone's Today says from which moment on to type again, for a week."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest

from breakwater.delivery.backups.restoring import RESTORED
from breakwater.delivery.web.restored import KEPT_IN, type_again
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in

NOW = datetime(2026, 11, 30, 15, tzinfo=UTC)
MOMENT = datetime(2026, 11, 30, 11, 5, tzinfo=UTC)


@pytest.fixture
def restored(settings, tmp_path):
    settings.BREAKWATER_DATA = tmp_path
    kept = tmp_path / KEPT_IN
    kept.parent.mkdir()
    kept.write_text(json.dumps({"moment": MOMENT.isoformat()}))
    os.utime(kept, (NOW.timestamp() - 600, NOW.timestamp() - 600))
    return kept


def test_it_looks_where_the_restore_says(restored):
    assert KEPT_IN.name == RESTORED


def test_everyone_reads_from_when_to_type_again(restored, db):
    for role in ("mash_screener", "head_of_service"):
        panel = type_again(make.actor(role), NOW)
        assert "11:05" in panel.rows[0].text
        assert "14:50" in panel.rows[0].hint


def test_it_goes_after_a_week_and_is_not_there_without_a_restore(restored, db):
    actor = make.actor("mash_screener")
    assert type_again(actor, NOW + timedelta(days=8)) is None
    restored.unlink()
    assert type_again(actor, NOW) is None


def test_it_stands_on_today(restored, db):
    os.utime(restored)
    assert "Restored from a backup" in signed_in(make.actor("mash_screener")).get("/today/").content.decode()
