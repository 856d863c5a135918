"""Two records of one person made one, and parted again at any later time, in any order."""

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people import registry
from breakwater.partnership.people.duplicates.operations import merging, reviewing
from breakwater.partnership.people.models import (
    Address,
    Identifier,
    Merge,
    MovedRow,
    PairToReview,
    Person,
    PersonSearch,
    Relationship,
)
from breakwater.partnership.people.records import presenting
from breakwater.partnership.people.records.operations import circumstances
from breakwater.partnership.people.records.operations import people as people_records
from breakwater.partnership.people.search import matching
from breakwater_dev.testing import factories as make

AT = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/London"))
UPNS = ("K000400025001", "A000400025002")


@pytest.fixture
def by(db):
    with acting_as(make.actor("mash_manager")) as actor:
        yield actor


def enter(by, forename="Leo", surname="Karter", **facts):
    return people_records.enter_person(
        area=make.area(), facts=people_records.NewPerson(forename=forename, surname=surname, **facts), by=by, at=AT
    )


def merge(kept, other, by, **more):
    return merging.merge(
        kept=kept, other=other, because="the mother says so", by=by, at=AT, key=more.pop("key", None) or uuid4(), **more
    )


def unmerge(merge, by, theirs=()):
    return merging.unmerge(merge=merge, because="they are brothers", by=by, at=AT, theirs=theirs)


def facts_of(person):
    """Every row of every table that names the person, by introspection."""
    found = set()
    for (table, column), field in registry.columns_that_name_a_person().items():
        found |= {
            (table, column, pk)
            for pk in field.model._default_manager.filter(**{field.name: person}).values_list("pk", flat=True)
        }
    return found


def two(by):
    """A record with a home and a number; another with another home, a mother and a telephone."""
    one = enter(by, born=PartDate(2014, 2, 3))
    circumstances.move_to(person=one, home=circumstances.Home(lines="1 Sea Road", postcode="PO4 8AA"), by=by, at=AT)
    people_records.add_identifier(person=one, scheme="LA_CHILD", value="17", by=by, at=AT)
    other = enter(by, "Leon", "Carter", born=PartDate(2014, 3, 2))
    circumstances.move_to(
        person=other, home=circumstances.Home(lines="2 Hill Street", postcode="PO1 2AB"), by=by, at=AT
    )
    circumstances.add_contact(person=other, kind="PHONE", value="01632 960001", by=by, at=AT)
    circumstances.relate(person=enter(by, "Mo", "Carter"), other=other, code="MTH", by=by, at=AT)
    return one, other


def test_the_columns_found_in_the_models_are_those_found_in_the_database(by, owner_connection):
    rows = owner_connection.execute("select tbl, col from access.ties_to_people()").fetchall()
    assert {tuple(row) for row in rows} == set(registry.columns_that_name_a_person())


def test_every_column_that_names_a_person_is_watched_for_records_merged_meanwhile(by, owner_connection):
    rows = owner_connection.execute(
        "select c.relname || '.' || substr(t.tgname, 11) from pg_trigger t join pg_class c on c.oid = t.tgrelid where t.tgname like 'aa_merged_%'"
    ).fetchall()
    assert {row[0] for row in rows} == {".".join(key) for key in registry.columns_that_name_a_person()}


def test_whoever_is_kept_from_the_record_in_use_is_kept_from_the_one_it_stands_for(db):
    manager, kept = make.actor("mash_manager"), make.actor("mash_screener")
    with acting_as(manager), connection.cursor() as cursor:
        one, other = two(manager)
        merge(one, other, manager)
        cursor.execute("select access.bar_human('person', %s, %s, 'a cousin')", [one.pk, kept.membership.user_id])
        assert Person.objects.filter(pk__in=[one.pk, other.pk]).count() == 2
    with acting_as(kept):
        assert not Person.objects.filter(pk__in=[one.pk, other.pk]).exists()


def test_after_a_merge_everything_stands_with_the_kept_record_and_the_other_stays_as_it_was_written(by):
    one, other = two(by)
    everything = facts_of(one) | facts_of(other)
    made = merge(one, other, by)
    assert facts_of(one) == everything
    assert facts_of(other) == set()
    other = Person.objects.get(pk=other.pk)
    assert (other.merged_into_id, other.forename, other.born) == (one.pk, "Leon", PartDate(2014, 3, 2))
    assert MovedRow.objects.filter(merge=made, home=other).count() == 3
    assert audit.current().changed["person"] >= {one.pk}


