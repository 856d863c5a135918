"""A school, or another lead, starts early help itself; where somebody works with the child already, the co-ordinator calls."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.models import LedgerEntry
from breakwater.casework.models import Case, Clock, Handover, Task
from breakwater.casework.tasks import operations as tasks
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Enrolment, Person
from breakwater.partnership.people.records.operations import circumstances, guards
from breakwater.practice.early_help.models import Agreement, Assessment, Episode
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Contact, ReceiptLine
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in as at_desk
from breakwater_dev.testing.mash import make_ready
from breakwater_dev.testing.telling import CONTACT_PAGES, fill_in

REASONS = " ".join(["The family would welcome help with routines and school mornings"] * 4)
AGREES = {
    "words": "We would like calmer mornings",
    "name": "Mia Fish",
    "relation": "Mother",
    "responsibility": "HOLDS",
    "to": ["assessment"],
    "method": "IN_PERSON",
    "given_on_0": "",
    "limits_explained": "yes",
}


@pytest.fixture
def dsl(team):
    return make.actor("dsl", of=make.team("Harbour safeguarding", of=make.organisation("Harbour School", "SCHOOL")))


@pytest.fixture
def pupil(dsl):
    child = make.person("Ana", "Fish")
    with acting_as(make.intake()) as by:
        Enrolment.objects.create(
            person=child,
            school=dsl.membership.team.organisation,
            team=dsl.membership.team,
            starts_on=make.LONG_AGO,
            verified_on=make.LONG_AGO,
            verified_by=by,
        )
    return child


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def consent(**more) -> dict:
    today = timezone.localdate()
    day = {"given_on-day": today.day, "given_on-month": today.month, "given_on-year": today.year}
    return {**AGREES, **day, "idempotency": str(uuid4())} | more


def starts(browser, pupil, **more):
    return browser.post(reverse("early_help:start", args=[pupil.public_id]), consent(concern="Late every day", **more))


def test_a_school_starts_from_the_pupil_and_the_assessment_is_open(signed_in, dsl, pupil, team, coordinator):
    browser = signed_in(dsl)
    assert (
        reverse("early_help:start", args=[pupil.public_id])
        in browser.get(reverse("casework:person", args=[pupil.public_id])).content.decode()
    )
    came = starts(browser, pupil)
    assert came.status_code == 302, words(came)
    with acting_as(coordinator):
        episode = Episode.objects.select_related("case").get()
        assert episode.case.responsible_team_id == team.pk, "the team answers for it, whoever leads"
        assert episode.case.stage == "active"
        assert Assessment.objects.filter(episode=episode).exists()
        assert Agreement.objects.get(episode=episode).opens_help
        call = Task.objects.open().get(team=team)
        assert "Harbour School" in call.detail
    assert came.url == reverse("early_help:assessment", args=[episode.reference])
    assert browser.get(came.url).status_code == 200, "the wall gives whoever starts it sight"
    page = words(browser.get(reverse("early_help:episode", args=[episode.reference])))
    assert "Late every day" in page
    assert Notification.objects.filter(reference=episode.reference).exists()


def parents_of(child):
    """Mia, who lives with the child, and Fred, who holds parental responsibility and lives elsewhere."""
    mother, father = make.person("Mia", "Fish"), make.person("Fred", "Fish")
    with acting_as(make.intake()) as by:
        for parent, code, at_home in ((mother, "MTH", True), (father, "FTH", False)):
            facts = circumstances.TieFacts(holds_parental_responsibility=True, lives_in_household=at_home)
            circumstances.relate(person=parent, other=child, code=code, facts=facts, by=by, at=timezone.now())
    return mother, father


def takes_part(coordinator):
    with acting_as(coordinator):
        parts = Episode.objects.get().case.participants.filter(ends_at=None)
        return {(part.person.forename, part.capacity) for part in parts}


def test_whom_the_starter_names_takes_part_and_who_is_not_on_record_goes_to_the_coordinator(
    signed_in, dsl, pupil, team, coordinator
):
    parents_of(pupil)
    assert "Fred" not in words(signed_in(dsl).get(reverse("early_help:start", args=[pupil.public_id])))
    starts(signed_in(dsl), pupil, others="mia fish, mother\nGran Unknown, grandmother")
    assert takes_part(coordinator) == {("Ana", "CHILD"), ("Mia", "PARENT")}
    with acting_as(coordinator):
        assert "taking part, still to be matched by you: Gran Unknown." in Task.objects.open().get(team=team).detail


def test_parents_whom_the_starter_may_read_are_proposed_and_each_is_a_choice(signed_in, dsl, pupil, coordinator):
    parents_of(pupil)
    with acting_as(make.intake()) as by:
        before = cases.open_case(
            kind="referral",
            area=make.area(),
            team=dsl.membership.team,
            by=by,
            at=timezone.now(),
            people=[
                (pupil, "CHILD"),
                *((one, "PARENT") for one in Person.objects.filter(forename__in=["Mia", "Fred"])),
            ],
        )
        cases.close(case=before, reason="Helped", by=by, at=timezone.now())
    browser = signed_in(dsl)
    page = browser.get(reverse("early_help:start", args=[pupil.public_id]))
    assert "Mia Fish, mother, holds parental responsibility, lives in the household" in words(page)
    assert "Fred Fish, father, holds parental responsibility" in words(page)
    assert "checked" not in page.content.decode().split("Who else of the family")[0]
    with acting_as(dsl):
        father = Person.objects.get(forename="Fred")
    starts(browser, pupil, takes_part=[father.public_id])
    assert takes_part(coordinator) == {("Ana", "CHILD"), ("Fred", "PARENT")}


def test_sg_13_a_guarded_parent_is_found_by_no_name(signed_in, dsl, pupil, coordinator):
    mother, _ = parents_of(pupil)
    with acting_as(make.intake()) as by:
        guards.begin_guard(person=mother, kind="ADOPTION_SEALED", by=by, at=timezone.now())
    starts(signed_in(dsl), pupil, others="Mia Fish, mother")
    assert takes_part(coordinator) == {("Ana", "CHILD")}


def test_without_anybodys_consent_nothing_starts(signed_in, dsl, pupil, coordinator):
    came = starts(signed_in(dsl), pupil, to=[])
    assert "Choose what they agree to" in words(came)
    with acting_as(make.intake()):
        assert not Episode.objects.exists()


def test_sent_twice_it_starts_once(signed_in, dsl, pupil):
    browser, key = signed_in(dsl), str(uuid4())
    first, second = (starts(browser, pupil, idempotency=key) for _ in range(2))
    assert first.url == second.url
    with acting_as(make.intake()):
        assert Episode.objects.count() == 1


def test_where_somebody_works_already_nobody_assesses_beside_them_and_the_coordinator_calls(
    signed_in, dsl, pupil, team, coordinator
):
    with acting_as(make.intake()) as by:
        cases.open_case(
            kind="referral",
            area=make.area(),
            team=make.team("Assessment"),
            by=by,
            at=timezone.now(),
            people=[(pupil, "CHILD")],
        )
    came = starts(signed_in(dsl), pupil)
    page = words(came)
    assert "co-ordinator calls you" in page
    assert "Assessment" not in page.replace("assessment", ""), "what the starter may not see stays unsaid (EH-06)"
    with acting_as(coordinator) as by:
        assert not Episode.objects.exists()
        call = Task.objects.open().get(team=team)
        assert "Late every day" in call.detail
        assert "Referral" in call.detail
        clock = Clock.objects.running().get(rule="early_help.call_starter")
        assert clock.due_at == call.due_at
        tasks.do(task=call, by=by, at=timezone.now(), outcome="They join the social worker's meeting")
        assert Case.objects.get(pk=call.case_id).closed_at, "once they were called, nothing waits any more"
    assert Notification.objects.filter(words__startswith="Call whoever wanted to start early help").exists()


def test_a_second_school_that_starts_finds_the_first_one_leading(signed_in, dsl, pupil, coordinator):
    starts(signed_in(dsl), pupil)
    other = make.actor("dsl", of=make.team(of=make.organisation(kind="SCHOOL")))
    with acting_as(make.intake()) as by:
        Enrolment.objects.create(
            person=pupil,
            school=other.membership.team.organisation,
            team=other.membership.team,
            starts_on=make.LONG_AGO,
            verified_on=make.LONG_AGO,
            verified_by=by,
        )
    assert "co-ordinator calls you" in words(starts(signed_in(other), pupil))
    with acting_as(coordinator):
        assert Episode.objects.count() == 1


@pytest.fixture
def asked(dsl, team):
    """The school's own contact, which the MASH decided: the school is asked to start."""
    desk = at_desk(dsl)
    draft = desk.post("/contacts/new/").url
    fill_in(desk, draft, CONTACT_PAGES)
    desk.post(f"{draft}send/")
    child, now = make.person("Ana", "Fish"), timezone.now()
    with acting_as(make.intake()):
        mash = Contact.objects.select_related("case__responsible_team").order_by("position").first()
    manager = make.actor("mash_manager", of=mash.case.responsible_team)
    with acting_as(manager) as by:
        claims.claim(contact=mash, by=by, at=now)
        claims.match(contact=mash, person=child, was_new=True, searched={}, found=0, by=by, at=now)
        make_ready(mash, by=by, at=now)
        decisions.decide(
            [Contact.objects.get(pk=mash.pk)],
            decisions.DecisionFacts(
                outcome="O3",
                rationale=REASONS,
                checked_by_hand=True,
                words_for_sender="Please start early help.",
                agreement="AGREES",
                agreement_words="Mother, by telephone",
                without_record_because="A test of what follows",
            ),
            by=by,
            at=now,
        )
        return ReceiptLine.objects.get(contact=mash)


