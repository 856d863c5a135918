"""Anyone reads what is in force in an area, on any day, and what was believed then; what they may not is asked for nowhere."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from breakwater.knowledge.policies.operations import force, manuals, varying
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import ContactPoint

from .conftest import TEXT, decision

MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)
HERE = "/procedures/shared/2.1/"


def _queries(client, path) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def _say(client, path) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def two_versions(settle, in_force, areas):
    first = settle()
    for slug in areas:
        in_force(first, slug, MARCH)
    second = settle(TEXT.replace("the same day", "within the hour"))
    in_force(second, "portsmouth", JUNE)
    return first, second


def test_each_area_reads_its_own_version_and_what_will_differ(two_versions, client):
    assert "within the hour" in _say(client, f"{HERE}portsmouth/")
    hampshire = _say(client, f"{HERE}hampshire/")
    assert "the same day" in hampshire
    assert "ratified by 1 of 4 areas" in hampshire
    differs = _say(client, f"{HERE}differences/1.0.0/1.1.0/")
    assert "<ins" in differs
    assert "<del" in differs
    assert "{front door}" not in differs
    assert "Call your area&#39;s MASH number" in differs


def test_one_chapter_is_followed_by_a_feed_that_tells_what_came_into_force_and_nothing_that_is_to_come(
    two_versions, in_force, settle, client
):
    in_force(settle(TEXT + "\n\nMore."), "portsmouth", date(2099, 1, 1))
    assert f'href="{HERE}portsmouth/feed/"' in _say(client, f"{HERE}portsmouth/")
    answer = client.get(f"{HERE}portsmouth/feed/")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    feed = answer.content.decode()
    assert re.findall(r"<title>(Version [^<]+)</title>", feed) == [
        "Version 1.1.0 from 1 June 2026",
        "Version 1.0.0 from 1 March 2026",
    ]
    assert "Call the same day." in feed
    assert f"{HERE}portsmouth/on/2026-06-01/known/" in feed
    assert client.get(f"{HERE}elsewhere/feed/").status_code == 404


def test_a_past_day_has_an_address_of_its_own(two_versions, client, officer, chapter, areas, now):
    asked = client.get(f"{HERE}portsmouth/on/", {"on-day": "15", "on-month": "5", "on-year": "2026"})
    assert asked.headers["Location"] == f"{HERE}portsmouth/on/2026-05-15/known/2026-05-15/"
    alone = client.get(f"{HERE}portsmouth/on/2026-05-15/")  # how whoever shortens an address asks
    assert alone.headers["Location"] == asked.headers["Location"]
    page = _say(client, asked.headers["Location"])
    assert "Version 1.0.0" in page
    assert "This record first spoke of the chapter" in page
    with acting_as(officer):
        span = force.spans_of(chapter, areas["portsmouth"])[1]
        force.correct(
            chapter=chapter,
            area=areas["portsmouth"],
            span=span,
            starts_on=date(2026, 5, 1),
            why="The minutes say May",
            by=officer,
            at=now + timedelta(days=3),
        )
    page = _say(client, f"{HERE}portsmouth/on/2026-05-15/known/2026-11-03/")
    assert "The minutes say May" in page
    assert "believed in force from" in page
    for wrong in ("2026-02-30", "x", "1066-01-01"):
        assert client.get(f"{HERE}portsmouth/on/{wrong}/known/2026-05-15/").status_code == 404
        assert client.get(f"{HERE}portsmouth/on/{wrong}/").status_code == 404


def test_an_areas_own_words_are_labelled_and_the_shared_ones_stay_readable(
    two_versions, client, officer, chapter, areas, now
):
    first, second = two_versions
    with acting_as(officer):
        varying.vary(
            chapter,
            areas["portsmouth"],
            varying.Variation(
                anchor=second.body[3]["anchor"],
                mode="replace",
                text="Call the <b>duty</b> nurse on {front door}.",
                why="Local",
                decision=decision(),
                starts_on=JUNE,
            ),
            by=officer,
            at=now,
        )
    ContactPoint.objects.create(
        area=areas["portsmouth"],
        purpose="FRONT_DOOR",
        label="MASH",
        telephone="01632 960800",
        source="Invented",
        effective_from=MARCH,
        last_checked_on=MARCH,
        review_by=JUNE,
    )
    page = _say(client, f"{HERE}portsmouth/")
    assert "In Portsmouth" in page
    assert "What the other areas read here" in page
    assert "&lt;b&gt;duty" in page
    assert 'href="tel:01632960800"' in page
    shared = _say(client, HERE)
    assert "In Portsmouth" in shared
    assert "within the hour" in shared


def test_an_overdue_chapter_stays_readable_and_says_so(settle, in_force, client):
    in_force(settle(review_by=date(2025, 1, 1)), "portsmouth", MARCH)
    page = _say(client, f"{HERE}portsmouth/")
    assert "Review overdue" in page
    assert "stays in force" in page
    assert "review overdue, still in force" in _say(client, "/procedures/portsmouth/")


def test_a_withdrawn_chapter_goes_on_answering(two_versions, client, officer, chapter, areas, now):
    with acting_as(officer):
        force.withdraw(
            chapter=chapter, area=areas["hampshire"], ends_on=JUNE, why="Merged elsewhere", by=officer, at=now
        )
    assert "Merged elsewhere" in _say(client, f"{HERE}hampshire/")


def test_pages_ask_the_database_the_same_whatever_they_show(
    two_versions, client, settle, in_force, areas, officers, now
):
    paths = (
        f"{HERE}portsmouth/",
        HERE,
        f"{HERE}versions/",
        "/procedures/portsmouth/",
        "/procedures/portsmouth/changes/",
    )
    before = [_queries(client, path) for path in paths]
    in_force(settle(TEXT + "\n\nMore of it.\n\nAnd more."), "portsmouth", date(2026, 7, 1))
    in_force(settle(TEXT + "\n\nLess."), "portsmouth", date(2026, 8, 1))
    with acting_as(officers["portsmouth"]) as by:
        manuals.open_manual(slug="another", title="Another", areas=areas.values(), by=by, at=now)
    assert [_queries(client, path) for path in paths] == before
    assert before[0] <= 10  # six, the reviews behind paragraphs, which rooms are off, and the transaction’s two


def test_the_manuals_say_so_where_there_is_none(db, client):
    assert "No manual appears here yet" in _say(client, "/procedures/")
    assert client.get("/procedures/nowhere/").status_code == 404


def test_the_shared_address_has_what_some_area_has_in_force_and_nothing_that_none_has(settle, in_force, client):
    first = settle()
    assert "No area has this in force" in _say(client, HERE)
    assert "rarely bruise" not in _say(client, HERE)
    in_force(first, "hampshire", MARCH)
    settle(TEXT.replace("the same day", "within the hour"))
    page = _say(client, HERE)
    assert "Version 1.0.0" in page
    assert "the same day" in page
    assert "within the hour" not in page


def test_a_manual_stands_on_an_areas_pages_when_that_area_has_something_of_it_in_force(settle, in_force, client):
    in_force(settle(), "hampshire", MARCH)
    assert "Shared manual" in _say(client, "/procedures/hampshire/")
    portsmouth = _say(client, "/procedures/portsmouth/")
    assert "Shared manual" not in portsmouth
    assert "No chapter is in force in Portsmouth yet" in portsmouth
