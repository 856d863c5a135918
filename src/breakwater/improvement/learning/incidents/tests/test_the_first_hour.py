"""The first hour: living children first, records held, the chronology drawn as whoever draws it may read it (SG-12, SG-18)."""

from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.chronology.models import ChronologyEntry
from breakwater.casework.models import Case
from breakwater.improvement.learning.incidents import lookup
from breakwater.improvement.learning.incidents.forms import LivingForm, RaiseForm
from breakwater.improvement.learning.incidents.operations import first_hour, raising
from breakwater.improvement.learning.models import ChronologyLine, Hold, Member, SeriousIncident, StateChange
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Person, Relationship
from breakwater.practice.front_door.models import Contact
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import serious


@pytest.fixture
def screener(mash):
    return make.actor("mash_screener", of=mash)


@pytest.fixture
def case(screener, mash) -> Case:
    return a_case(mash)


def a_case(team, *name: str) -> Case:
    """A contact about a child with a brother, and what happened."""
    child, brother, now = make.person(*name or ("Nel", "Nowhere")), make.person("Bo", "Nowhere"), timezone.now()
    people = [(child, Capacity.CHILD), (brother, Capacity.SIBLING)]
    with acting_as(make.intake()) as by:
        made = cases.open_case(kind="contact", area=make.area(), team=team, by=by, at=now, people=people)
        Relationship.objects.create(person=brother, other=child, code="SIB", recorded_at=now, recorded_by=by)
        chronology.record(case=made, person=child, kind="visit", what="Seen at home", by=by, at=now)
    return made


def test_pl_6_1_living_children_at_risk_open_a_contact_that_says_nothing_of_the_incident(partners, raiser, mash):
    one = serious.raised(raiser, timezone.now(), living="YES", living_words="A baby brother lives there")
    assert one.contact
    with acting_as(make.actor("mash_screener", of=mash)):
        contact = Contact.objects.get()
        assert (contact.worry, contact.submission.reference) == ("A baby brother lives there", one.contact)
        assert "serious" not in contact.source_said.lower()


def test_pl_6_1_a_child_at_risk_has_a_name_and_a_place_before_anything_is_sent(partners, raiser, mash):
    with acting_as(raiser) as by:
        said = {
            "living": "YES",
            "living_words": "Seen by nobody today",
            "called": "Nel",
            "harm": "HARM",
            "reasons": "Hurt",
        }
        assert list(RaiseForm(said | {"idempotency": uuid4()}, by=by).errors) == ["living_who"]
        form = RaiseForm(said | {"living_who": "Ben, 7, at home: 1 Quay", "idempotency": uuid4()}, by=by)
        assert form.is_valid(), form.errors
        assert form.facts().living_words == "Ben, 7, at home: 1 Quay\n\nSeen by nobody today"
        assert not LivingForm({"living": "YES", "living_words": "Two cousins"}).is_valid()
        assert LivingForm({"living": "NO", "living_words": "A worker saw both"}).is_valid()


def test_pl_6_1_where_nobody_knows_it_comes_before_everything_else(partners, raiser, mash):
    one = serious.raised(raiser, timezone.now())
    with acting_as(partners.manager) as by:
        assert lookup.due_of(serious.fresh(one), timezone.localdate())[0].page == "living"
        facts = first_hour.LivingFacts("YES", "Two cousins")
        assert first_hour.record_living(one, facts, by=by, at=timezone.now()).contact
        assert lookup.due_of(serious.fresh(one), timezone.localdate())[0].page == "record"


def test_pl_6_1_records_of_child_and_siblings_are_held_as_it_is_raised(partners, screener, case):
    one = serious.raised(screener, timezone.now(), record=case.reference)
    with acting_as(partners.manager):
        assert [(each.called, each.who) for each in Hold.objects.order_by("who")] == [
            ("Nel Nowhere", "CHILD"),
            ("Bo Nowhere", "SIBLING"),
        ]
        answers = lookup.answers_of(one, "NOTIFICATION")
        assert (answers["name"], answers["siblings"]) == ("Nel Nowhere", "Bo Nowhere")


def test_of_several_children_of_one_case_the_one_who_is_named_is_tied(screener, mash):
    both = [(make.person(name, "Brightwater"), Capacity.CHILD) for name in ("Tom", "Ann")]
    with acting_as(make.intake()) as by:
        made = cases.open_case(kind="contact", area=make.area(), team=mash, by=by, at=timezone.now(), people=both)
    with acting_as(screener):
        assert first_hour.record_behind(made.reference, " tom  brightwater") == both[0][0]
        with pytest.raises(first_hour.NoSuchRecord):
            first_hour.record_behind(made.reference, "Nel Nowhere")


