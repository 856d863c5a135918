"""SG-09: a plan goes on when its child leaves school; it is marked for who leads and who co-ordinates until one of them has looked."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.models import CaseWorker
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.intake.operations.entries import Upload
from breakwater.partnership.people.intake.rolls.operations import receiving
from breakwater.partnership.people.models import Enrolment, Person, RollPupil, RollTie
from breakwater.partnership.people.records.operations import circumstances
from breakwater.practice.early_help import jobs
from breakwater.practice.early_help.episodes.operations import school_leavers
from breakwater.practice.early_help.plans import operations as plans
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import rolls

PANEL = "Left school with a plan open"


def words_of(answer) -> str:
    return answer.content.decode()


def leaves(episode, lead):
    """Their child, who was on a school's roll until yesterday, while somebody leads for eight days."""
    now = timezone.now()
    with acting_as(lead):
        CaseWorker.objects.filter(case=episode.case).update(starts_at=now - timedelta(days=8))
        child = episode.case.participants.get(capacity="CHILD").person
    school = make.team("Safeguarding", of=make.organisation("Mizzen School", "SCHOOL"))
    with acting_as(make.intake()) as by:
        place = circumstances.enrol(person=child, team=school, verified=True, by=by, at=now)
        Enrolment.objects.filter(pk=place.pk).update(
            starts_on=timezone.localdate() - timedelta(days=300), ends_on=timezone.localdate() - timedelta(days=1)
        )
    return child


@pytest.fixture
def left(led):
    """An episode with a plan whose child was on a school's roll until yesterday, its lead, and the child."""
    episode, lead = led()
    with acting_as(lead) as by:
        plans.save_plan(
            episode,
            plans.PlanFacts(contingency="Call the school", review_on=timezone.localdate() + timedelta(days=30)),
            revision=None,
            by=by,
            at=timezone.now() - timedelta(days=5),
        )
    return episode, lead, leaves(episode, lead)


def test_sg_09_a_leaver_is_marked_on_the_plan_and_on_today_of_lead_and_co_ordinator(left, signed_in, coordinator):
    episode, lead, child = left
    plan = words_of(signed_in(lead).get(reverse("early_help:plan", args=[episode.reference])))
    assert f"{child.name} left Mizzen School on" in plan
    for who in (lead, coordinator):
        today = words_of(signed_in(who).get(reverse("web:today")))
        assert PANEL in today
        assert f"{child.name}: who goes on with the plan?" in today


def test_sg_09_a_leaver_without_a_plan_yet_is_marked_and_where_nobody_co_ordinates_the_whole_team_reads_it(
    led, signed_in, coordinator
):
    """Help that had begun and had no plan yet was on nobody's Today; nor was any of it on the team's while nobody co-ordinated."""
    episode, lead = led()
    child = leaves(episode, lead)
    with acting_as(coordinator):
        CaseWorker.objects.filter(case=episode.case, capacity="COORDINATOR").update(ends_at=timezone.now())
    colleague = make.actor("tier2_coordinator", of=coordinator.membership.team)
    for who in (lead, colleague):
        assert f"{child.name}: who goes on with the plan?" in words_of(signed_in(who).get(reverse("web:today")))


def test_sg_09_once_the_plan_is_saved_again_today_asks_no_more_and_the_lead_still_leads(left, signed_in):
    episode, lead, _ = left
    with acting_as(lead) as by:
        plans.save_plan(
            episode,
            plans.PlanFacts(contingency="Call the college", review_on=timezone.localdate() + timedelta(days=30)),
            revision=1,
            by=by,
            at=timezone.now(),
        )
    browser = signed_in(lead)
    assert PANEL not in words_of(browser.get(reverse("web:today")))
    assert browser.get(reverse("early_help:episode", args=[episode.reference])).status_code == 200


def test_sg_09_before_a_leavers_place_ends_the_school_reads_what_is_open_as_far_as_it_may(led, signed_in):
    """The preview of a roll named the pupil and said nothing of the episode that the school's own teacher leads."""
    episode, lead = led()
    team, now = lead.membership.team, timezone.now()
    with acting_as(make.intake()) as by:
        child = episode.case.participants.get(capacity="CHILD").person
        Person.objects.filter(pk=child.pk).update(born_on=date(2015, 4, 3), born_precision="DAY")
        circumstances.enrol(person=child, team=team, verified=True, by=by, at=now)
    rolls.take(team, rolls.line(0, forename="Ada"), rolls.line(1))
    with acting_as(lead) as by:
        upload = Upload("roll.csv", rolls.roll_of(rolls.line(1)))
        sent = receiving.ROLLS.show(team, upload=upload, by=by, at=now)
    where = reverse("people:roll", args=[sent.public_id])
    assert f"Early help episode {episode.reference}, " in words_of(signed_in(lead).get(where))
    colleague = words_of(signed_in(make.actor("dsl", of=team)).get(where))
    assert "Ada" in colleague
    assert episode.reference not in colleague, "a colleague who has no part in the episode reads nothing of it"


def test_sg_09_lead_and_co_ordinator_hear_of_a_leaver_when_the_roll_is_taken_in_and_the_episode_says_it(
    led, signed_in, coordinator
):
    """The plan had been saved the day she left, so that Today asked nothing, and the episode did not say it at all."""
    episode, lead = led()
    now = timezone.now()
    school = make.team("Safeguarding", of=make.organisation("Mizzen School", "SCHOOL"))
    with acting_as(make.intake()) as by:
        child = episode.case.participants.get(capacity="CHILD").person
        Person.objects.filter(pk=child.pk).update(born_on=date(2015, 4, 3), born_precision="DAY")
        place = circumstances.enrol(person=child, team=school, verified=True, by=by, at=now)
        Enrolment.objects.filter(pk=place.pk).update(starts_on=timezone.localdate() - timedelta(days=300))
    rolls.take(school, rolls.line(0, forename="Ada"), rolls.line(1))
    with acting_as(rolls.lists(school.area)):
        known = RollPupil.objects.get(team=school, forename="Ada")
        RollTie.objects.filter(pupil=known).update(place=place, person=child, state="DECIDED")
    roll = rolls.take(school, rolls.line(1))
    jobs.tell_of_school_leavers(roll.pk, roll.area_id)
    for who in (lead, coordinator):
        assert Notification.objects.filter(user=who.membership.user_id, words=school_leavers.WORDS).exists()
        page = words_of(signed_in(who).get(reverse("early_help:episode", args=[episode.reference])))
        assert f"{child.name} left Mizzen School on" in page
    stranger = make.actor("tier2_coordinator", of=make.team("Another"))
    assert not Notification.objects.filter(user=stranger.membership.user_id, words=school_leavers.WORDS).exists()