def test_a_merged_person_is_found_by_either_name_and_either_birth(by):
    one, other = two(by)
    merge(one, other, by)
    assert set(
        PersonSearch.objects.filter(person=one, kind__in=["NAME", "ALIAS"]).values_list("fn", "sn", "dob__day")
    ) == {
        ("leo", "karter", 3),
        ("leon", "carter", 2),
    }
    assert not PersonSearch.objects.filter(person=other).exists()
    for asked in (
        {"forename": "Leon", "surname": "Carter", "born": PartDate(2014, 3, 2)},
        {"forename": "Leo", "surname": "Karter"},
    ):
        assert [found.person.pk for found in matching.find(**asked)][:1] == [one.pk]


def test_unmerged_each_has_exactly_its_own_facts(by):
    one, other = two(by)
    before = facts_of(one), facts_of(other), set(PersonSearch.objects.values_list("person", "fn", "sn", "dob", "pc"))
    unmerge(merge(one, other, by), by)
    after = facts_of(one), facts_of(other), set(PersonSearch.objects.values_list("person", "fn", "sn", "dob", "pc"))
    assert after == before
    assert not MovedRow.objects.exists()
    assert Person.objects.get(pk=other.pk).merged_into_id is None


def test_what_was_added_while_merged_is_asked_about_and_goes_where_it_is_said_to(by):
    one, other = two(by)
    made = merge(one, other, by)
    number = people_records.add_identifier(person=one, scheme="UPN", value=UPNS[0], by=by, at=AT)
    phone = circumstances.add_contact(person=one, kind="PHONE", value="01632 960002", by=by, at=AT)
    asked = {later.said: later.name for later in merging.parting_of(made).unclear}
    assert set(asked) == {f"Unique pupil number: {UPNS[0]}", "Telephone: 01632 960002"}
    unmerge(made, by, theirs=[asked[f"Unique pupil number: {UPNS[0]}"]])
    number.refresh_from_db()
    phone.refresh_from_db()
    assert (number.person_id, phone.person_id) == (other.pk, one.pk)


def test_a_home_ended_by_a_move_of_the_other_child_has_not_ended(by):
    one, other = two(by)
    made = merge(one, other, by)
    new = circumstances.move_to(
        person=one, home=circumstances.Home(lines="3 New Road", postcode="PO2 3CD"), by=by, at=AT
    )
    assert Address.objects.filter(ends_on=None).count() == 1
    unmerge(made, by, theirs=[f"people_address-person_id-{new.pk}"])
    homes = dict(Address.objects.filter(ends_on=None).values_list("person", "lines"))
    assert homes == {one.pk: "1 Sea Road", other.pk: "3 New Road"}


def test_what_is_written_against_a_merged_record_stands_with_the_kept_one_and_goes_back_with_it(by):
    one, other = two(by)
    made = merge(one, other, by)
    written = Identifier.objects.create(person=other, scheme="LA_CHILD", value="late", passes_check=True)
    written.refresh_from_db()
    assert written.person_id == one.pk
    assert merging.parting_of(made).unclear == ()
    unmerge(made, by)
    written.refresh_from_db()
    assert written.person_id == other.pk


def test_records_that_name_one_another_or_say_the_same_are_merged_and_parted(by):
    one, other = two(by)
    mother = Relationship.objects.get(other=other).person
    circumstances.relate(person=mother, other=one, code="MTH", by=by, at=AT)
    circumstances.relate(person=one, other=other, code="SIB", by=by, at=AT)
    before = facts_of(one), facts_of(other)
    made = merge(one, other, by)
    assert [(r.person.pk, r.is_their) for r in presenting.header(one, on=AT.date()).relatives] == [
        (mother.pk, "mother")
    ]
    unmerge(made, by)
    assert (facts_of(one), facts_of(other)) == before


def test_a_tie_between_records_that_came_to_be_one_goes_back_to_its_own_and_stands_where_it_can(by):
    one, other, third = enter(by), enter(by, "Leon"), enter(by, "Leonard")
    tie = circumstances.relate(person=one, other=third, code="SIB", by=by, at=AT)

    def ends():
        return Relationship.objects.values_list("person", "other").get(pk=tie.pk)

    lower, upper = merge(other, third, by), merge(one, other, by)
    unmerge(lower, by)
    assert ends() == (one.pk, third.pk)
    assert [relative.person for relative in presenting.header(third, on=AT.date()).relatives] == [one]
    unmerge(upper, by)
    upper, lower = merge(other, one, by), merge(other, third, by)
    unmerge(upper, by)
    assert ends() == (one.pk, other.pk)
    unmerge(lower, by)
    assert ends() == (one.pk, third.pk)
    assert not MovedRow.objects.exists()


