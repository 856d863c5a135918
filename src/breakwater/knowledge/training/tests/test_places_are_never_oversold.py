"""Five hundred people ask for twenty places, fifty at once on connections of their own: no place is sold twice, the order is exact."""

import threading
from collections import Counter
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.utils import timezone

from breakwater.foundation.refusals import Refusal
from breakwater.knowledge.training.models import Booking, Charge, Delegate, Event, Fee
from breakwater.knowledge.training.operations import places
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import training

pytestmark = pytest.mark.slow
PEOPLE, PLACES, AT_ONCE = 500, 20, 50


def at_once(works) -> list[BaseException]:
    """Run each on a thread and a connection of its own, begun together, and return what went wrong but refusals."""
    together, faults = threading.Barrier(len(works), timeout=120), []

    def run(work):
        try:
            together.wait()
            for step in work:
                with transaction.atomic(), acting_as(training.service()) as by:
                    step(by)
        except Refusal:
            pass
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(240)
    return faults


@pytest.fixture
def crowd(transactional_db):
    """A date of twenty places and five hundred delegates of fifty schools, who pay."""
    Fee.objects.create(area=make.area(), whole_day=8000, half_day=8000, in_force_from=make.LONG_AGO)
    with transaction.atomic():
        event = training.event(capacity=PLACES)
        teams = [make.team(of=make.organisation(kind="SCHOOL")) for _ in range(AT_ONCE)]
        people = [training.delegate(of=teams[number % AT_ONCE]) for number in range(PEOPLE)]
    return event, people


def books(event: Event, who: Delegate):
    key = uuid4()
    return lambda by: places.book(event, places.Wish([who.pk]), by=by, at=timezone.now(), key=key)


def in_order(event: Event) -> list[Booking]:
    with transaction.atomic(), acting_as(training.service()):
        return list(Booking.objects.filter(event=event).order_by("position"))


@pytest.mark.timeout(600)  # fifty wait for one another, on two cores
def test_five_hundred_ask_for_twenty_places_fifty_at_once(crowd):
    event, people = crowd
    share = PEOPLE // AT_ONCE
    # Each form is sent twice, as by somebody who presses again.
    works = [
        [step for who in people[first : first + share] for step in [books(event, who)] * 2]
        for first in range(0, PEOPLE, share)
    ]
    assert at_once(works) == []
    found = in_order(event)
    assert [each.position for each in found] == list(range(1, PEOPLE + 1))
    assert [each.state for each in found] == ["CONFIRMED"] * PLACES + ["WAITING"] * (PEOPLE - PLACES)

    # Ten give their place up while others of the list press to take one that is not offered to them.
    gives_up = [[lambda by, each=each: places.cancel(each, by=by, at=timezone.now())] for each in found[:10]]
    presses = [
        [lambda by, each=each: places.accept(each, by=by, at=timezone.now())]
        for each in found[PLACES + 10 : PLACES + 30]
    ]
    assert at_once(gives_up + presses) == []
    found = in_order(event)
    assert Counter(each.state for each in found) == {
        "CANCELLED": 10,
        "CONFIRMED": 10,
        "OFFERED": 10,
        "WAITING": PEOPLE - PLACES - 10,
    }
    assert [each.position for each in found if each.state == "OFFERED"] == list(range(PLACES + 1, PLACES + 11))
    event.refresh_from_db()
    assert (event.places_taken, event.waiting) == (PLACES, PEOPLE - PLACES - 10)

    # It begins: those with a place are charged once, however many look at once.
    takes = [
        [lambda by, each=each: places.accept(each, by=by, at=timezone.now())]
        for each in found
        if each.state == "OFFERED"
    ]
    begins = [[lambda by: places.sweep(event, by=by, at=event.starts_at)] for _ in range(10)]
    assert at_once(takes) == []
    assert at_once(begins) == []
    with transaction.atomic(), acting_as(training.service()):
        assert Charge.objects.count() == PLACES
        assert Charge.objects.values("booking").distinct().count() == PLACES
