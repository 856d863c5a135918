"""Adoption-sealed and protected identities: compared with nobody, and nobody can tell that they are there (SG-13)."""

import random
import time
from datetime import date
from statistics import median

import pytest
from django.db import connection, transaction
from django.utils import timezone

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Guard, GuardedName, Identifier, Person, PersonSearch, RelationshipCode
from breakwater.partnership.people.records import presenting
from breakwater.partnership.people.records.operations import circumstances, guards, people, restrictions
from breakwater.partnership.people.search import matching
from breakwater_dev.testing import factories as make

BORN = PartDate(2014, 3, 9)
ASKED = [
    {"forename": "Zephyr", "surname": "Quillfeather", "born": BORN},
    {"text": "zephyr quillfeather 2014"},
    {"text": "quillf"},
    {"forename": "Zephyr", "surname": "Quillfeather", "postcode": "ZZ1 1AA"},
    {"text": "9434765919"},
]


@pytest.fixture
def readers(db):
    return [make.membership("mash_manager"), make.membership("mash_manager")]


@pytest.fixture
def screener(db):
    return make.membership("mash_screener")


@pytest.fixture
def child(db):
    return entered()


def entered() -> Person:
    made = make.person("Zephyr", "Quillfeather", born_on=date(2014, 3, 9), born_precision="DAY")
    with acting_as(make.intake()) as by:
        circumstances.move_to(
            person=made,
            home=circumstances.Home(lines="1 Teaspoon Street", postcode="ZZ1 1AA"),
            by=by,
            at=timezone.now(),
        )
        people.add_identifier(person=made, scheme=Identifier.Scheme.NHS, value="9434765919", by=by, at=timezone.now())
    return made


def guard(person, readers, kind="ADOPTION_SEALED") -> int:
    with acting_as(readers[0]) as by:
        return restrictions.restrict(
            person=person, readers=readers, reason="why", by=by, at=timezone.now(), breakable=False, guarded_as=kind
        )


def answers(post) -> list:
    with acting_as(post):
        found = [matching.find(**asked) for asked in ASKED]
        places = presenting.households_at(postcode="ZZ1 1AA")
        return [([(c.person_id, c.band, c.reasons) for c in each], each.advice, each.searched) for each in found] + [
            places
        ]


@pytest.mark.parametrize("kind", ["ADOPTION_SEALED", "PROTECTED_IDENTITY"])
def test_sg_13_a_guarded_person_is_found_by_nobody_their_own_readers_neither(child, readers, screener, kind):
    assert answers(readers[0])[0][0]
    guard(child, readers, kind)
    assert [[found for found, _, _ in answers(post)[:-1]] for post in (*readers, screener)] == [[[]] * len(ASKED)] * 3
    with acting_as(readers[0]):
        assert Person.objects.get(pk=child.pk).guards.get().kind == kind


def test_sg_13_a_guarded_person_stands_in_no_table_that_is_compared(child, readers):
    guard(child, readers)
    with acting_as(readers[0]):
        assert PersonSearch.objects.filter(person=child).count() == 0
        assert GuardedName.objects.filter(person=child).count() > 0


def test_sg_13_a_change_of_their_name_does_not_bring_them_back(child, readers):
    guard(child, readers)
    with acting_as(readers[1]) as by:
        people.rename(person=child, names=people.Names(surname="Penhaligon"), by=by, at=timezone.now())
        assert PersonSearch.objects.filter(person=child).count() == 0
        assert matching.find(text="zephyr penhaligon") == []


def test_sg_13_hidden_and_absent_are_answered_alike(db, readers, screener):
    before = answers(screener)
    for breakable in (True, False):
        with transaction.atomic():
            person = entered()
            with acting_as(readers[0]) as by:
                restrictions.restrict(
                    person=person, readers=readers, reason="why", by=by, at=timezone.now(), breakable=breakable
                )
            assert answers(screener) == before
            transaction.set_rollback(True)


def test_sg_13_a_guarded_person_is_drawn_beside_nobody(child, readers):
    mother = make.person("Mother", "Quillfeather")
    with acting_as(readers[0]) as by:
        circumstances.relate(person=mother, other=child, code=RelationshipCode.MOTHER, by=by, at=timezone.now())
        assert presenting.header(mother, on=timezone.localdate()).relatives
    guard(child, readers)
    with acting_as(readers[0]):
        assert presenting.header(mother, on=timezone.localdate()).relatives == ()
        assert presenting.header(child, on=timezone.localdate()).relatives == ()


def test_sg_20_no_glass_opens_a_guarded_person(child, readers):
    guard(child, readers)
    manager = make.membership("mash_manager")
    with acting_as(manager), connection.cursor() as cursor:
        cursor.execute("select access.mint_glass('person', %s, 'urgent')", [child.pk])
        assert cursor.fetchone() == (None,)
        assert Person.objects.filter(pk=child.pk).count() == 0