@pytest.mark.parametrize("first", [0, 1])
def test_chains_are_parted_in_any_order(by, first):
    people = [*two(by), enter(by, "Leonard", "Carter")]
    people_records.add_identifier(person=people[2], scheme="LA_CHILD", value="third", by=by, at=AT)
    before = [facts_of(person) for person in people]
    merges = [merge(people[1], people[0], by), merge(people[2], people[1], by)]
    assert facts_of(people[2]) == set().union(*before)
    unmerge(merges[first], by)
    unmerge(merges[1 - first], by)
    assert [facts_of(person) for person in people] == before


def test_different_numbers_are_merged_only_where_a_second_person_says_why(by):
    one, other = two(by)
    for person, number in zip((one, other), UPNS, strict=True):
        people_records.add_identifier(
            person=person, scheme="UPN", value=number, by=by, at=AT, kept_despite="as on the roll"
        )
    Identifier.objects.filter(scheme="UPN").update(passes_check=True, kept_despite="")
    with pytest.raises(merging.NumbersDiffer, match="Unique pupil number"):
        merge(one, other, by)
    with pytest.raises(merging.SecondIsTheFirst):
        merge(one, other, by, second=merging.Second(by, "I am sure"))
    assert not Merge.objects.exists()
    second = make.actor("mash_manager", of=by.membership.team)
    agrees = {"second": merging.Second(second, "the school gave a second number in error")}
    with acting_as(second), pytest.raises(merging.MayNotBeMerged):  # the first has not said so
        merge(one, other, by, **agrees)
    reviewing.suggest(area=make.area(), pairs=[reviewing.Suggestion(one.pk, other.pk)], source="HAND", by=by, at=AT)
    first = {"pair": PairToReview.objects.get(), "kept": one, "because": "the mother says so", "by": by, "at": AT}
    assert reviewing.say_same(key=uuid4(), **first)[1] is None
    with pytest.raises(merging.MayNotBeMerged):  # the first cannot say it for the second
        merge(one, other, by, **agrees)
    again = make.actor("lead_professional", user=by.membership.user)
    with acting_as(again), pytest.raises((merging.MayNotBeMerged, merging.SecondIsTheFirst)):
        merge(one, other, by, second=merging.Second(again, "I am sure"))
    with acting_as(second):
        made = merge(one, other, by, **agrees)
    assert made.second_because == "the school gave a second number in error"


@pytest.mark.parametrize("number", ["none", "two"])
def test_the_database_itself_refuses_a_merge_in_another_name_or_without_the_second_person(by, number):
    one, other = two(by)
    other_manager = make.actor("mash_manager", of=by.membership.team)
    if number == "two":
        for person, value in ((one, "9990000018"), (other, "9990000026")):
            people_records.add_identifier(person=person, scheme="NHS", value=value, by=by, at=AT)
    for first, second in ((other_manager.pk, None), (by.pk, by.pk), (other_manager.pk, by.pk)):
        with pytest.raises(DatabaseError, match="no such pair"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select access.join_people(%s, %s, 'abc', %s, 'one child', now(), %s, %s, %s)",
                [one.pk, other.pk, uuid4(), first, second, "so" if second else ""],
            )
    if number == "none":
        merge(one, other, by)


def test_the_same_form_sent_twice_merges_once_and_a_merged_record_is_merged_no_further(by):
    one, other = two(by)
    key = uuid4()
    assert merge(one, other, by, key=key) == merge(one, other, by, key=key)
    with pytest.raises(merging.MergedAlready):
        merge(enter(by), other, by)


def test_a_merge_needs_a_reason_and_so_does_undoing_it(by):
    one, other = two(by)
    with pytest.raises(merging.WhyNotSaid):
        merging.merge(kept=one, other=other, because=" ", by=by, at=AT, key=uuid4())
    with pytest.raises(merging.WhyNotSaid):
        merging.unmerge(merge=merge(one, other, by), because="", by=by, at=AT)


def test_sg_23_records_of_two_areas_are_never_merged(by):
    one, _ = two(by)
    elsewhere = make.person("Leo", "Karter", in_area=make.area("852", "Southampton"))
    with pytest.raises(merging.MayNotBeMerged):
        merge(one, elsewhere, by)


def test_the_application_cannot_move_a_record_by_itself(by):
    one, other = two(by)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Person.objects.filter(pk=other.pk).update(merged_into=one)
