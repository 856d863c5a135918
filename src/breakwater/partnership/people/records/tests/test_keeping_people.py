"""Entering people and keeping what is known of them right."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from breakwater.foundation import audit
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import Permission, acting_as, may
from breakwater.partnership.people.models import Person, PersonSearch, Relationship
from breakwater.partnership.people.records.operations import circumstances, people, restrictions
from breakwater.partnership.people.search.log import log_search
from breakwater_dev.testing import factories as make

AT = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture
def by(db):
    with acting_as(make.actor("mash_manager")) as actor:
        yield actor


def enter(by, **facts):
    facts = facts or {"forename": "Jamal", "surname": "Husain"}
    return people.enter_person(area=make.area(), facts=people.NewPerson(**facts), by=by, at=AT)


def names_searched(person):
    return sorted(PersonSearch.objects.filter(person=person).values_list("kind", "fn", "sn"))


def test_someone_without_a_name_or_a_description_is_not_entered(by):
    with pytest.raises(people.NobodyDescribed):
        enter(by, forename="  ", sex="F")
    assert enter(by, description="toddler at flat 12").name == "toddler at flat 12"


def test_someone_is_born_or_expected_never_both(by):
    with pytest.raises(people.BornAndExpected):
        enter(by, surname="Husain", born=PartDate(2026), expected_on=date(2027, 1, 3))
    assert enter(by, surname="Husain", expected_on=date(2027, 1, 3)).born is None


@pytest.mark.parametrize(
    "born", [PartDate(2014, 3, 9), PartDate(2014, 3), PartDate(2014), PartDate(2014, estimated=True)]
)
def test_a_birth_is_read_back_as_it_was_given(by, born):
    assert Person.objects.get(pk=enter(by, forename="Ana", born=born).pk).born == born


def test_entering_is_on_record_and_writes_a_search_row_for_each_name(by):
    child = enter(by, forename="Eva-Rose", middle_names="Mary", surname="Smith-Jones", known_as="Evie")
    assert names_searched(child) == [
        ("KNOWN_AS", "evie", "smith jones"),
        ("MIDDLE", "mary", "smith jones"),
        ("NAME", "eva rose", "smith jones"),
        ("PART", "eva rose", "jones"),
        ("PART", "eva rose", "smith"),
        ("PART", "evie", "jones"),
        ("PART", "evie", "smith"),
    ]
    assert audit.current().changed["person"] == {child.pk}


def test_a_new_name_keeps_the_former_one_findable_unless_it_was_a_slip(by):
    child = enter(by)
    people.rename(person=child, names=people.Names(surname="Khan"), by=by, at=AT)
    people.rename(person=child, keep_former=False, names=people.Names(forename="Jamaal"), by=by, at=AT)
    assert names_searched(child) == [("FORMER", "jamal", "husain"), ("NAME", "jamaal", "khan")]


def test_an_identifier_that_fails_its_check_is_kept_with_a_reason_only(by):
    child = enter(by)
    with pytest.raises(people.IdentifierFailsItsCheck, match="mistyped"):
        people.add_identifier(person=child, scheme="NHS", value="943 476 5918", by=by, at=AT)
    kept = people.add_identifier(
        person=child, scheme="NHS", value="943 476 5918", by=by, at=AT, kept_despite="as written in the red book"
    )
    assert (kept.value, kept.passes_check) == ("9434765918", False)


def test_an_identifier_given_twice_is_kept_once(by):
    child = enter(by)
    first, second = (
        people.add_identifier(person=child, scheme="UPN", value="K000400025001", by=by, at=AT) for _ in range(2)
    )
    assert (first.pk, first.passes_check) == (second.pk, True)


def test_moving_ends_the_last_address_and_the_search_follows(by):
    child = enter(by)
    first = circumstances.move_to(
        person=child, home=circumstances.Home(lines="1 Sea Road", postcode="po4 8aa"), by=by, at=AT
    )
    circumstances.move_to(
        person=child,
        home=circumstances.Home(lines="2 Hill St", postcode="PO1 2AB", since=date(2026, 11, 20)),
        by=by,
        at=AT,
    )
    first.refresh_from_db()
    assert first.ends_on == date(2026, 11, 20)
    assert set(PersonSearch.objects.values_list("pc", "line")) == {("PO12AB", "2 hill street")}


def test_a_refuge_s_address_is_refused(by):
    with pytest.raises(circumstances.RefugeAddressGiven):
        circumstances.move_to(
            person=enter(by), home=circumstances.Home(kind="REFUGE", postcode="PO1 2AB"), by=by, at=AT
        )


def test_brothers_said_from_both_ends_are_related_once(by):
    child, brother = enter(by), enter(by, forename="Omar", surname="Husain")
    circumstances.relate(person=child, other=brother, code="SIB", by=by, at=AT)
    circumstances.relate(
        person=brother, other=child, code="SIB", facts=circumstances.TieFacts(lives_in_household=True), by=by, at=AT
    )
    assert [r.lives_in_household for r in Relationship.objects.all()] == [True]
    with pytest.raises(circumstances.NotRelatedToThemselves):
        circumstances.relate(person=child, other=child, code="SIB", by=by, at=AT)


def test_a_place_at_a_school_is_enrolled_verified_and_ended_once(by):
    child, team = enter(by), make.team(of=make.organisation(kind="SCHOOL"))
    place = circumstances.enrol(person=child, team=team, by=by, at=AT, starts_on=date(2026, 9, 1))
    with pytest.raises(circumstances.AlreadyEnrolled):
        circumstances.enrol(person=child, team=team, by=by, at=AT)
    assert circumstances.verify_enrolment(enrolment=place, by=by, at=AT).verified_on == date(2026, 11, 24)
    with pytest.raises(circumstances.EndsBeforeItStarts):
        circumstances.end_enrolment(enrolment=place, by=by, at=AT, last_day=date(2026, 8, 1))
    circumstances.end_enrolment(enrolment=place, by=by, at=AT)
    with pytest.raises(circumstances.EnrolmentEnded):
        circumstances.verify_enrolment(enrolment=place, by=by, at=AT)


def test_restricting_needs_two_readers_and_a_reason(by):
    child, one, other = enter(by), by.membership, make.membership("mash_manager")
    with pytest.raises(restrictions.TooFewReaders):
        restrictions.restrict(person=child, readers=[one, one], reason="x", by=by, at=AT)
    with pytest.raises(restrictions.NoReasonGiven):
        restrictions.restrict(person=child, readers=[one, other], reason=" ", by=by, at=AT)


def test_a_restriction_is_lifted_by_one_of_its_readers_alone(by):
    child, other = enter(by), make.membership("mash_manager")
    seal = restrictions.restrict(
        person=child, readers=[by.membership, other], reason="a colleague's child", by=by, at=AT
    )
    with acting_as(make.actor("mash_manager")) as outsider:
        with pytest.raises(restrictions.NotRestricted):
            restrictions.unrestrict(person=child, seal=seal, by=outsider, at=AT)
        assert not Person.objects.filter(pk=child.pk).exists()
    with acting_as(other) as reader:
        restrictions.unrestrict(person=child, seal=seal, by=reader, at=AT)
    with acting_as(make.actor("mash_screener")):
        assert Person.objects.filter(pk=child.pk).exists()


def test_one_who_may_not_read_a_person_can_neither_restrict_nor_bar_them(by):
    child = enter(by)
    elsewhere = make.area("850", "Hampshire")
    with acting_as(make.actor("mash_manager", of=make.team(in_area=elsewhere))) as outsider:
        with pytest.raises(restrictions.NotAReader):
            restrictions.restrict(
                person=child, readers=[by.membership, outsider.membership], reason="x", by=outsider, at=AT
            )
        with pytest.raises(restrictions.NotAReader):
            restrictions.bar(person=child, human=by.membership.user, because="x", by=outsider, at=AT)


def test_sg_10_a_search_is_on_record_without_its_words(by):
    child = enter(by)
    searched = {"names": ["jamal husain"], "dates": [], "addresses": ["PO1 2AB"]}
    log_search(searched=searched, found=[child.pk], by=by, at=AT)
    page = audit.current()
    assert page.seen["person"] == {child.pk}
    assert page.done[-1]["found"] == 1
    assert "husain" not in str(page.done).lower()


def test_a_post_enters_and_restricts_people_in_its_own_area_only(by):
    child = enter(by)
    elsewhere = make.actor("mash_manager", of=make.team(in_area=make.area("850", "Hampshire")))
    for permission, thing in ((Permission.PERSON_CREATE, make.area()), (Permission.PERSON_RESTRICT, child)):
        assert (may(by, permission, thing), may(elsewhere, permission, thing)) == (True, False)


def test_dates_are_london_s_own(by):
    late = datetime(2026, 7, 1, 23, 30, tzinfo=ZoneInfo("UTC"))
    child, team = enter(by), make.team(of=make.organisation(kind="SCHOOL"))
    assert circumstances.enrol(person=child, team=team, by=by, at=late).starts_on == date(2026, 7, 2)
    assert timezone.localdate() > date(2026, 7, 1) - timedelta(days=1)
