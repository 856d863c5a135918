"""The life of a request: due by rating in the MASH's own hours, reminded, escalated, answered, gone without (FD 2.4)."""

from datetime import date, datetime, time
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from breakwater.foundation.dates.london_time import moment
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.information_requests.operations import answering, labels, requests
from breakwater.practice.front_door.models import (
    AgencyKind,
    Contact,
    Decision,
    Disclosure,
    InformationAnswer,
    InformationDesk,
    InformationRequest,
)
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.deaths import dies
from breakwater_dev.testing.mash import make_ready

WHY = " ".join(["The family would welcome help with mornings and with routines at home"] * 4)
TUESDAY, FRIDAY, MONDAY = date(2026, 3, 3), date(2026, 3, 6), date(2026, 3, 9)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return moment(day, time(hour, minute))


@pytest.fixture
def rated(contact_arrives, manager):
    def rate(rag: str) -> Contact:
        contact = contact_arrives()
        with acting_as(manager):
            Contact.objects.filter(pk=contact.pk).update(rag=rag, rag_reason="As told")
            return Contact.objects.select_related("case").get(pk=contact.pk)

    return rate


@pytest.mark.parametrize(
    ("rag", "sent", "due_at"),
    [
        ("RED", at(TUESDAY, 10), at(TUESDAY, 12)),
        ("RED", at(FRIDAY, 16), at(MONDAY, 10)),
        ("RED", at(FRIDAY, 20), at(MONDAY, 11)),
        ("AMBER", at(TUESDAY, 10), at(TUESDAY, 14)),
        ("AMBER", at(FRIDAY, 15), at(MONDAY, 11)),
        ("GREEN", at(TUESDAY, 10), at(TUESDAY, 17)),
        ("GREEN", at(TUESDAY, 13), at(TUESDAY, 17)),
        ("GREEN", at(FRIDAY, 13, 1), at(MONDAY, 17)),
        ("", at(TUESDAY, 10), at(TUESDAY, 14)),
    ],
)
def test_the_rating_gives_the_time_in_working_hours_of_the_mash(rag, sent, due_at, rated, ask, police_team):
    (request,) = ask(rated(rag), police_team, at=sent)
    assert request.due_at == due_at


def test_the_time_begins_anew_with_each_person_added_tr_09(rated, ask, answers, police, police_team, screener):
    (request,) = ask(rated("RED"), police_team, at=at(TUESDAY, 10))
    answers(request, police, at=at(TUESDAY, 11))
    with acting_as(screener):
        again = requests.add_person(
            request=request, facts=requests.Named("Sam Quayside", "brother"), by=screener, at=at(TUESDAY, 12)
        )
        same = requests.add_person(
            request=request, facts=requests.Named("Sam Quayside", "brother"), by=screener, at=at(TUESDAY, 12)
        )
    assert (again.issue, again.status, again.due_at) == (2, "SENT", at(TUESDAY, 14))
    assert same.issue == 2
    second = answers(request, police, text="Sam is not known to us at all", at=at(TUESDAY, 13))
    with acting_as(police):
        standing = InformationAnswer.objects.filter(replaced_at=None).order_by("pk")
        assert [(answer.issue, answer.pk == second.pk) for answer in standing] == [(1, False), (2, True)]


def test_it_is_sent_seen_in_progress_and_answered(contact_arrives, ask, answers, police, police_team, screener):
    (request,) = ask(contact_arrives(), police_team)
    said = [request.status]
    with acting_as(police):
        said.append(answering.see(request=request, by=police, at=timezone.now()).status)
        said.append(answering.take(request=request, by=police, at=timezone.now()).status)
    answers(request, police)
    with acting_as(screener):
        said.append(InformationRequest.objects.get().status)
    assert said == ["SENT", "SEEN", "IN_PROGRESS", "ANSWERED"]


@pytest.mark.parametrize(("finding", "status"), [("PART", "PART"), ("NOTHING", "NOTHING"), ("DECLINED", "DECLINED")])
def test_tr_07_each_kind_of_answer_stops_the_chase(finding, status, rated, ask, answers, police, police_team, screener):
    (request,) = ask(rated("RED"), police_team, at=at(TUESDAY, 10))
    more = {"searched": {"names": ["Robin Quayside"]}} if finding == "NOTHING" else {}
    more |= {"declined_because": "HARM"} if finding == "DECLINED" else {}
    answers(request, police, finding=finding, at=at(TUESDAY, 10, 30), **more)
    assert requests.chase(make.area(), at=at(TUESDAY, 15)) == 0
    with acting_as(screener):
        assert InformationRequest.objects.get().status == status


def test_sg_10_nothing_held_states_what_was_searched(contact_arrives, ask, answers, police, police_team):
    (request,) = ask(contact_arrives(), police_team)
    with pytest.raises(answering.NothingWasSearched):
        answers(request, police, finding="NOTHING", text="", searched={"names": []})
    searched = {"names": ["Robin Quayside"], "born": ["4 May 2016"], "addresses": ["1 Invented Road"]}
    given = answers(request, police, finding="NOTHING", text="", searched=searched)
    assert given.searched == searched