def test_pl_6_1_nothing_of_a_held_record_is_destroyed_whoever_destroys(transactional_db, owner_connection):
    make.actor("business_manager")
    team = make.team("MASH", service="front_door")
    by = make.actor("mash_screener", of=team)
    held, free = a_case(team), a_case(team, "Sam", "Free")
    serious.raised(by, timezone.now(), record=held.reference)
    for table, column in (("casework_chronologyentry", "case_id"), ("casework_case", "id")):
        with pytest.raises(psycopg.errors.CheckViolation, match="is held"), owner_connection.transaction():
            owner_connection.execute(f"delete from {table} where {column} = %s", [held.pk])
    assert owner_connection.execute("delete from casework_chronologyentry where case_id = %s", [free.pk]).rowcount == 1


def test_sg_18_what_is_restricted_is_not_drawn_though_who_draws_reads_it(partners, screener, case, mash):
    now = timezone.now()
    with acting_as(make.intake()) as by:
        child = case.participants.get(capacity="CHILD").person
        apart = cases.open_case(
            kind="contact", area=make.area(), team=mash, by=by, at=now, people=[(child, Capacity.CHILD)]
        )
        chronology.record(case=apart, person=child, kind="visit", what="What few may read", by=by, at=now)
    other = make.membership("mash_manager", of=mash)
    with acting_as(screener), connection.cursor() as cursor:
        readers = [screener.membership.user_id, other.user_id]
        cursor.execute("select access.seal_row('case', %s, %s, 'a colleague', true, null)", [apart.pk, readers])
    with acting_as(screener):
        assert ChronologyEntry.objects.filter(what="What few may read").exists()
    serious.raised(screener, now, record=case.reference)
    with acting_as(partners.manager):
        assert [each.what for each in ChronologyLine.objects.all()] == ["Seen at home"]


def test_pl_6_1_what_was_said_of_living_children_is_written_over_by_nobody(partners, raiser, mash):
    one = serious.raised(raiser, timezone.now(), living="YES", living_words="A baby brother lives there")
    with acting_as(partners.manager) as by, pytest.raises(first_hour.SaidAlready):
        first_hour.record_living(one, first_hour.LivingFacts("NO", "I saw nobody"), by=by, at=timezone.now())


def test_pl_6_1_that_a_child_at_risk_was_seen_is_recorded_by_who_read_of_it(partners, raiser, mash):
    one = serious.raised(raiser, timezone.now(), living="YES", living_words="A baby brother lives there")
    with acting_as(partners.manager) as by:
        facts = first_hour.LivingFacts("NO", "The duty worker saw him", before="YES")
        after = first_hour.record_living(one, facts, by=by, at=timezone.now())
        assert (after.living, after.living_words, after.contact) == ("NO", "The duty worker saw him", one.contact)
        assert any("A baby brother lives there" in each.words for each in StateChange.objects.all())


def of_case(case, capacity: str, reader) -> Person:
    with acting_as(reader):
        return case.participants.select_related("person").get(capacity=capacity).person


def test_sg_18_a_brother_beneath_a_restriction_is_held_without_a_name(partners, screener, case, mash):
    brother = of_case(case, "SIBLING", screener)
    readers = [screener.membership.user_id, make.membership("mash_manager", of=mash).user_id]
    with acting_as(screener) as by, connection.cursor() as cursor:
        cursor.execute("select access.seal_row('person', %s, %s, 'a threat', true, %s)", [brother.pk, readers, by.pk])
    one = serious.raised(screener, timezone.now(), record=case.reference)
    with acting_as(partners.manager):
        assert sorted(each.called for each in Hold.objects.all()) == [first_hour.RESTRICTED, "Nel Nowhere"]
        assert "Bo" not in str(lookup.answers_of(one, "NOTIFICATION"))


