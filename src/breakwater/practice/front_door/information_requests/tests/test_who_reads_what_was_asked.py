"""The wall: an agency reads its request and its own answers; a label says who reads the answer (TR-08, TR-11, SG-11)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.information_requests.operations import requests
from breakwater.practice.front_door.models import (
    Contact,
    Disclosure,
    InformationAnswer,
    InformationRequest,
    RequestPerson,
    Submission,
)
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.mash import make_ready

WHY = " ".join(["The family would welcome help with mornings and with routines at home"] * 4)


def test_an_agency_reads_its_own_request_and_nothing_of_the_contact(contact_arrives, ask, police, police_team, seen_by):
    (request,) = ask(contact_arrives(), police_team)
    assert seen_by(police, InformationRequest) == [request.pk]
    assert len(seen_by(police, RequestPerson)) == 1
    assert seen_by(police, Contact) == []
    assert seen_by(police, Submission) == []


def test_one_agency_learns_nothing_of_what_another_is_asked_or_answers(
    contact_arrives, ask, answers, police, health, police_team, health_team, seen_by
):
    to_police, to_health = ask(contact_arrives(), police_team, health_team)
    of_police, of_health = answers(to_police, police, label="FAMILY"), answers(to_health, health, label="RECEIVING")
    assert seen_by(police, InformationRequest) == [to_police.pk]
    assert seen_by(police, InformationAnswer) == [of_police.pk]
    assert seen_by(health, InformationAnswer) == [of_health.pk]
    assert {line.request_id for line in Disclosure.objects.none()} == set()


def test_another_team_of_the_same_organisation_sees_no_request(contact_arrives, ask, police_team, seen_by):
    ask(contact_arrives(), police_team)
    other = make.actor("agency_professional", of=make.team("Roads", of=police_team.organisation))
    assert seen_by(other, InformationRequest) == []


def test_an_answer_for_the_mash_only_is_read_by_the_team_that_asked_and_not_for_oversight(
    contact_arrives, ask, answers, police, police_team, screener, seen_by
):
    (request,) = ask(contact_arrives(), police_team)
    given = answers(request, police, label="MASH")
    duty = make.actor("emergency_duty", of=make.team("Emergency duty"))
    assert seen_by(screener, InformationAnswer) == [given.pk]
    assert seen_by(police, InformationAnswer) == [given.pk]
    assert seen_by(duty, InformationRequest) == [request.pk]
    assert seen_by(duty, InformationAnswer) == []


@pytest.mark.parametrize(
    ("label", "goes"), [("RECEIVING", True), ("REFERRER", True), ("FAMILY", True), ("MASH", False)]
)
def test_the_team_that_takes_the_child_on_reads_what_the_label_lets_go(
    label, goes, contact_arrives, ask, answers, police, police_team, manager, seen_by
):
    tier2 = make.team("Tier 2 co-ordinators", service="early_help")
    coordinator = make.actor("tier2_coordinator", of=tier2)
    child = make.person("Robin", "Quayside")
    contact = contact_arrives()
    with acting_as(manager):
        claims.match(contact=contact, person=child, was_new=False, searched={}, found=1, by=manager, at=timezone.now())
    (request,) = ask(contact, police_team)
    given = answers(request, police, label=label)
    make_ready(contact, by=manager)
    with acting_as(manager):
        decisions.decide(
            [contact],
            decisions.DecisionFacts(
                outcome="O4",
                rationale=WHY,
                words_for_sender="Help is offered",
                checked_by_hand=True,
                agreement="AGREES",
                agreement_words="Mother",
            ),
            by=manager,
            at=timezone.now(),
        )
    assert seen_by(coordinator, InformationAnswer) == ([given.pk] if goes else [])


def test_an_agency_narrows_its_answer_later_and_the_wider_one_goes_no_further(
    contact_arrives, ask, answers, police, police_team, screener, seen_by
):
    (request,) = ask(contact_arrives(), police_team)
    first = answers(request, police, label="FAMILY")
    duty = make.actor("emergency_duty", of=make.team("Emergency duty"))
    assert seen_by(duty, InformationAnswer) == [first.pk]
    second = answers(request, police, text="Twice in June; do not tell them", label="MASH")
    assert seen_by(duty, InformationAnswer) == []
    assert seen_by(screener, InformationAnswer) == [first.pk, second.pk]
    with acting_as(screener):
        assert InformationAnswer.objects.get(pk=first.pk).text == "The police were called twice in June"


def test_a_seal_on_the_case_narrows_who_reads_and_the_agency_can_still_answer(
    contact_arrives, ask, answers, police, police_team, screener, manager, mash, seen_by, sealed
):
    contact = contact_arrives()
    before, after = ask(contact, police_team)[0], ask(contact, police_team)[0]
    narrow = answers(before, police, label="MASH")
    second_reader = make.actor("mash_manager", of=mash)
    sealed(contact, manager, second_reader)
    assert seen_by(screener, InformationRequest) == []
    assert seen_by(screener, InformationAnswer) == []
    assert seen_by(police, InformationRequest) == [before.pk, after.pk]
    later = answers(after, police, label="RECEIVING", text="One more call in July")
    assert seen_by(police, InformationAnswer) == [narrow.pk, later.pk]
    assert seen_by(manager, InformationAnswer) == [narrow.pk, later.pk]
    assert seen_by(screener, InformationAnswer) == []


def test_a_named_reader_asks_about_a_sealed_case_and_the_rest_of_the_mash_does_not_know(
    contact_arrives, ask, police, police_team, screener, manager, mash, seen_by, sealed
):
    contact = contact_arrives()
    sealed(contact, manager, make.actor("mash_manager", of=mash))
    (request,) = ask(contact, police_team, by=manager)
    assert seen_by(police, InformationRequest) == [request.pk]
    assert seen_by(manager, InformationRequest) == [request.pk]
    assert seen_by(screener, InformationRequest) == []


def test_a_draft_is_not_with_the_agency(contact_arrives, ask, police, police_team, screener, seen_by):
    contact = contact_arrives()
    (request,) = ask(contact, police_team, send_now=False)
    assert seen_by(police, InformationRequest) == []
    with acting_as(screener):
        requests.send(request=request, contact=contact, by=screener, at=timezone.now())
    assert seen_by(police, InformationRequest) == [request.pk]


def test_what_was_asked_and_what_was_answered_cannot_be_rewritten(
    contact_arrives, ask, answers, police, police_team, screener
):
    (request,) = ask(contact_arrives(), police_team)
    given = answers(request, police)
    for who, statement, key in (
        (screener, "update front_door_informationrequest set reason = 'x' where id = %s", request.pk),
        (police, "update front_door_informationanswer set text = 'x' where id = %s", given.pk),
        (police, "update front_door_informationanswer set label = 'FAMILY' where id = %s", given.pk),
        (police, "delete from front_door_informationanswer where id = %s", given.pk),
    ):
        with acting_as(who), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement, [key])


def test_sg_11_an_organisation_struck_from_the_case_is_asked_nothing(
    contact_arrives, ask, police_team, health_team, screener, seen_by, struck
):
    contact = contact_arrives()
    struck(contact, police_team.organisation)
    with acting_as(screener):
        assert not requests.may_be_asked(contact, police_team.organisation)
        assert requests.may_be_asked(contact, health_team.organisation)
    with pytest.raises(requests.MayNotBeAsked):
        ask(contact, health_team, police_team)
    assert seen_by(screener, InformationRequest) == []


def test_sg_11_a_strike_that_came_later_stops_a_draft_and_one_more_person(
    contact_arrives, ask, police_team, health_team, screener, struck
):
    contact = contact_arrives()
    (draft,) = ask(contact, police_team, send_now=False)
    (sent,) = ask(contact, health_team)
    struck(contact, police_team.organisation)
    struck(contact, health_team.organisation)
    with acting_as(screener):
        with pytest.raises(requests.MayNotBeAsked):
            requests.send(request=draft, contact=contact, by=screener, at=timezone.now())
        with pytest.raises(requests.MayNotBeAsked):
            requests.add_person(
                request=sent, facts=requests.Named("Another"), by=screener, at=timezone.now() + timedelta(hours=1)
            )


def test_the_same_form_sent_twice_asks_once(contact_arrives, ask, police_team, seen_by, screener):
    contact, key = contact_arrives(), uuid4()
    first, again = ask(contact, police_team, key=key), ask(contact, police_team, key=key)
    assert (
        [request.pk for request in first] == [request.pk for request in again] == seen_by(screener, InformationRequest)
    )