def test_a_team_is_reminded_at_half_and_at_nine_tenths_once_each(rated, ask, police, police_team):
    ask(rated("AMBER"), police_team, at=at(TUESDAY, 10))
    told = []
    for hour, minute in ((11, 55), (12, 0), (12, 5), (13, 30), (13, 36), (13, 40)):
        told.append(requests.chase(make.area(), at=at(TUESDAY, hour, minute)))
    assert told == [0, 1, 0, 0, 1, 0]
    words = list(
        Notification.objects.filter(user=police.membership.user).order_by("pk").values_list("words", flat=True)
    )
    assert words == [
        "The MASH asks your team for information",
        "Half of the time to answer the MASH has gone",
        "Nearly all of the time to answer the MASH has gone",
    ]


def test_no_agency_is_chased_about_a_child_who_has_died(contact_arrives, ask, police_team, screener):
    child = make.person("Robin", "Quayside")
    ask(contact_arrives(child=child, at=at(TUESDAY, 9)), police_team, at=at(TUESDAY, 10))
    dies(child, screener)
    Notification.objects.all().delete()
    assert [requests.chase(make.area(), at=at(day, 16)) for day in (TUESDAY, FRIDAY, MONDAY)] == [0, 0, 0]
    assert not Notification.objects.exists()


def test_tr_10_what_is_overdue_goes_to_the_agencys_named_lead_once(rated, ask, police, police_team, screener):
    lead = make.membership("agency_professional", of=make.team("Command", of=police_team.organisation))
    InformationDesk.objects.create(
        area=make.area(), team=police_team, kind=AgencyKind.POLICE, lead=lead, starts_on=make.LONG_AGO
    )
    ask(rated("RED"), police_team, at=at(TUESDAY, 10))
    assert requests.chase(make.area(), at=at(TUESDAY, 12)) == 1
    assert requests.chase(make.area(), at=at(TUESDAY, 13)) == 0
    with acting_as(screener):
        request = InformationRequest.objects.get()
    assert (request.status, request.escalated_to_id) == ("ESCALATED", lead.pk)
    assert (
        Notification.objects.filter(user=lead.user, words="An answer of your agency to the MASH is overdue").count()
        == 1
    )
    assert (
        Notification.objects.filter(user=screener.membership.user, words="An agency's answer is overdue").count() == 1
    )


def test_what_is_overdue_where_no_lead_is_named_stays_overdue_and_the_asker_hears(rated, ask, police_team, screener):
    ask(rated("RED"), police_team, at=at(TUESDAY, 10))
    requests.chase(make.area(), at=at(TUESDAY, 12))
    with acting_as(screener):
        assert InformationRequest.objects.get().status == "OVERDUE"
    assert Notification.objects.filter(user=screener.membership.user, words="An agency's answer is overdue").exists()


def test_the_agency_is_chased_though_the_case_is_sealed(rated, ask, police, police_team, manager, mash, sealed):
    contact = rated("RED")
    ask(contact, police_team, at=at(TUESDAY, 10))
    sealed(contact, manager, make.actor("mash_manager", of=mash))
    assert requests.chase(make.area(), at=at(TUESDAY, 11)) == 1
    assert Notification.objects.filter(user=police.membership.user).count() == 2


def test_nobody_but_the_areas_clocks_may_chase(rated, ask, police, police_team, screener):
    ask(rated("RED"), police_team, at=at(TUESDAY, 10))
    for who in (screener, police, make.intake()):
        with acting_as(who), connection.cursor() as cursor:
            cursor.execute("select * from access.chase_requests(%s, %s)", [make.area().pk, at(TUESDAY, 12)])
            assert cursor.fetchall() == []
    with acting_as(screener):
        assert InformationRequest.objects.get().status == "SENT"


def test_an_overdue_request_can_still_be_answered(rated, ask, answers, police, police_team, screener):
    (request,) = ask(rated("RED"), police_team, at=at(TUESDAY, 10))
    requests.chase(make.area(), at=at(TUESDAY, 12))
    answers(request, police, at=at(TUESDAY, 14))
    with acting_as(screener):
        assert InformationRequest.objects.get().status == "ANSWERED"


def test_the_decision_goes_ahead_and_says_what_is_missing(
    contact_arrives, ask, answers, police, health, police_team, health_team, manager
):
    contact = contact_arrives()
    housing_team = make.team("Tenancies", of=make.organisation("Invented Homes", "HOUSING"))
    to_police, to_health, _ = ask(contact, police_team, health_team, housing_team)
    answers(to_police, police, finding="DECLINED", text="It is not ours", declined_because="NOT_OURS")
    answers(to_health, health)
    make_ready(contact, by=manager)
    with acting_as(manager):
        decisions.decide(
            [contact],
            decisions.DecisionFacts(outcome="O1", rationale=WHY, words_for_sender="Thank you", checked_by_hand=True),
            by=manager,
            at=timezone.now(),
        )
        assert Decision.objects.get().without == [
            "Invented Police, Public protection: declined to share",
            "Invented Homes, Tenancies: no answer",
        ]
        assert list(InformationRequest.objects.order_by("pk").values_list("status", flat=True)) == [
            "DECLINED",
            "ANSWERED",
            "CLOSED",
        ]