def test_sg_13_lifted_by_a_reader_the_person_is_found_again(child, readers, screener):
    seal = guard(child, readers)
    with acting_as(readers[1]) as by:
        restrictions.unrestrict(person=child, seal=seal, by=by, at=timezone.now())
        assert Guard.objects.filter(lifted_at=None).count() == 0
    assert answers(screener)[0][0]


def alerted(area=None, **facts):
    with acting_as(make.intake(area)):
        found = guards.guards_of_best_match(area=area or make.area(), **facts)
        return None if found is None else {user.pk for user in found}


TOLD = {"forename": "Zephyr", "surname": "Quilfeather", "born": BORN}


@pytest.mark.parametrize("breakable", [True, False])
def test_tr_17_whoever_guards_a_hidden_best_match_is_found_and_whose_it_is_is_not(child, readers, breakable):
    with acting_as(readers[0]) as by:
        restrictions.restrict(
            person=child, readers=readers, reason="why", by=by, at=timezone.now(), breakable=breakable
        )
    assert alerted(**TOLD) == {reader.user_id for reader in readers}
    assert alerted(forename="Somebody", surname="Else", born=PartDate(2009, 1, 2)) is None


def test_tr_17_nobody_is_alerted_where_one_who_is_not_hidden_fits_better(child, readers):
    make.person("Zephyr", "Quillfeather", born_on=date(2014, 3, 9), born_precision="DAY")
    with acting_as(readers[0]) as by:
        restrictions.restrict(person=child, readers=readers, reason="why", by=by, at=timezone.now())
    assert alerted(**TOLD, postcode="PO1 1AA") == {reader.user_id for reader in readers}  # as near as the other
    with acting_as(make.intake()) as by:
        other = Person.objects.exclude(pk=child.pk).get(forename="Zephyr")
        circumstances.move_to(
            person=other,
            home=circumstances.Home(lines="2 Teaspoon Street", postcode="ZZ2 2BB"),
            by=by,
            at=timezone.now(),
        )
    assert alerted(**TOLD, postcode="ZZ2 2BB") is None


def test_tr_17_a_record_whose_readers_have_all_left_is_known_to_be_guarded_by_nobody(child, readers):
    with acting_as(readers[0]) as by:
        restrictions.restrict(person=child, readers=readers, reason="why", by=by, at=timezone.now())
    for reader in readers:
        type(reader).objects.filter(pk=reader.pk).update(revoked_at=timezone.now())
    assert alerted(**TOLD) == set()


def test_tr_17_no_post_may_ask_whom_a_hidden_record_belongs_to(child, readers, screener):
    guard(child, readers)
    for post in (screener, readers[0]):
        with acting_as(post):
            assert guards.guards_of_best_match(area=make.area(), **TOLD) is None
    assert alerted(make.area("850", "Hampshire"), **TOLD) is None


def test_the_sounds_of_a_guarded_person_are_nobodys_to_read_but_their_readers(child, readers, screener):
    guard(child, readers)
    with acting_as(screener):
        assert (GuardedName.objects.count(), Guard.objects.count()) == (0, 0)


SAMPLES, BLOCKS, SHUFFLES = 200, 20, 2000


@pytest.mark.slow
@pytest.mark.parametrize("breakable", [True, False], ids=["restricted", "guarded"])
def test_sg_13_hidden_and_absent_take_the_same_time(db, readers, screener, breakable):
    """200 answers each, in blocks by chance. A permutation test of the difference of medians: were the times alike, a
    difference as large as this one would come up often. And whatever it is, it is far below what a network would show.
    """
    for number in range(300):
        make.person(f"Other{number}", "Quillfeather" if number % 3 else f"Elsewhere{number}")
    chance, times = random.Random(13), {"hidden": [], "absent": []}
    order = ["hidden", "absent"] * (SAMPLES // (SAMPLES // BLOCKS))
    chance.shuffle(order)
    for which in order:
        with transaction.atomic():
            person = entered()  # made in both, so that both leave the same traces behind
            with acting_as(readers[0]) as by:
                if which == "hidden":
                    restrictions.restrict(
                        person=person, readers=readers, reason="why", by=by, at=timezone.now(), breakable=breakable
                    )
                else:
                    with connection.cursor() as cursor:
                        cursor.execute("delete from people_personsearch where person_id = %s", [person.pk])
            with acting_as(screener):
                matching.find(**ASKED[0])
                for _ in range(SAMPLES // BLOCKS):
                    started = time.perf_counter()
                    matching.find(**ASKED[0])
                    times[which].append(time.perf_counter() - started)
            transaction.set_rollback(True)
    assert {which: len(each) for which, each in times.items()} == {"hidden": SAMPLES, "absent": SAMPLES}
    difference = abs(median(times["hidden"]) - median(times["absent"]))
    together = times["hidden"] + times["absent"]
    as_large = 0
    for _ in range(SHUFFLES):
        chance.shuffle(together)
        as_large += abs(median(together[:SAMPLES]) - median(together[SAMPLES:])) >= difference
    noise = median(abs(each - median(together)) for each in together)
    assert as_large / SHUFFLES > 0.001 or difference < noise, (difference, noise, as_large / SHUFFLES)
