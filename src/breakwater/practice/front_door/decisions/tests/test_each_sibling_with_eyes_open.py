"""Each brother and sister is decided with eyes open: readiness, agreement that names them, tasks that go somewhere."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Handover, Task
from breakwater.casework.recording import operations as recording
from breakwater.casework.tasks import operations as tasks
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import circumstances
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.information_requests.operations import requests
from breakwater.practice.front_door.models import AgencyKind, AgreementGiven, Contact, Decision, Outcome
from breakwater_dev.testing import factories as make

REASONS = " ".join(["The family would welcome help with routines and school mornings"] * 4)
SENT = {
    "outcome": "O4",
    "rationale": REASONS,
    "agreement": "AGREES",
    "agreement_words": "Mother, by telephone, today",
    "checked_by_hand": "yes",
    "step": "record",
    "idempotency": "3f0c7a52-6d3e-4f5c-9a44-2f1fbc1f4a51",
}


HOLDS = "adult_parental_responsibility"


@pytest.fixture
def brothers(contact_arrives) -> list[Contact]:
    return contact_arrives(*(arrivals.ChildTold(named_as=name) for name in ("Ana Fish", "Ben Fish")))


def decide(browser, contact, **changed) -> str:
    address = reverse("front_door:decide", args=[contact.reference])
    return browser.post(address, SENT | {"idempotency": str(uuid4())} | changed, follow=True).content.decode()


def same_for(other) -> dict:
    return {f"s{other.pk}": "same", f"c{other.pk}_rationale": REASONS, f"c{other.pk}_holds": "yes", "carried": REASONS}


def outcomes(manager, *contacts) -> list[str]:
    with acting_as(manager):
        return [Contact.objects.get(pk=one.pk).outcome for one in contacts]


def agreements(manager, *contacts) -> list[tuple[str, str]]:
    with acting_as(manager):
        found = [Decision.objects.get(contact=one) for one in contacts]
        return [(one.agreement, one.agreement_words) for one in found]


def test_the_page_shows_the_other_child_with_rating_checks_and_outcome(brothers, is_ready, manager, signed_in):
    one, other = brothers
    is_ready(one)
    page = signed_in(manager).get(reverse("front_door:decide", args=[one.reference])).content.decode()
    assert f"contact {other.reference}" in page
    assert "Not rated yet" in page
    assert "Not searched yet" in page
    assert "Unallocated" in page
    assert "Not decided yet" in page
    assert "Cannot be closed yet" in page


def test_a_check_that_names_a_brother_counts_for_him_too_and_he_stands_on_the_page_once(
    brothers, is_ready, screener, manager, signed_in
):
    one, other = brothers
    is_ready(one, other)
    police = make.team("Public protection", of=make.organisation("Invented Police", "POLICE"))
    with acting_as(screener):
        requests.ask(
            one,
            requests.AgencyChecks(
                of=[requests.Ask(police, AgencyKind.POLICE, ["What is known?"])],
                people=[
                    requests.Named("Ana Fish", "the child"),
                    requests.Named("Ben Fish", "came in the same contact"),
                ],
                reason="Shouting at night",
                proportionate="Both live there",
                lawful_basis="PUBLIC_TASK",
                agreement="NOT_ASKED",
                sensitivity="ROUTINE",
            ),
            key=uuid4(),
            by=screener,
            at=timezone.now(),
        )
    page = signed_in(manager).get(reverse("front_door:decide", args=[one.reference])).content.decode()
    assert "0 of 1 agency checks answered" in page
    assert "No agency check sent" not in page
    assert "Not considered yet" not in page
    his = signed_in(manager).get(reverse("front_door:contact", args=[other.reference])).content.decode()
    assert f">contact {one.reference}</a>, by this child’s name" in his
    assert "No other agency has been asked" not in his
    assert "not considered yet" not in his
    record = signed_in(screener).get(reverse("front_door:screening", args=[one.reference])).content.decode()
    assert "Both live there</textarea>" in record
    assert 'value="PUBLIC_TASK" selected' in record


@pytest.mark.parametrize("chosen", ["same", "own"])
def test_a_child_whom_nobody_rated_searched_for_or_allocated_is_not_closed_from_a_brothers_page(
    chosen, brothers, is_ready, manager, signed_in
):
    one, other = brothers
    is_ready(one)
    own = {f"s{other.pk}_outcome": "O13", f"s{other.pk}_rationale": REASONS, f"s{other.pk}": "own"}
    page = decide(
        signed_in(manager), one, outcome="O13", agreement="NOT_NEEDED", **(own if chosen == "own" else same_for(other))
    )
    assert "Ben Fish needs a rating" in page
    assert outcomes(manager, one, other) == ["", ""]


def test_what_is_said_after_it_names_each_child_under_its_own_decision(brothers, tier2, is_ready, manager, signed_in):
    one, other = brothers
    is_ready(one, other)
    own = {f"s{other.pk}": "own", f"s{other.pk}_outcome": "O1", f"s{other.pk}_rationale": REASONS}
    page = decide(signed_in(manager), one, agreement_covers=[one.reference], **own)
    assert f"Decision recorded for {one.reference}, offered to" in page
    assert f"Decision recorded for {other.reference}: {Outcome('O1').label}" in page
    assert outcomes(manager, one, other) == ["O4", "O1"]


def test_who_agrees_and_who_refuses_stands_there_as_the_form_says_it(contact_arrives, is_ready, manager, signed_in):
    parents = (
        ("r1", "Mia Fish", {"code": "MTH", "words": "Mother"}),
        ("r2", "Fabian Fish", {"code": "FTH", "words": "Father"}),
    )
    family = [
        {
            "_row": key,
            "adult_name": name,
            "adult_relation": {"each": {"all": relation}},
            HOLDS: {"each": {"all": "yes"}},
        }
        for key, name, relation in parents
    ]
    told = {
        "immediate_danger": "yes",
        "worry": "Shouting",
        "purpose": "early_help",
        "children": [{"_row": "c1", "child_first_name": "Ana", "child_family_name": "Fish"}],
        "family": family,
        "parent_told": {"each": {"all": "yes"}},
        "agrees_help": {"each": {"r1": "yes", "r2": "no"}},
        "agreed_how": {"each": {"r1": "phone"}},
    }
    with acting_as(make.intake()) as by:
        form = recording.record(
            "front_door.contact", told, recording.Holder(area=make.area()), by=by, at=timezone.now()
        )
    contact = contact_arrives(channel="PROFESSIONAL", answers=form)
    is_ready(contact)
    browser, address = signed_in(manager), reverse("front_door:decide", args=[contact.reference])
    page = browser.get(address).content.decode()
    assert 'value="Mia Fish, mother, By telephone (as the referrer says)"' in page
    assert page.count('value="Fabian Fish, father (as the referrer says)"') == 2
    drawn = dict(re.findall(r'name="(agreement_words|objects_words|refusal_words)"[^>]* value="([^"]*)"', page))
    rest = {"words_for_sender": "The school goes on with its plan.", "without_record_because": "It is plain"}
    page = decide(browser, contact, outcome="O1", agreement="NOT_NEEDED", **drawn, **rest)
    assert "is entered under" not in page
    assert agreements(manager, contact) == [("NOT_NEEDED", "")]


def test_agreement_given_for_one_child_is_never_copied_to_another(brothers, tier2, is_ready, manager, signed_in):
    one, other = brothers
    is_ready(one, other)
    page = decide(signed_in(manager), one, agreement_covers=[one.reference], **same_for(other))
    assert "Nobody&#39;s agreement is carried to Ben Fish" in page
    assert outcomes(manager, one, other) == ["", ""]


def test_tr_12_agreement_that_names_a_brother_alone_asks_for_this_childs_own_and_not_to_ask_the_family(
    brothers, tier2, is_ready, manager, signed_in
):
    one, other = brothers
    is_ready(one, other)
    browser = signed_in(manager)
    for covers, said in (
        ([], "Tick each child they agree for"),
        ([other.reference], "Nobody’s agreement names this child"),
    ):
        page = decide(browser, one, agreement_covers=covers, **same_for(other))
        assert said in page
        assert "Ask the family first" not in page
    assert outcomes(manager, one, other) == ["", ""]


def test_agreement_is_recorded_once_for_each_person_and_names_the_children(
    brothers, tier2, is_ready, manager, signed_in
):
    one, other = brothers
    is_ready(one, other)
    decide(
        signed_in(manager),
        one,
        agreement_covers=[one.reference, other.reference],
        objects_words="Father, in person, today",
        objects_covers=[other.reference],
        **same_for(other),
    )
    assert outcomes(manager, one, other) == ["O4", "O4"]
    mother = "Mother, by telephone, today"
    assert agreements(manager, one, other) == [
        ("AGREES", mother),
        ("AGREES", f"{mother}; Father, in person, today (refuses)"),
    ]
    with acting_as(manager):
        given = {row.words: row.covers.count() for row in AgreementGiven.objects.all()}
    assert given == {mother: 2, "Father, in person, today": 1}


def test_a_brother_decided_later_keeps_what_was_said_of_him_and_no_more(brothers, tier2, is_ready, manager, signed_in):
    one, other = brothers
    is_ready(one, other)
    browser = signed_in(manager)
    decide(browser, one, agreement_covers=[one.reference], **{f"s{other.pk}": "later"})
    page = browser.get(reverse("front_door:decide", args=[other.reference])).content.decode()
    assert "Agreement recorded by the MASH" not in page
    decide(browser, other, outcome="O13", agreement="NOT_NEEDED", agreement_words="")
    assert agreements(manager, one, other) == [("AGREES", "Mother, by telephone, today"), ("NOT_NEEDED", "")]


@pytest.fixture
def task_of(mash, screener):
    def made(contact) -> Task:
        with acting_as(screener) as by:
            now = timezone.now()
            return tasks.make(
                tasks.ToDo(title="Call the school", due_at=now + timedelta(days=1)),
                team=mash,
                case=contact.case,
                by=by,
                at=now,
            )

    return made


def test_a_decision_asks_what_becomes_of_each_open_task(settled, is_ready, task_of, manager, signed_in):
    contact = settled()
    is_ready(contact)
    task = task_of(contact)
    browser = signed_in(manager)
    page = decide(browser, contact, outcome="O13", agreement="NOT_NEEDED")
    assert "Choose what becomes of this task" in page
    assert outcomes(manager, contact) == [""]
    decide(browser, contact, outcome="O13", agreement="NOT_NEEDED", agreement_words="", **{f"t{task.public_id}": "END"})
    with acting_as(manager):
        assert Task.objects.get(pk=task.pk).outcome == "Ended with the decision: No further action after screening"


def test_a_task_goes_with_the_case_to_the_team_that_accepts_it(
    settled, is_ready, task_of, social_care, manager, signed_in
):
    contact = settled()
    is_ready(contact)
    task = task_of(contact)
    decide(
        signed_in(manager),
        contact,
        outcome="O7",
        agreement="NOT_ASKED",
        agreement_words="",
        dispensed_because="NOT_FOUND",
        **{f"t{task.public_id}": "GOES"},
    )
    worker = make.actor("social_worker", of=social_care)
    with acting_as(worker) as by:
        offer = handovers.accept(
            handover=Handover.objects.get(),
            by=by,
            at=timezone.now(),
            elsewhere_reference="X-1",
            elsewhere_worker="A. Worker",
        )
        theirs = Task.objects.get(team=social_care, title="Call the school")
        assert theirs.case_id == offer.opened_case_id
    with acting_as(manager):
        assert Task.objects.get(pk=task.pk).outcome == "Went with the case to Assessment team"


def test_known_siblings_of_the_household_stand_beside_as_not_considered_yet(settled, screener, manager, signed_in):
    contact = settled()
    sister = make.person("Wren", "Sample")
    with acting_as(screener) as by:
        child = Contact.objects.get(pk=contact.pk).child
        circumstances.relate(person=sister, other=child, code="SIB", by=by, at=timezone.now())
    page = signed_in(manager).get(reverse("front_door:decide", args=[contact.reference])).content.decode()
    assert "Wren Sample" in page
    assert "Not considered yet" in page