def test_from_the_receipt_that_asks_for_it_two_steps_lead_to_an_open_assessment(signed_in, dsl, asked, coordinator):
    """Measured: one link on the receipt, one page to send; then the assessment is open."""
    browser, steps = signed_in(dsl), 0
    receipt = browser.get(reverse("front_door:receipt", args=[asked.reference])).content.decode()
    assert "which you are asked to start" in receipt
    where = re.search(r'href="(/early-help/asked/[^"]+)"', receipt)[1]
    page, steps = browser.get(where), steps + 1
    assert "family would welcome help" in words(page)
    came, steps = browser.post(where, consent()), steps + 1
    assert came.status_code == 302, words(came)
    assert re.fullmatch(r"/early-help/E-[^/]+/assessment/", came.url)
    assert browser.get(came.url).status_code == 200
    assert steps == 2
    with acting_as(coordinator):
        offer = Handover.objects.get(service="early_help")
        assert offer.status == "ACCEPTED"
        episode = Episode.objects.get()
        assert offer.opened_case_id == episode.case_id, "one episode, not two"
        assert LedgerEntry.objects.filter(case=episode.case, line="childs_words").exists()
        assert Case.objects.get(pk=episode.case_id).workers.get(ends_at=None).user_id == dsl.membership.user_id


def test_where_the_coordinator_took_it_up_first_the_school_leads_that_episode(signed_in, dsl, asked, coordinator):
    with acting_as(coordinator) as by:
        handovers.accept(handover=Handover.objects.get(service="early_help"), by=by, at=timezone.now())
    browser = signed_in(dsl)
    came = browser.post(reverse("early_help:start_asked", args=[asked.reference, asked.pk]), consent())
    assert came.status_code == 302, words(came)
    with acting_as(coordinator):
        assert Episode.objects.count() == 1


def test_a_receipt_opened_again_leads_to_the_same_episode(signed_in, dsl, asked):
    browser, where = signed_in(dsl), reverse("early_help:start_asked", args=[asked.reference, asked.pk])
    assert browser.post(where, consent()).url == browser.post(where, consent()).url


def test_a_colleague_of_another_school_finds_nothing_under_the_receipt(signed_in, asked):
    other = make.actor("dsl", of=make.team(of=make.organisation(kind="SCHOOL")))
    where = reverse("early_help:start_asked", args=[asked.reference, asked.pk])
    assert signed_in(other).get(where).status_code == 404
