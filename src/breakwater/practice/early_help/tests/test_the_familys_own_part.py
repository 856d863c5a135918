"""What one of the family writes of the assessment themselves: their own words alone, sent when they send it, never lost (SG-27)."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import circumstances
from breakwater.practice.early_help.assessments import operations as assessments
from breakwater.practice.early_help.family_links.operations import copies as family
from breakwater.practice.early_help.models import ActionStep, Assessment, FamilyPart, Score
from breakwater.practice.early_help.plans import operations as plans
from breakwater_dev.testing import factories as make

TODAY = timezone.localdate()
PART = "/family/part/"


@pytest.fixture
def parents(led):
    """An episode with a lead, and a mother and a father in it who each hold a link: (episode, lead, door of hers, of his)."""
    episode, lead = led()
    found = []
    for forename in ("Mia", "Finn"):
        now = timezone.now()
        with acting_as(make.intake()) as by:
            parent = make.person(forename, "Example")
            cases.add_participant(case=episode.case, person=parent, capacity="PARENT", by=by, at=now)
        with acting_as(lead) as by:
            given = family.give_link(
                episode,
                family.LinkFacts(way="PAPER", reach="", is_safe=True, safe_words="Asked alone", may_know_place=False),
                person=parent,
                by=by,
                at=now,
                key=uuid4(),
            )
        client = Client()
        client.post(reverse("early_help:family_enter", args=[given.token]), {"number": given.number})
        found.append(client)
    return episode, lead, *found


def test_sg_27_each_reads_their_own_words_and_nobody_elses(parents, signed_in):
    episode, lead, hers, his = parents
    hers.post(PART, {"change": "He must not know where I am", "revision": "0", "send": "1"})
    assert "He must not know where I am" in hers.get(PART).content.decode()
    assert "He must not know where I am" not in his.get(PART).content.decode()
    assert "He must not know" in signed_in(lead).get(f"/early-help/{episode.reference}/family/").content.decode()


def test_what_is_kept_and_not_sent_is_read_by_nobody_else(parents, signed_in):
    episode, lead, hers, _ = parents
    hers.post(PART, {"change": "Not yet sure", "revision": "0"})
    page = f"/early-help/{episode.reference}/family/"
    assert "Not yet sure" not in signed_in(lead).get(page).content.decode()
    with acting_as(lead):
        assert not Notification.objects.filter(words=family.COMMENTED).exists()


def test_two_devices_lose_nothing(parents):
    _, _, hers, _ = parents
    hers.post(PART, {"change": "From the telephone", "revision": "0"})
    answer = hers.post(PART, {"change": "From the library", "revision": "0"})
    assert answer.status_code == 409
    words = answer.content.decode()
    assert "From the telephone" in words
    assert "From the library" in words
    assert hers.post(PART, {"change": "Both", "revision": "1"}).status_code == 302


def test_it_goes_into_the_assessment_beside_what_others_wrote(parents, signed_in):
    episode, lead, hers, his = parents
    now = timezone.now()
    with acting_as(lead) as by:
        begun = assessments.start_assessment(episode=episode, by=by, at=now)
        drawn = assessments.Drawn(begun.answers.revision, {})
        assessments.save_section(
            begun.answers,
            assessments.SectionAsTyped(section="story", cleaned={"change": "As told at the school"}, drawn=drawn),
            by=by,
            at=now,
        )
    hers.post(PART, {"change": "Calm", "side": "Nan", "revision": "0", "send": "1"})
    his.post(PART, {"change": "To see her weekly", "revision": "0", "send": "1"})
    desk = signed_in(lead)
    for _ in range(2):
        for part in _parts(lead):
            desk.post(f"/early-help/parts/{part.public_id}/take/")
        hers.post(PART, {"change": "Calm mornings", "side": "Nan", "revision": "1", "send": "1"})
    with acting_as(lead):
        values = Assessment.objects.select_related("answers").get(episode=episode).answers.values
    assert values["change"].split("\n\n") == [
        "As told at the school",
        "Finn Example wrote: To see her weekly",
        "Mia Example wrote: Calm mornings",
    ]
    assert values["side"] == "Mia Example wrote: Nan"


def _parts(lead) -> list[FamilyPart]:
    with acting_as(lead):
        return list(FamilyPart.objects.exclude(sent_at=None).order_by("pk"))


def test_who_leads_hears_of_it_and_sees_it_on_today(parents, signed_in):
    _, lead, hers, _ = parents
    hers.post(PART, {"change": "Calm mornings", "revision": "0", "send": "1"})
    desk = signed_in(lead)
    today = desk.get("/today/").content.decode()
    assert "someone of the family has written to you. Read it" in today
    told = desk.get("/notifications/").content.decode()
    assert family.COMMENTED in told
    assert "Calm mornings" not in told + today


def test_a_link_that_opens_nothing_writes_nothing(parents):
    assert "There is nothing to read here now" in Client().post(PART, {"change": "x", "revision": "0"}).content.decode()


def test_a_form_sent_twice_keeps_one_score_and_one_step(led, signed_in):
    episode, lead = led()
    with acting_as(lead) as by:
        now = timezone.now()
        goal = plans.add_goal(episode, plans.GoalFacts(words="Calm mornings"), by=by, at=now)
        action = plans.add_action(
            episode,
            plans.ActionFacts(goal=goal, words="Call", owner_kind="FAMILY", owner_name="Mo", due_on=TODAY),
            by=by,
            at=now,
        )
    desk = signed_in(lead)
    score = {"parent": "6", "state": "ACHIEVED", "ended_words": "Nan", "idempotency": str(uuid4())}
    step = {"status": "DONE", "words": "She called", "idempotency": str(uuid4())}
    for _ in range(2):
        assert desk.post(f"/early-help/goals/{goal.public_id}/", score).status_code == 302
        assert desk.post(f"/early-help/actions/{action.public_id}/", step).status_code == 302
    with acting_as(lead):
        assert (Score.objects.count(), ActionStep.objects.count()) == (1, 1)


def a_link_by_text(desk, episode, telephone: str):
    """The page of giving the mother a link by text message, sent."""
    with acting_as(make.intake()):
        mother = episode.case.participants.get(person__forename="Mia").person
    said = {
        "is_safe": "yes",
        "safe_words": "Asked alone",
        "way": "TEXT",
        "telephone": telephone,
        "may_know_place": "no",
        "idempotency": str(uuid4()),
    }
    return desk.post(f"/early-help/{episode.reference}/family/{mother.public_id}/link/", said).content.decode()


def test_a_link_by_text_message_says_nothing_of_anyone(parents, signed_in):
    episode, lead, *_ = parents
    assert "The link is made" in a_link_by_text(signed_in(lead), episode, "07700 900 982")
    sent = OutboxMessage.objects.get(channel="TEXT")
    assert (sent.to, "Example" in sent.body, "/family/" in sent.body) == ("07700 900 982", False, True)


@pytest.mark.parametrize(("whose", "safe"), [("Mia", "NO"), ("Finn", "YES")])
def test_sg_27_no_link_goes_where_it_is_not_safe_or_someone_else_reads(parents, signed_in, whose, safe):
    episode, lead, *_ = parents
    with acting_as(make.intake()) as by:
        person = episode.case.participants.get(person__forename=whose).person
        circumstances.add_contact(
            person=person, kind="PHONE", value="+44 7700 900982", safe_to_use=safe, by=by, at=timezone.now()
        )
    assert "Choose another, or read the plan with them" in a_link_by_text(signed_in(lead), episode, "07700 900 982")
    assert not OutboxMessage.objects.filter(channel="TEXT").exists()