@pytest.mark.parametrize("outcome", ["O7", "O8"])
def test_a_decision_that_protects_waits_for_no_answer_and_refuses_none(
    outcome, contact_arrives, ask, answers, police, police_team, manager
):
    contact = contact_arrives()
    make.team("Assessment team", service="strategy")
    (to_police,) = ask(contact, police_team)
    make_ready(contact, by=manager)
    with acting_as(manager):
        decisions.decide(
            [contact],
            decisions.DecisionFacts(
                outcome=outcome,
                rationale=WHY,
                words_for_sender="Thank you",
                checked_by_hand=True,
                agreement="NOT_NEEDED",
            ),
            by=manager,
            at=timezone.now(),
        )
        assert Decision.objects.get().without == ["Invented Police, Public protection: no answer"]
    answers(to_police, police)
    with acting_as(manager):
        to_police.refresh_from_db()
        assert to_police.status == "ANSWERED"


def test_the_first_request_moves_the_contact_on_to_gathering(contact_arrives, ask, police_team, health_team, screener):
    contact = contact_arrives()
    ask(contact, police_team)
    ask(contact, health_team)
    with acting_as(screener):
        assert Contact.objects.select_related("case").get(pk=contact.pk).case.stage == "gathering"


def test_a_decline_is_kept_with_its_reason_and_stands_in_the_log_of_what_was_not_shared(
    contact_arrives, ask, answers, police, police_team, screener
):
    (request,) = ask(contact_arrives(), police_team)
    answers(request, police, finding="DECLINED", text="An operation is under way", declined_because="HARM")
    with acting_as(screener):
        asked, declined = Disclosure.objects.order_by("pk")
        assert InformationAnswer.objects.get().text == "An operation is under way"
    assert (asked.was_shared, asked.recipient_id, asked.reason) == (
        True,
        police_team.pk,
        "The child has been named three times",
    )
    assert (declined.was_shared, declined.giver_id, declined.subject) == (False, police_team.pk, "Robin Quayside")
    assert declined.reason == "Sharing would do the child more harm than not sharing"


def test_nothing_is_sent_without_saying_why_the_checks_are_proportionate(contact_arrives, ask, police_team):
    with pytest.raises(requests.NobodyToAsk):
        ask(contact_arrives(), police_team, proportionate="  ")


def test_an_answer_sent_twice_is_one(contact_arrives, ask, answers, police, police_team):
    (request,), key = ask(contact_arrives(), police_team), uuid4()
    assert answers(request, police, key=key).pk == answers(request, police, key=key).pk


def test_an_agency_asks_back_and_the_mash_replies(contact_arrives, ask, police, police_team, screener):
    (request,), key = ask(contact_arrives(), police_team), uuid4()
    for _ in range(2):
        with acting_as(police):
            answering.say(
                request=request, words="Which address first?", from_agency=True, key=key, by=police, at=timezone.now()
            )
    with acting_as(screener):
        answering.say(
            request=request, words="The first", from_agency=False, key=uuid4(), by=screener, at=timezone.now()
        )
    with acting_as(police):
        assert list(request.messages.order_by("pk").values_list("words", flat=True)) == [
            "Which address first?",
            "The first",
        ]
    assert Notification.objects.filter(user=screener.membership.user, words__contains="has a question").count() == 1


def test_mail_and_notices_about_requests_hold_nobodys_name(
    contact_arrives, ask, answers, police, police_team, run_on_commit
):
    (request,) = ask(contact_arrives(), police_team)
    answers(request, police)
    said = [
        *Notification.objects.values_list("words", flat=True),
        *Notification.objects.values_list("path", flat=True),
        *OutboxMessage.objects.values_list("body", flat=True),
    ]
    assert said
    assert not [words for words in said if "Quayside" in words or "June" in words or "Shouting" in words]


@pytest.mark.parametrize(
    ("label", "allowed", "caught"),
    [
        ("MASH", labels.FOR_PROFESSIONALS, True),
        ("RECEIVING", labels.FOR_PROFESSIONALS, False),
        ("RECEIVING", labels.FOR_THE_REFERRER, True),
        ("FAMILY", labels.FOR_THE_REFERRER, True),
        ("REFERRER", labels.FOR_THE_REFERRER, False),
        ("REFERRER", labels.FOR_THE_FAMILY, True),
    ],
)
def test_tr_08_words_are_quoted_only_as_far_as_the_label_lets_them(label, allowed, caught):
    answer = InformationAnswer(label=label, text="The police were called twice in June, and once at night.")
    text = (
        "What we know: the POLICE were called twice in June and once at night. We conclude that the child is not safe."
    )
    assert bool(labels.quoted_against(text, [answer], allowed)) == caught
    assert labels.quoted_against("We conclude that the child is not safe at night.", [answer], allowed) == []
