"""Another directory's services: shown first, what is wrong with its place in words, taken in, the same again, undone."""

import json
from uuid import uuid4

import pytest

from breakwater.knowledge.directory.models import FeedRun, Service
from breakwater.knowledge.directory.openreferral import reading
from breakwater.knowledge.directory.operations import entries, feeds
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make


def _entry(name="Swimming", **more) -> dict:
    return {"id": str(uuid4()), "name": name, "status": "active", "description": "A pool", **more}


@pytest.fixture
def read(keeper, now):
    """`read(entries)` shows a file of them to whoever keeps the directory."""

    def show(said, publisher="Hampshire") -> FeedRun:
        content = said if isinstance(said, bytes) else json.dumps({"contents": said}).encode()
        with acting_as(keeper):
            return feeds.show(area=make.area(), publisher=publisher, content=content, by=keeper, at=now)

    return show


def _take(run, keeper, now):
    with acting_as(keeper):
        return feeds.take_in(run=run, by=keeper, at=now)


def test_a_feed_is_shown_taken_in_and_the_same_again_changes_nothing(directory, read, keeper, now):
    two = [_entry("Swimming"), _entry("Chess", minimum_age=7)]
    run = read(two)
    assert (run.state, run.new, Service.objects.count()) == (FeedRun.State.SHOWN, 2, 0)
    _take(run, keeper, now)
    assert set(Service.objects.values_list("name", flat=True)) == {"Swimming", "Chess"}
    again = read(two)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    two[0]["description"] = "A bigger pool"
    assert (read(two).changed, read(two[:1]).gone) == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"status": "open"}, "status"),
        ({"id": "7"}, "id"),
        ({"email": "nobody"}, "email"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"minimum_age": 12, "maximum_age": 4}, "maximum_age"),
        ({"minimum_age": "twelve"}, "minimum_age"),
        ({"schedules": [{"id": str(uuid4()), "opens_at": "17:00", "closes_at": "09:00"}]}, "schedules/0"),
        ({"last_modified": "yesterday"}, "last_modified"),
        ({"name": None}, "name"),
        ({"description": "For the boy with NHS number 943 476 5919"}, "description"),
    ],
)
def test_a_planted_error_is_found_and_named_and_the_rest_goes_in(directory, read, wrong, where):
    run = read([_entry("Good"), _entry("Bad") | wrong])
    assert run.new == 1
    assert [fault["where"] for fault in run.faults] == [where]
    assert run.faults[0]["what"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"<html></html>", "not JSON"),
        ("{}".encode("utf-16"), "UTF-8"),
        (b'{"a": 1}', "not a page or a list"),
        (b"[" * 200_000, ""),
        (b'{"contents": [', "not JSON"),
        (b"7", "not a page"),
    ],
)
def test_what_is_no_feed_is_refused_in_words_and_deletes_nothing(directory, read, content, words):
    directory("Ours")
    run = read(content)
    assert run.state == FeedRun.State.REFUSED
    assert words in run.message
    assert Service.objects.count() == 1


def test_markup_comes_in_as_text(directory, read, keeper, now):
    _take(
        read([_entry("Sw<b>im</b>ming", description="<script>alert(1)</script>A <i>pool</i> &amp; sauna")]), keeper, now
    )
    service = Service.objects.get()
    assert (service.name, service.description) == ("Swimming", "A pool & sauna")


def test_a_feed_cannot_change_what_others_keep(directory, read, keeper, now):
    ours = directory("Ours")
    run = read([_entry("Theirs") | {"id": str(ours.uuid)}])
    assert run.new == run.changed == 0
    assert "kept here by someone else" in run.faults[0]["what"]
    theirs = [_entry("Chess")]
    _take(read(theirs), keeper, now)
    assert "kept here by someone else" in read(theirs, publisher="Another").faults[0]["what"]


def test_undoing_gives_back_what_stood_and_leaves_what_changed_since(directory, read, keeper, now):
    from datetime import timedelta

    chess, swim = _entry("Chess"), _entry("Swimming")
    _take(read([chess, swim]), keeper, now)
    second = _take(
        read([chess | {"description": "On Mondays"}, swim | {"description": "Heated"}, _entry("New")]),
        keeper,
        now + timedelta(minutes=1),
    )
    with acting_as(keeper):
        mended = Service.objects.get(name="Swimming")
        entries.change(
            service=mended, facts={"description": "Heated in winter"}, by=keeper, at=now + timedelta(hours=1)
        )
        _, stayed = feeds.undo(run=second, by=keeper, at=now + timedelta(hours=2))
    assert stayed == 1
    said = dict(Service.objects.filter(approved_at__isnull=False).values_list("name", "description"))
    assert said == {"Chess": "A pool", "Swimming": "Heated in winter"}
    with acting_as(keeper), pytest.raises(feeds.AlreadySettled):
        feeds.undo(run=second, by=keeper, at=now)


def test_our_own_feed_reads_back(directory, client):
    directory("Larder", hours=("MO,WE", "09:00", "11:00"), minimum_age=4, website="https://example.org/")
    page = client.get("/openreferral/v3/services?full=true").content
    read = reading.read(page)
    assert read.faults == []
    assert read.entries[0]["name"] == "Larder"
    assert read.entries[0]["schedules"] == [
        {"often": "WEEKLY", "days": "MO,WE", "opens_at": "09:00", "closes_at": "11:00", "words": ""}
    ]
