"""SG-27: the address that a roll has for a child in a refuge is kept for no other child of the file, and the MASH is told to look."""

import json
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import School
from breakwater.partnership.people.models import Address, Person
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater.practice.front_door import jobs, withheld_addresses
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.rolls import line, number, take

HIDDEN = {"address": "1 Hidden Road", "postcode": "PO5 1AA"}


@pytest.fixture
def school(db):
    owner = make.organisation("The Invented School", "SCHOOL")
    School.objects.create(organisation=owner, urn="900123", la_code="851", establishment_number="9901")
    return make.team("Safeguarding", of=owner)


@pytest.fixture
def brother(school):
    """Bo, whose record says that he is in a refuge."""
    now = timezone.now()
    with acting_as(make.intake()) as by:
        facts = people.NewPerson(forename="Bo", surname="Example", born=PartDate.of(date(2015, 4, 3)))
        child = people.enter_person(area=make.area(), facts=facts, by=by, at=now)
        people.add_identifier(person=child, scheme="UPN", value=number(1), by=by, at=now)
        circumstances.move_to(person=child, home=circumstances.Home(kind=Address.Kind.REFUGE), by=by, at=now)
    return child


def tell() -> None:
    """Run the job as it was deferred."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select args::text from procrastinate_jobs where task_name = 'front_door.tell_of_withheld_addresses'"
        )
        ((given,),) = cursor.fetchall()
    jobs.tell_of_withheld_addresses(**json.loads(given))


def homes() -> dict[str, list[str]]:
    with acting_as(make.intake()):
        found = {person.forename: [] for person in Person.objects.all()}
        for home in Address.objects.filter(ends_on=None).select_related("person"):
            found[home.person.forename].append(home.lines or home.kind)
        return found


def test_sg_27_a_sister_whom_a_roll_puts_where_her_brother_is_in_a_refuge_gets_no_address(school, brother):
    mash = make.team("MASH", service="front_door")
    screener = make.actor("mash_screener", of=mash)
    take(school, line(0, **HIDDEN), line(1, **HIDDEN), line(2))
    assert homes() == {"Bo": ["REFUGE"], "Ann": [], "Cyril": ["12 High Street"]}
    tell()
    with acting_as(screener):
        [told] = Notification.objects.filter(user=screener.membership.user)
        ann = Person.objects.get(forename="Ann")
    assert (told.words, told.path) == (withheld_addresses.WORDS, f"/people/{ann.public_id}/")
    assert "Hidden" not in told.words


def test_sg_27_a_second_child_whose_row_has_no_record_yet_is_told_of_beside_the_first(school, brother):
    screener = make.actor("mash_screener", of=make.team("MASH", service="front_door"))
    with acting_as(make.intake()) as by:
        facts = people.NewPerson(forename="Zed", surname="Otherwise", born=PartDate.of(date(2011, 1, 1)))
        other = people.enter_person(area=make.area(), facts=facts, by=by, at=timezone.now())
        people.add_identifier(person=other, scheme="UPN", value=number(3), by=by, at=timezone.now())
    dinah = line(3, **HIDDEN)  # has the number of Zed: somebody decides
    take(school, line(0, **HIDDEN), line(1, **HIDDEN), dinah)
    tell()
    with acting_as(screener):
        told = Notification.objects.filter(user=screener.membership.user)
        ann = Person.objects.get(forename="Ann")
        assert {(one.words, one.path) for one in told} == {
            (withheld_addresses.WORDS, f"/people/{ann.public_id}/"),
            (withheld_addresses.NO_RECORD, "/today/"),
        }


def test_sg_27_nor_does_a_later_roll_bring_it_to_a_pupil_who_was_there_before(school, brother):
    make.team("MASH", service="front_door")
    take(school, line(0), line(1, **HIDDEN))
    take(school, line(0, **HIDDEN, year="7"), line(1, **HIDDEN))
    assert homes() == {"Bo": ["REFUGE"], "Ann": ["12 High Street"]}


def test_a_roll_without_a_child_in_a_refuge_keeps_its_addresses_and_tells_nobody(school):
    take(school, line(0, **HIDDEN), line(1, **HIDDEN))
    assert homes() == {"Ann": ["1 Hidden Road"], "Bo": ["1 Hidden Road"]}
    with connection.cursor() as cursor:
        cursor.execute("select 1 from procrastinate_jobs where task_name = 'front_door.tell_of_withheld_addresses'")
        assert cursor.fetchall() == []
