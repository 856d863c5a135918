"""SG-27: the address that a roll has for a child in a refuge is kept for no other child of the file, and the MASH is told to look."""

import json
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from breakwater.casework.child_page.pages import WITHHELD
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import School
from breakwater.partnership.people.models import Address, Person, PersonSearch
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater.practice.front_door import jobs, withheld_addresses
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
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


def seal(child: Person) -> None:
    readers = [make.actor("mash_manager").membership.user_id for _ in range(2)]
    with acting_as(make.intake()), connection.cursor() as cursor:
        cursor.execute("select access.seal_row('person', %s, %s, 'protected', true, null)", [child.pk, readers])


def lives_with(one: Person, *, forename: str, place: int, lives=None) -> Person:
    """A sister, on record before any roll."""
    now = timezone.now()
    with acting_as(make.intake()) as by:
        facts = people.NewPerson(forename=forename, surname="Example", born=PartDate.of(date(2014, 4, 3)))
        child = people.enter_person(area=make.area(), facts=facts, by=by, at=now)
        people.add_identifier(person=child, scheme="UPN", value=number(place), by=by, at=now)
        ties = circumstances.TieFacts(lives_in_household=lives)
        code = circumstances.RelationshipCode.SIBLING
        circumstances.relate(person=child, other=one, code=code, facts=ties, by=by, at=now)
    return child


@pytest.fixture
def closed(school):
    """Bo, whose record is closed to all but its readers once `seal` is called."""
    with acting_as(make.intake()) as by:
        facts = people.NewPerson(forename="Bo", surname="Example", born=PartDate.of(date(2015, 4, 3)))
        child = people.enter_person(area=make.area(), facts=facts, by=by, at=timezone.now())
        people.add_identifier(person=child, scheme="UPN", value=number(1), by=by, at=timezone.now())
    return child


def test_sg_27_a_brother_whose_record_is_closed_keeps_the_place_of_both_from_a_roll(school, closed):
    screener = make.actor("mash_screener", of=make.team("MASH", service="front_door"))
    seal(closed)
    take(school, line(0, **HIDDEN), line(1, **HIDDEN), line(2))
    assert homes() == {"Ann": [], "Cyril": ["12 High Street"]}
    tell()
    with acting_as(screener):
        ann = Person.objects.get(forename="Ann")
        assert f"/people/{ann.public_id}/" in {one.path for one in Notification.objects.all()}


@pytest.mark.parametrize("closing", ["refuge", "sealed"])
def test_sg_27_of_a_sister_alone_in_the_roll_no_address_is_taken_while_her_brother_is_protected(
    school, closed, closing
):
    screener = make.actor("mash_screener", of=make.team("MASH", service="front_door"))
    ann = lives_with(closed, forename="Ann", place=0)
    take(school, line(0, born="03/04/2014"))
    if closing == "sealed":
        seal(closed)
    else:
        with acting_as(make.intake()) as by:
            circumstances.move_to(
                person=closed, home=circumstances.Home(kind=Address.Kind.REFUGE), by=by, at=timezone.now()
            )
    take(school, line(0, born="03/04/2014", **HIDDEN))
    assert homes()["Ann"] == []
    tell()
    with acting_as(screener):
        assert [one.path for one in Notification.objects.all()] == [f"/people/{ann.public_id}/"]


def test_a_sister_who_lives_elsewhere_keeps_the_address_that_a_roll_brings(school, closed):
    lives_with(closed, forename="Ann", place=0, lives=False)
    take(school, line(0, born="03/04/2014"))
    seal(closed)
    take(school, line(0, born="03/04/2014", **HIDDEN))
    assert homes()["Ann"] == ["1 Hidden Road"]


def page_of(child: Person, reader) -> str:
    return signed_in(reader).get(f"/people/{child.public_id}/keep/").content.decode()


def test_sg_27_what_an_earlier_roll_put_on_record_is_kept_back_once_the_brother_is_in_a_refuge(school, closed):
    reader = make.actor("mash_manager", of=make.team("MASH", service="front_door"))
    take(school, line(0), line(1), line(2))
    take(school, line(0, **HIDDEN), line(1, **HIDDEN), line(2))
    assert homes()["Bo"] == homes()["Ann"] == ["1 Hidden Road"]
    with acting_as(reader) as by:
        ann, cyril = Person.objects.get(forename="Ann"), Person.objects.get(forename="Cyril")
        circumstances.move_to(
            person=closed, home=circumstances.Home(kind=Address.Kind.REFUGE), by=by, at=timezone.now()
        )
    for child in (closed, ann):
        said = page_of(child, reader)
        assert WITHHELD in said, "as everywhere"
        assert "Hidden Road" not in said
        assert "PO5 1AA" not in said
    assert "12 High Street" in page_of(cyril, reader)
    with acting_as(reader):
        assert not PersonSearch.objects.filter(pc="PO51AA").exists()


def test_sg_27_what_an_earlier_roll_put_on_record_is_kept_back_by_the_next_once_the_brother_is_sealed(school, closed):
    reader = make.actor("mash_manager", of=make.team("MASH", service="front_door"))
    take(school, line(0, **HIDDEN), line(1, **HIDDEN))
    seal(closed)
    take(school, line(0, **HIDDEN), line(1, **HIDDEN, year="9"))
    with acting_as(reader):
        ann = Person.objects.get(forename="Ann")
    assert "Hidden Road" not in page_of(ann, reader)


def test_sg_27_where_a_person_entered_the_home_a_brothers_refuge_takes_it_from_nobody(school, closed):
    with acting_as(make.intake()) as by:
        home = circumstances.Home(lines="4 Family Road", postcode="PO4 8AA")
        sister = lives_with(closed, forename="Ann", place=0)
        for child in (closed, sister):
            circumstances.move_to(person=child, home=home, by=by, at=timezone.now())
        circumstances.move_to(
            person=closed, home=circumstances.Home(kind=Address.Kind.REFUGE), by=by, at=timezone.now()
        )
        assert Address.objects.get(person=sister, ends_on=None).said == "4 Family Road, PO4 8AA"
