"""Fifty schools ask at once for twenty places for five hundred people while web processes are killed: none is sold or charged twice."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPException
from itertools import combinations
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.utils import timezone

from breakwater.knowledge.training.models import Booking, Charge, Delegate, Event, Fee, Step
from breakwater.knowledge.training.operations import places
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Membership
from breakwater_dev.testing import clock, databases, training
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import served as serving
from breakwater_dev.testing.forking import Forked, Nursery
from breakwater_dev.testing.http import Answer, Visitor

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
PEOPLE, PLACES, AT_ONCE, GIVEN_UP = 500, 20, 50, 10
DOORS, KILLS, PATIENCE = 2, 10, 300


@dataclass
class School:
    """Who books for ten people, and books them one after the other."""

    lead: Membership
    people: list[Delegate]


@dataclass
class Press:
    """One form, sent again as it is whenever nothing came back."""

    school: int
    path: str
    fields: dict
    begun: float = 0
    told: float = 0
    answer: Answer | None = None

    def until_told(self, visitors: list[Visitor], chance: random.Random) -> None:
        self.begun = time.monotonic()
        while self.answer is None and time.monotonic() < self.begun + PATIENCE:
            try:
                self.answer = chance.choice(visitors).post(self.path, **self.fields)
            except (OSError, HTTPException):
                time.sleep(0.1)
        self.told = time.monotonic()


class Doors:
    """Web processes on one database, which are killed and started again while people press."""

    def __init__(self, nursery: Nursery, database: str, hand: str):
        self.nursery, self.database, self.hand = nursery, database, hand
        self.ports = [serving.free_port() for _ in range(DOORS)]
        self.processes: list[Forked] = [self.open(port) for port in self.ports]
        self.kills, self.chance = 0, random.Random(19)

    def open(self, port: int) -> Forked:
        """Whoever presses again stands before us in its queue: it may be long before it answers that it is there."""
        return serving.answering(self.nursery.start(self.database, port, self.hand), port, within=PATIENCE)

    def kill_one(self) -> None:
        door = self.chance.randrange(DOORS)
        self.processes[door].kill()
        self.processes[door].wait()
        self.processes[door] = self.open(self.ports[door])
        self.kills += 1

    def press(self, schools: list[School], presses: list[Press], session: Callable[[Membership], str]) -> None:
        """Let every school send its forms, all schools at once, and kill a process again and again among them."""
        by_school: dict[int, list[Press]] = {}
        for each in presses:
            by_school.setdefault(each.school, []).append(each)

        def sends(number: int) -> None:
            key, chance = session(schools[number].lead), random.Random(number)
            visitors = [Visitor(f"http://127.0.0.1:{port}", key) for port in self.ports]
            together.wait()
            for each in by_school[number]:
                each.until_told(visitors, chance)

        together = threading.Barrier(len(by_school) + 1, timeout=60)
        threads = [threading.Thread(target=sends, args=(number,)) for number in by_school]
        for thread in threads:
            thread.start()
        together.wait()
        marks = sorted(self.chance.sample(range(len(presses)), KILLS))
        while any(thread.is_alive() for thread in threads):
            time.sleep(self.chance.uniform(0, 0.1))
            if marks and sum(each.answer is not None for each in presses) >= marks[0]:
                marks.pop(0)
                self.kill_one()


@pytest.fixture
def database(test_cluster, django_db_setup, django_db_blocker) -> Iterator[str]:
    """A database of its own, which this process looks into as well."""
    name, before = (
        databases.clone(test_cluster, f"{django_db_setup}_places"),
        connections["default"].settings_dict["NAME"],
    )
    databases.point_at(name)
    with django_db_blocker.unblock():
        yield name
    databases.point_at(before)
    databases.drop(test_cluster, name)


@pytest.fixture
def doors(database, tmp_path) -> Iterator[Doors]:
    hand = tmp_path / "offset"
    clock.set_to(hand, timezone.now())
    nursery = Nursery(database)
    yield Doors(nursery, database, str(hand))
    nursery.end()


@pytest.fixture
def schools(database) -> list[School]:
    """Fifty schools with ten people each; a place costs, and so does giving it up."""
    facts = {"whole_day": 8000, "half_day": 8000, "cancel_within": 60, "cancel_percent": 100}
    Fee.objects.create(area=make.area(), in_force_from=make.LONG_AGO, **facts)
    made = []
    with transaction.atomic():
        for _ in range(AT_ONCE):
            team = make.team(of=make.organisation(kind="SCHOOL"))
            people = [training.delegate(of=team) for _ in range(PEOPLE // AT_ONCE)]
            made.append(School(make.membership("dsl", of=team), people))
    return made


def in_order(event: Event) -> list[Booking]:
    with transaction.atomic(), acting_as(training.service()):
        return list(Booking.objects.filter(event=event).order_by("position"))


def charged() -> list[tuple[int, str]]:
    with transaction.atomic(), acting_as(training.service()):
        return list(Charge.objects.values_list("booking", "reason"))


def test_places_are_sold_once_in_order_and_charged_once_while_web_processes_are_killed(
    schools, doors, database, test_cluster
):
    with transaction.atomic():
        event = training.event(capacity=PLACES)
    session = serving.Installation(database, test_cluster, None).session_of
    asks = {
        who.pk: Press(number, f"/training/dates/{event.public_id}/book/", booking_of(who))
        for number, school in enumerate(schools)
        for who in school.people
    }
    doors.press(schools, list(asks.values()), session)
    assert Counter(each.answer and each.answer.status for each in asks.values()) == {302: PEOPLE}
    assert doors.kills >= KILLS // 2
    found = in_order(event)
    assert [each.position for each in found] == list(range(1, PEOPLE + 1))
    assert {each.delegate_id for each in found} == set(asks)
    assert [each.state for each in found] == ["CONFIRMED"] * PLACES + ["WAITING"] * (PEOPLE - PLACES)
    with transaction.atomic(), acting_as(training.service()):
        assert Step.objects.count() == PEOPLE
    # Whoever was told before another pressed at all stands before them.
    assert not [
        (first.position, second.position)
        for first, second in combinations(found, 2)
        if asks[second.delegate_id].told < asks[first.delegate_id].begun
    ]

    gives_up_and_is_offered(schools, doors, session, event)
    accepts = [of_booking(schools, each, "accept") for each in in_order(event) if each.state == "OFFERED"]
    doors.press(schools, accepts, session)
    confirmed = [each for each in in_order(event) if each.state == "CONFIRMED"]
    assert [each.position for each in confirmed] == list(range(GIVEN_UP + 1, PLACES + GIVEN_UP + 1))
    for _ in range(2):
        with acting_as(training.service()) as by:
            places.sweep(event, by=by, at=event.starts_at)
    kept = charged()
    assert len(kept) == len(set(kept)) == GIVEN_UP + PLACES
    assert {booking for booking, reason in kept if reason == "PLACE"} == {each.pk for each in confirmed}


def booking_of(who: Delegate) -> dict:
    return {"idempotency": uuid4(), "delegates": [who.public_id]}


def of_booking(schools: list[School], booking: Booking, what: str) -> Press:
    """What the school of a booking presses about it."""
    school = next(
        number for number, each in enumerate(schools) if booking.delegate_id in {who.pk for who in each.people}
    )
    return Press(school, f"/training/bookings/{booking.public_id}/{what}/", {})


def gives_up_and_is_offered(schools, doors, session, event) -> None:
    """Ten give their place up, which costs each of them once, while others of the list press for one that is not theirs."""
    found = in_order(event)
    gives_up = [of_booking(schools, each, "cancel") for each in found[:GIVEN_UP]]
    grabs = [of_booking(schools, each, "accept") for each in found[PLACES + GIVEN_UP : PLACES + 3 * GIVEN_UP]]
    doors.press(schools, [*gives_up, *grabs], session)
    assert max(each.answer.status for each in [*gives_up, *grabs]) < 500
    now = in_order(event)
    assert Counter(each.state for each in now) == {
        "CANCELLED": GIVEN_UP,
        "CONFIRMED": PLACES - GIVEN_UP,
        "OFFERED": GIVEN_UP,
        "WAITING": PEOPLE - PLACES - GIVEN_UP,
    }
    assert [each.position for each in now if each.state == "OFFERED"] == list(range(PLACES + 1, PLACES + GIVEN_UP + 1))
    assert sorted(charged()) == sorted((each.pk, "LATE") for each in found[:GIVEN_UP])