def test_sg_18_an_incident_is_not_tied_to_a_restricted_record_and_stays_with_those_named_on_it(
    partners, screener, case
):
    child = of_case(case, "CHILD", screener)
    readers = [screener.membership.user_id, make.membership("mash_manager").user_id]
    one = serious.raised(screener, timezone.now())
    with acting_as(screener) as by, connection.cursor() as cursor:
        cursor.execute("select access.seal_row('person', %s, %s, 'a threat', true, %s)", [child.pk, readers, by.pk])
    with acting_as(screener) as by, pytest.raises(first_hour.RecordIsRestricted):
        first_hour.tie_record(one, case.reference, by=by, at=timezone.now())
    with acting_as(partners.manager):
        assert serious.fresh(one).child_id is None


def barred_from_the_child(who, case, screener) -> None:
    child = of_case(case, "CHILD", screener)
    with acting_as(screener), connection.cursor() as cursor:
        human = who.membership.user_id
        cursor.execute("select access.bar_human('person', %s, %s, 'a relative')", [child.pk, human])


def test_sg_11_a_manager_who_is_barred_from_the_child_is_named_on_nothing_and_told_nothing(partners, screener, case):
    aunt = make.actor("business_manager")
    barred_from_the_child(aunt, case, screener)
    serious.raised(screener, timezone.now(), record=case.reference)
    assert not Notification.objects.filter(user=aunt.membership.user).exists()
    with acting_as(partners.manager):
        named = Member.objects.values_list("user", flat=True)
        assert list(named) == [partners.manager.membership.user_id]


def test_sg_11_an_incident_is_never_tied_out_of_sight_of_all_who_work_on_it(partners, screener, case):
    barred_from_the_child(partners.manager, case, screener)
    with pytest.raises(raising.NobodyToConsiderIt):
        serious.raised(screener, timezone.now(), record=case.reference)
    one = serious.raised(screener, timezone.now())
    with acting_as(screener) as by, pytest.raises(first_hour.NobodyToWork):
        first_hour.tie_record(one, case.reference, by=by, at=timezone.now())


def test_sg_12_a_record_that_one_may_not_read_is_tied_by_nobody(partners, raiser, case):
    with pytest.raises(first_hour.NoSuchRecord, match="may read"):
        serious.raised(raiser, timezone.now(), record=case.reference)


def sealed(person, screener, mash) -> None:
    readers = [screener.membership.user_id, make.membership("mash_manager", of=mash).user_id]
    with acting_as(screener) as by, connection.cursor() as cursor:
        cursor.execute("select access.seal_row('person', %s, %s, 'a threat', true, %s)", [person.pk, readers, by.pk])


def test_sg_12_a_restriction_put_on_later_closes_the_record_and_leaves_the_incident(partners, screener, case, mash):
    now = timezone.now()
    one = serious.named(serious.raised(screener, now, record=case.reference), partners, now)
    child = of_case(case, "CHILD", screener)
    sealed(child, screener, mash)
    for who in (partners.manager, partners.scrutineer, *partners.speakers.values()):
        with acting_as(who):
            assert serious.fresh(one).called == "Nel Nowhere"
            assert not Person.objects.filter(pk=child.pk).exists(), "the record itself stays behind its restriction"
    with acting_as(partners.manager):
        assert [each.what for each in ChronologyLine.objects.all()] == ["Seen at home"]
    with acting_as(make.actor("mash_manager", of=mash)):
        assert not SeriousIncident.objects.exists(), "no reader of the restriction reads the incident by it"


def test_sg_11_a_bar_that_comes_later_takes_the_incident_away(partners, screener, case):
    now = timezone.now()
    one = serious.named(serious.raised(screener, now, record=case.reference), partners, now)
    barred_from_the_child(partners.scrutineer, case, screener)
    with acting_as(partners.scrutineer):
        assert not SeriousIncident.objects.filter(pk=one.pk).exists()
    with acting_as(partners.manager):
        assert serious.fresh(one)


def test_pl_6_1_that_no_living_child_is_at_risk_may_prove_wrong_and_what_was_said_stays(partners, raiser, mash):
    one = serious.raised(raiser, timezone.now(), living="NO", living_words="The duty worker saw the sister")
    with acting_as(partners.manager) as by:
        with pytest.raises(first_hour.SaidAlready):
            first_hour.record_living(one, first_hour.LivingFacts("NO", "Still none"), by=by, at=timezone.now())
        facts = first_hour.LivingFacts("YES", "A cousin moved in")
        assert first_hour.record_living(one, facts, by=by, at=timezone.now()).contact
        assert any("The duty worker saw the sister" in each.words for each in StateChange.objects.all())
    with acting_as(make.actor("mash_screener", of=mash)):
        assert Contact.objects.get().worry == "A cousin moved in"
