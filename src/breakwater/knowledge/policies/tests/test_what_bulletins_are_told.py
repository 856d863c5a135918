"""What a bulletin may tell of the manuals: what came into force since the last one, each version once."""

from datetime import UTC, date, datetime

import pytest

from breakwater.knowledge.policies.registry import chapters_begun

MARCH = date(2026, 3, 1)


def _at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 10, tzinfo=UTC)


@pytest.fixture
def told(areas):
    """The versions offered between two moments."""

    def _told(since: datetime, until: datetime) -> list[int]:
        return [each.key for each in chapters_begun(areas["portsmouth"], since, until)]

    return _told


def test_a_version_is_offered_once_although_a_variation_splits_it(settle, in_force, vary, told, client):
    first = settle(at=_at(9, 1))
    in_force(first, "portsmouth", MARCH, at=_at(9, 2))
    vary(first.body[3]["anchor"], date(2026, 9, 10), at=_at(9, 3))
    assert told(_at(9, 1), _at(9, 20)) == [first.pk]
    vary(first.body[1]["anchor"], date(2026, 9, 25), at=_at(9, 24))
    assert told(_at(9, 20), _at(9, 30)) == []
    assert client.get("/procedures/portsmouth/changes/").content.decode().count("Version 1.0.0") == 1


def test_what_was_superseded_is_not_offered_as_new(settle, in_force, told):
    first = settle(at=_at(9, 1))
    in_force(first, "portsmouth", MARCH, at=_at(9, 2))
    second = settle("Second", at=_at(9, 21))
    in_force(second, "portsmouth", date(2026, 9, 22), at=_at(9, 22))
    assert told(_at(9, 20), _at(9, 30)) == [second.pk]
    assert told(_at(9, 1), _at(9, 30)) == [second.pk]


def test_what_was_recorded_in_advance_is_offered_when_it_has_begun(settle, in_force, told):
    first = settle(at=_at(9, 1))
    in_force(first, "portsmouth", date(2026, 10, 5), at=_at(9, 2))
    assert told(_at(9, 1), _at(9, 30)) == []
    assert told(_at(9, 30), _at(10, 30)) == [first.pk]
    assert told(_at(10, 30), _at(11, 30)) == []
