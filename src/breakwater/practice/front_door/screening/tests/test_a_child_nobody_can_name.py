"""A child nobody can name is protected first, on a provisional record that is matched later without loss (SG-10, SG-13, SG-15)."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.models import Clock, Handover, Participant, Task
from breakwater.foundation.dates.london_time import to_london
from breakwater.foundation.dates.partial import PartDate
from breakwater.foundation.design.absent import NONE_SEEN
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.duplicates.operations import merging
from breakwater.partnership.people.intake.operations import identifying
from breakwater.partnership.people.intake.reading.rows import Pupil
from breakwater.partnership.people.models import Identifier, Merge, Person
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.models import Contact, Match
from breakwater.practice.front_door.screening import candidates
from breakwater.practice.front_door.screening.operations import named_people, provisional
from breakwater.practice.front_door.screening.operations.provisional import MATCH_LATER
from breakwater.practice.front_door.social_care_list.operations import lists
from breakwater.practice.front_door.strategy_discussions.operations import discussions
from breakwater_dev.testing import factories as make

REASONS = " ".join(["A neighbour has seen a bruise on a baby who nobody can name yet"] * 4)
BABY = arrivals.ChildTold(
    named_as="Not named, at flat 3, 12 Example Road", address="Flat 3, 12 Example Road", postcode="PO1 3AX"
)
SENT = {
    "words_for_sender": "A social worker acts on it now.",
    "outcome": "O7",
    "rationale": REASONS,
    "agreement": "NOT_ASKED",
    "dispensed_because": "NOT_FOUND",
    "checked_by_hand": "yes",
    "step": "record",
    "idempotency": "3f0c7a52-6d3e-4f5c-9a44-2f1fbc1f4a31",
}


@pytest.fixture
def baby(contact_arrives) -> Contact:
    return contact_arrives(BABY, channel="PHONE")


def decide(browser, contact, **changed):
    return browser.post(
        reverse("front_door:decide", args=[contact.reference]), SENT | changed, follow=True
    ).content.decode()


def as_it_stands(who, contact) -> Contact:
    with acting_as(who):
        return Contact.objects.select_related("case", "child").get(pk=contact.pk)


@pytest.mark.parametrize("outcome", ["O7", "O8"])
def test_protection_is_decided_at_once_for_a_baby_whom_nobody_has_rated_searched_for_or_allocated(
    outcome, baby, manager, social_care, signed_in
):
    page = decide(signed_in(manager), baby, outcome=outcome)
    assert f"Decision recorded for {baby.reference}" in page
    now = as_it_stands(manager, baby)
    assert (now.outcome, now.rag, now.claimed_by_id) == (outcome, "RED", manager.membership_id)
    assert now.child.is_provisional
    assert now.child.name == "Child at flat 3, 12 Example Road"
    with acting_as(manager):
        assert Handover.objects.get().carried.get().case_id == baby.case_id
        assert Task.objects.get(title=MATCH_LATER).case_id == baby.case_id


def test_sg_10_the_provisional_record_states_what_was_searched(baby, screener, signed_in):
    signed_in(screener).post(reverse("front_door:provisional", args=[baby.reference]))
    with acting_as(screener):
        match = Match.objects.get(contact=baby)
    assert match.was_new
    assert any("Example Road" in words for words in match.searched["addresses"])


def test_every_outcome_is_offered_for_a_child_nobody_can_name(baby, manager, signed_in):
    browser = signed_in(manager)
    page = browser.get(reverse("front_door:decide", args=[baby.reference])).content.decode()
    for outcome in ("O6", "O7", "O8", "O13"):
        assert f'value="{outcome}"' in page
    assert "needs a recorded search" in page


def test_a_strategy_discussion_is_called_for_a_child_nobody_can_name(baby, screener):
    with acting_as(screener) as by:
        now = timezone.now()
        made = discussions.call(
            baby,
            discussions.DiscussionFacts(concern="A bruise", is_immediate=True, planned_for=now, how="CALL", asked=[]),
            key=uuid4(),
            by=by,
            at=now,
        )
        assert Participant.objects.get(case=made.case).person.is_provisional


@pytest.fixture
def protected(baby, manager, social_care, signed_in) -> Contact:
    decide(signed_in(manager), baby)
    return as_it_stands(manager, baby)


@pytest.mark.parametrize("how", ["matched", "named"])
def test_the_time_for_finding_out_who_it_is_runs_until_someone_has(baby, screener, how):
    def runs() -> bool:
        return Clock.objects.running().filter(case=baby.case_id, rule="front_door.basic_checks").exists()

    with acting_as(screener) as by:
        contact = provisional.record_provisionally(contact=baby, by=by, at=timezone.now())
        assert runs()
        if how == "matched":
            known = make.person("Kit", "Example")
            provisional.match_provisional(
                contact=contact, person=known, because="The birth list", by=by, at=timezone.now()
            )
        else:
            found = candidates.search(contact, {"forename": "Kit"}, by=by, at=timezone.now())
            provisional.name_provisional(
                contact, named_people.NewRecord(people.NewPerson(forename="Kit")), found=found, by=by, at=timezone.now()
            )
        assert not runs()


def test_what_was_recorded_provisionally_is_the_childs_once_matched_though_it_is_decided(
    protected, manager, screener, signed_in
):
    known = make.person("Kit", "Example")
    browser, before = signed_in(screener), protected.child_id
    page = browser.get(reverse("front_door:contact", args=[protected.reference])).content.decode()
    assert "Nobody has named this child yet" in page
    page = browser.post(
        reverse("front_door:choose", args=[protected.reference]),
        {"person": known.public_id, "forename": "Kit"},
        follow=True,
    ).content.decode()
    assert "Everything recorded provisionally is theirs now" in page
    now = as_it_stands(manager, protected)
    assert now.child_id == known.pk
    with acting_as(manager):
        assert Participant.objects.get(case=protected.case, ends_at=None).person_id == known.pk
        assert Person.objects.get(pk=before).merged_into_id == known.pk
        assert Task.objects.get(title=MATCH_LATER).done_at is not None


def test_a_match_of_a_provisional_record_can_be_undone(protected, manager):
    known, before = make.person("Kit", "Example"), protected.child_id
    with acting_as(manager) as by:
        provisional.match_provisional(
            contact=protected, person=known, because="The birth list", by=by, at=timezone.now()
        )
        merging.unmerge(merge=Merge.objects.get(other=before), because="Another baby", by=by, at=timezone.now())
    assert as_it_stands(manager, protected).child_id == before


def test_a_child_who_was_not_known_gets_a_name_on_the_same_record(protected, screener, manager, signed_in):
    named = {
        "forename": "Kit",
        "surname": "Example",
        "born_yet": "yes",
        "sex": "U",
        "idempotency": str(uuid4()),
        "born-day": "1",
        "born-month": "11",
        "born-year": "2026",
    }
    signed_in(screener).post(reverse("front_door:new_child", args=[protected.reference]), named)
    now = as_it_stands(manager, protected)
    assert (now.child_id, now.child.name, now.child.is_provisional) == (protected.child_id, "Kit Example", False)


def test_sg_15_a_number_ties_no_row_to_a_provisional_record_before_a_person_has_said_who_it_is(screener):
    born, now = PartDate(2026, 11, 1), timezone.now()
    pupil = Pupil(line=1, forename="Kit", surname="Example", born_on=date(2026, 11, 1), nhs="9434765919")
    with acting_as(screener) as by:
        child = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename="Kit", surname="Example", born=born, is_provisional=True),
            by=by,
            at=now,
        )
        Identifier.objects.create(person=child, scheme="NHS", value="9434765919", passes_check=True, status="VERIFIED")
        assert identifying.find([pupil], area=make.area())[0].person is None
        people.confirm_identity(person=child, by=by, at=now)
        assert identifying.find([pupil], area=make.area())[0].person == child


def test_sg_15_a_provisional_record_reaches_no_school(baby, screener):
    school = make.team("School", of=make.organisation("School", "SCHOOL"))
    with acting_as(screener) as by:
        child = provisional.record_provisionally(contact=baby, by=by, at=timezone.now()).child
        with pytest.raises(circumstances.IsProvisional):
            circumstances.enrol(person=child, team=school, verified=True, by=by, at=timezone.now())


def test_the_next_caller_about_the_same_flat_finds_the_provisional_record(baby, screener, contact_arrives, signed_in):
    with acting_as(screener) as by:
        child = provisional.record_provisionally(contact=baby, by=by, at=timezone.now()).child
    again = contact_arrives(BABY, channel="PHONE")
    page = signed_in(screener).get(reverse("front_door:match", args=[again.reference])).content.decode()
    assert child.public_id in page


def test_sg_10_a_provisional_record_is_not_found_by_itself_nor_matched_to_itself(baby, screener, signed_in):
    browser = signed_in(screener)
    browser.post(reverse("front_door:provisional", args=[baby.reference]))
    itself = as_it_stands(screener, baby).child
    for page in ("match", "new_child"):
        said = browser.get(reverse(f"front_door:{page}", args=[baby.reference])).content.decode()
        assert "It is this child" not in said
        assert "may be meant. By going on" not in said
    answer = browser.post(reverse("front_door:choose", args=[baby.reference]), {"person": itself.public_id})
    assert "That is the provisional record itself" in answer.content.decode()
    assert as_it_stands(screener, baby).is_provisional


def test_sg_13_the_decision_page_says_of_a_school_what_the_contact_says(baby, manager, signed_in):
    page = signed_in(manager).get(reverse("front_door:decide", args=[baby.reference])).content.decode()
    assert page.count(NONE_SEEN) >= 3
    assert "School" in page
    assert "Not known</dd>" not in page.split("School", 1)[1][:200]


def test_sg_10_social_cares_list_is_not_said_to_be_silent_on_a_child_nobody_can_name(
    baby, screener, manager, signed_in
):
    content = f"as_at,child_id,forename,surname,date_of_birth,status\n{to_london(timezone.now()):%Y-%m-%d %H:%M},P1,A,B,2016-05-04,CP"
    with acting_as(manager):
        lists.take_in_at_once(
            area=make.area(), content=content.encode(), name="list.csv", by=manager, at=timezone.now()
        )
    browser = signed_in(screener)
    browser.post(reverse("front_door:provisional", args=[baby.reference]))
    page = browser.get(reverse("front_door:contact", args=[baby.reference])).content.decode()
    assert "Nobody can name the child yet, so it cannot be asked" in page
    assert "Not on social care" not in page
