"""SG-13: a search for a hidden child shows what any search shows; who may see both hears of it, and no name goes anywhere."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import circumstances, guards, people, restrictions
from breakwater.practice.front_door import blind_alert
from breakwater_dev.testing import factories as make

TYPED = "Annabel Exampleton 3 April 2015"


@pytest.fixture
def readers(db):
    mash = make.team("MASH", service="front_door")
    return [make.actor("mash_manager", of=mash), make.actor("mash_manager", of=mash)]


@pytest.fixture
def hidden(readers):
    now = timezone.now()
    with acting_as(make.intake()) as by:
        child = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename="Annabel", surname="Exampleton", born=PartDate.of(date(2015, 4, 3))),
            by=by,
            at=now,
        )
    with acting_as(readers[0]) as by:
        restrictions.restrict(
            person=child,
            readers=[one.membership.user for one in readers],
            reason="Adopted",
            breakable=False,
            by=by,
            at=now,
        )
    return child


def deferred() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select args::text from procrastinate_jobs where task_name = 'front_door.tell_guards_of_a_search' order by id"
        )
        return [args for (args,) in cursor.fetchall()]


def guards_in(given: str) -> list[int]:
    """Those whom the job would tell of a search."""
    with acting_as(make.intake()):
        return sorted(guards.guards_of(json.loads(given)["hidden"], make.area()))


def told(given: str, at) -> None:
    blind_alert.tell_of_a_search(**{**json.loads(given), "area": make.area()}, at=at)


def told_to(reader) -> list[str]:
    return [one.words for one in Notification.objects.filter(user=reader.membership.user).order_by("pk")]


def test_sg_13_those_who_guard_a_hidden_child_hear_of_a_search_for_it_once_an_hour(signed_in, readers, hidden):
    searcher = make.actor("social_worker", of=make.team("Assessment"))
    page = signed_in(searcher).post(reverse("casework:search"), {"words": TYPED})
    assert str(hidden.public_id) not in page.content.decode()
    (given,) = deferred()
    assert guards_in(given) == sorted(one.membership.user_id for one in readers)
    assert not {"annabel", "exampleton", "2015"} & set(given.lower().replace('"', " ").split())
    now = timezone.now()
    for at in (now, now + timedelta(minutes=59)):
        told(given, at)
    for reader in readers:
        assert told_to(reader) == [blind_alert.OF_A_SEARCH.format(who=f"{searcher.membership.user.name} (Assessment)")]
    told(given, now + timedelta(minutes=61))
    assert len(told_to(readers[0])) == 2
    assert told_to(searcher) == []
    for message in OutboxMessage.objects.all():
        assert "Annabel" not in message.body
        assert "Exampleton" not in message.body


def test_sg_13_a_search_for_nobody_answers_and_defers_alike(signed_in, readers, hidden):
    browser = signed_in(make.actor("social_worker", of=make.team("Assessment")))
    answers = [
        browser.post(reverse("casework:search"), {"words": words}).content.decode().replace(words, "")
        for words in (TYPED, "Christabel Exampleton 9 June 2013")
    ]
    meant, unmeant = deferred()
    assert _without_secrets(answers[0]) == _without_secrets(answers[1])
    assert json.loads(unmeant)["hidden"] == []
    assert json.loads(meant).keys() == json.loads(unmeant).keys()
    told(unmeant, timezone.now())
    assert not Notification.objects.exists()


def test_sg_13_whoever_guards_the_record_alerts_nobody_by_searching(signed_in, readers, hidden):
    signed_in(readers[0]).post(reverse("casework:search"), {"words": TYPED})
    (given,) = deferred()
    told(given, timezone.now())
    assert not Notification.objects.exists()


def test_sg_13_a_search_that_meets_a_hidden_record_asks_the_database_no_more_than_another(signed_in, readers, hidden):
    browser, asked = signed_in(make.actor("social_worker", of=make.team("Assessment"))), []
    browser.post(reverse("casework:search"), {"words": TYPED})
    for words in (TYPED, "Christabel Exampleton 9 June 2013"):
        with CaptureQueriesContext(connection) as queries:
            browser.post(reverse("casework:search"), {"words": words})
        asked.append([each["sql"].split("(")[0] for each in queries if "SAVEPOINT" not in each["sql"]])
    assert asked[0] == asked[1]
    assert not any("guards_of" in each for each in asked[0])


HOME = "Flat 2, 14 Invented Crescent"


@pytest.fixture(params=["guarded", "restricted"])
def at_home(request, readers):
    """A hidden child with a home and a number: guarded, or with a restriction that glass opens."""
    now = timezone.now()
    with acting_as(make.intake()) as by:
        child = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename="Annabel", surname="Exampleton", born=PartDate.of(date(2015, 4, 3))),
            by=by,
            at=now,
        )
        circumstances.move_to(
            person=child,
            home=circumstances.Home(lines=f"{HOME}, Portsmouth", postcode="PO1 2AB", uprn=""),
            by=by,
            at=now,
        )
        people.add_identifier(person=child, scheme="NHS", value=NHS, by=by, at=now)
    with acting_as(readers[0]) as by:
        restrictions.restrict(
            person=child,
            readers=[one.membership.user for one in readers],
            reason="At risk",
            breakable=request.param == "restricted",
            by=by,
            at=now,
        )
    return child


NHS = "9990000018"


def guards_told_of(signed_in, words) -> list[int]:
    searcher = make.actor("social_worker", of=make.team("Assessment"))
    signed_in(searcher).post(reverse("casework:search"), {"words": words})
    return guards_in(deferred()[-1])


@pytest.mark.parametrize(
    "words",
    [
        "flat 2, 14 invented crescent",
        "Flat 2 14 Invented Cres",
        f"{HOME}, PO1 2AB",
        f"{HOME}, Portsmouth",
        NHS,
        "999 000 0018",
        f"Annabel Exampleton {HOME}",
    ],
)
def test_sg_13_those_who_guard_a_hidden_child_hear_of_a_search_for_that_very_home_or_number(
    signed_in, readers, at_home, words
):
    assert guards_told_of(signed_in, words) == sorted(one.membership.user_id for one in readers)
    for given in deferred():
        assert not {"invented", "crescent", "po1", NHS} & set(given.lower().replace('"', " ").split())


@pytest.mark.parametrize(
    "words",
    [
        "14 invented crescent",
        "flat 22, 14 invented crescent",
        f"{HOME}, PO4 8AA",
        "PO1 2AB",
        "invented crescent",
        f"Somebody Else {HOME}",
        "9990000123",
    ],
)
def test_sg_13_nobody_hears_of_a_search_for_another_home_a_whole_street_or_someone_else_there(
    signed_in, readers, at_home, words
):
    assert guards_told_of(signed_in, words) == []


def test_sg_13_a_home_is_shared_with_someone_who_is_not_hidden_and_those_who_guard_still_hear(
    signed_in, readers, at_home
):
    with acting_as(make.intake()) as by:
        mother = people.enter_person(
            area=make.area(), facts=people.NewPerson(forename="Rosa", surname="Exampleton"), by=by, at=timezone.now()
        )
        circumstances.move_to(
            person=mother, home=circumstances.Home(lines=HOME, postcode="PO1 2AB", uprn=""), by=by, at=timezone.now()
        )
    assert guards_told_of(signed_in, HOME) == sorted(one.membership.user_id for one in readers)
    assert guards_told_of(signed_in, f"Rosa Exampleton {HOME}") == []


def _without_secrets(page: str) -> list[str]:
    """The answer's own lines: the tokens and what was searched differ from one request to the next."""
    own = page[page.index('id="found"') :]
    return [
        line
        for line in own.splitlines()
        if "csrf" not in line and "nonce" not in line and "2015" not in line and "2013" not in line
    ]
