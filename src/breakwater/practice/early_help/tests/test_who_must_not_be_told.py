"""Whom the MASH decided not to tell stays untold wherever the family goes: no link, no meeting, until that has changed (SG-27)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers import ledger
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.models import Line
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Team
from breakwater.partnership.people.models import Person
from breakwater.practice.early_help.episodes.operations import agreements
from breakwater.practice.early_help.family_links.operations import copies
from breakwater.practice.early_help.meetings import operations as meetings
from breakwater.practice.early_help.models import Agreement, Episode, FamilyLink
from breakwater.practice.front_door import family_reads
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.contact_page.cautions import who_must_not_be_told
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Contact, Decision, NamedPerson
from breakwater.practice.front_door.screening.operations import claims
from breakwater.practice.front_door.screening.operations.named_people import AdultTold
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.front_door import arrival
from breakwater_dev.testing.mash import make_ready
from breakwater_dev.testing.telling import words

WHY = "He is searching for them, and they moved away from him"
REASONS = " ".join(["The family would welcome help with routines and school mornings"] * 4)


@pytest.fixture
def offered(mash_manager):
    """`offered(key, child, parents, told)`: a contact of the child, and the offer of a decision that says what the father is told."""

    def decide(key: str, child: Person, parents: tuple[Person, Person], told: str, outcome: str = "O4"):
        receipt, now = arrivals.receive(arrival(key=key), by=make.intake(), at=timezone.now()), timezone.now()
        why = WHY if told == "not" else ""
        row = {"key": parents[1].public_id, "relation": "Parent", "told": told, "words": "", "because": why}
        facts = decisions.DecisionFacts(
            outcome=outcome,
            rationale=REASONS,
            checked_by_hand=True,
            without_record_because="Just called",
            words_for_sender="Early help is offered.",
            agreement="AGREES" if outcome == "O4" else "",
            agreement_words="Mother, by telephone" if outcome == "O4" else "",
            for_family=(row,),
        )
        with acting_as(mash_manager) as by:
            contact = Contact.objects.select_related("case").get(submission=receipt.submission)
            claims.claim(contact=contact, by=by, at=now)
            claims.match(contact=contact, person=child, was_new=False, searched={}, found=1, by=by, at=now)
            for parent in parents:
                cases.add_participant(case=contact.case, person=parent, capacity="PARENT", by=by, at=now)
            make_ready(contact, by=by, at=now)
            return decisions.decide([contact], facts, by=by, at=timezone.now())

    return decide


@pytest.fixture
def moved(offered, coordinator):
    """`moved(told)`: an episode begun by such a decision; mother and father take part."""

    def accept(told: str) -> Episode:
        child, parents = make.person(), (make.person("Farida", "Example"), make.person("Daniel", "Example"))
        offer = offered("first", child, parents, told)
        with acting_as(coordinator) as by:
            case = handovers.accept(handover=offer, by=by, at=timezone.now()).opened_case
            episode = Episode.objects.select_related("case").get(case=case)
        episode.child, (episode.mother, episode.father) = child, parents
        return episode

    return accept


@pytest.fixture
def mash_manager(team):
    return make.actor("mash_manager", of=Team.objects.get(services__service="front_door"))


def give(episode, person, by):
    facts = copies.LinkFacts(way="PAPER", reach="", is_safe=True, safe_words="Asked alone", may_know_place=False)
    with acting_as(by):
        return copies.give_link(episode, facts, person=person, by=by, at=timezone.now(), key=uuid4())


def call(episode, by, *people, **more):
    facts = meetings.Invitation(
        kind="FIRST", starts_at=timezone.now() + timedelta(days=3), place="Seagull Hall", people=people, **more
    )
    with acting_as(by):
        return meetings.call_family_meeting(episode, facts, by=by, at=timezone.now())


def test_sg_27_the_receiver_reads_who_must_not_be_told_and_why(moved, coordinator, signed_in):
    episode = moved("not")
    with acting_as(coordinator) as by:
        lines = ledger.of_case(episode.case, reader=by.membership.team.organisation)
        facts = next(one.facts for one in lines if one.line == Line.NOT_TO_TELL)
        assert ("Daniel Example", f"Must not be told of the decision: {WHY}") in [
            (one.about, one.words) for one in facts
        ]
    page = words(signed_in(coordinator).get(f"/early-help/{episode.reference}/"))
    assert "Must not be told of a MASH decision: ask the MASH before any contact" in page  # beside his name


def test_sg_27_he_is_given_no_link_and_the_mother_is(moved, coordinator):
    episode = moved("not")
    with pytest.raises(copies.MustNotBeTold):
        give(episode, episode.father, coordinator)
    assert give(episode, episode.mother, coordinator).token


def agrees(episode, person, by) -> None:
    facts = agreements.AgreementFacts(
        person=person,
        name=person.name,
        relation="father",
        answer=Agreement.Answer.AGREES,
        method="PHONE",
        given_on=timezone.localdate(),
        to_assessment=True,
        may_have_copy=True,
    )
    with acting_as(by):
        agreements.record_agreement(episode, facts, by=by, at=timezone.now())


def test_sg_27_a_link_is_given_once_he_was_asked_and_may_have_a_copy(moved, coordinator):
    episode = moved("not")
    agrees(episode, episode.father, coordinator)
    assert give(episode, episode.father, coordinator).token


def test_sg_27_a_later_decision_ends_the_link_he_had_and_what_he_agreed_before_lifts_nothing(
    moved, offered, coordinator
):
    episode = moved("same")
    agrees(episode, episode.father, coordinator)
    assert give(episode, episode.father, coordinator).token
    assert give(episode, episode.mother, coordinator).token
    offer = offered("later", episode.child, (episode.mother, episode.father), "not", outcome="O9")
    with acting_as(coordinator) as by:
        handovers.accept(handover=offer, by=by, at=timezone.now())
        held = FamilyLink.objects.filter(episode=episode, ended_at=None)
        assert [link.person_id for link in held] == [episode.mother.pk]
    with pytest.raises(copies.MustNotBeTold):
        give(episode, episode.father, coordinator)


def test_sg_27_no_meeting_is_called_with_him_alone_unless_somebody_says_why_it_is_safe(moved, coordinator):
    episode = moved("not")
    with pytest.raises(meetings.MustNotMeet, match="Daniel Example must not be told"):
        call(episode, coordinator, episode.father)
    assert call(episode, coordinator, episode.mother)
    assert call(episode, coordinator, episode.father, together_because="The police will be there")


def test_a_father_who_may_read_the_reasons_is_given_a_link(moved, coordinator):
    episode = moved("same")
    assert give(episode, episode.father, coordinator).token
    with acting_as(coordinator):
        assert Person.objects.get(pk=episode.father.pk).care_with_contact == ""


def test_sg_27_whoever_takes_his_call_later_reads_it_on_the_new_contact(moved, mash_manager):
    episode = moved("not")
    receipt = arrivals.receive(arrival(key="later"), by=make.intake(), at=timezone.now())
    with acting_as(mash_manager):
        again = Contact.objects.select_related("case").get(submission=receipt.submission)
        again.child = episode.child
        said = who_must_not_be_told(again, again.submission)
    assert ("Daniel Example", f"Must not be told of the decision: {WHY}") in said


def test_sg_27_somebody_who_is_matched_after_the_decision_still_must_not_be_told(contact_arrives_with, mash_manager):
    contact, named = contact_arrives_with
    row = {
        "key": f"{named.submission_id}n{named.row}",
        "relation": "Father",
        "told": "not",
        "words": "",
        "because": WHY,
    }
    daniel = make.person("Daniel", "Example")
    with acting_as(mash_manager):
        by_whom = {"matched_at": timezone.now(), "matched_by": mash_manager}
        NamedPerson.objects.filter(pk=named.pk).update(person=daniel, **by_whom)
        told = family_reads.not_told([Decision(contact=contact, for_family=[row])])
    assert told == [("Dad", daniel, WHY)]


@pytest.fixture
def contact_arrives_with(mash_manager):
    """A contact, and the father as its form names him."""
    told = ChildTold(named_as="Sam Example", adults=(AdultTold("1", {"named_as": "Dad", "relation": "FTH"}),))
    receipt = arrivals.receive(arrival(children=[told]), by=make.intake(), at=timezone.now())
    with acting_as(mash_manager):
        contact = Contact.objects.select_related("case").get(submission=receipt.submission)
        return contact, NamedPerson.objects.get(contact=contact)
