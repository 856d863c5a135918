"""SG-09: a plan goes on when its child leaves school; it is marked for who leads and who co-ordinates until one of them has looked."""

from datetime import date, timedelta
from uuid import uuid4

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
from breakwater.practice.early_help.episodes.leavers import leavers_in
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


def test_sg_09_where_the_school_says_that_a_leaver_went_stands_where_it_is_asked_who_goes_on(
    left, signed_in, coordinator
):
    """The school had typed the college with its roll, and nobody who had to find the next lead professional could read it."""
    episode, lead, child = left
    with acting_as(make.intake()):
        Enrolment.objects.filter(person=child).update(gone_to="Horizon Sixth Form and College")
    for who in (lead, coordinator):
        browser = signed_in(who)
        for page in ("left_school", "episode", "plan"):
            said = words_of(browser.get(reverse(f"early_help:{page}", args=[episode.reference])))
            assert "Next school, as the school says: Horizon Sixth Form and College" in said, page


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


def test_sg_09_that_the_plan_was_saved_does_not_silence_it_until_somebody_says_who_goes_on(
    left, signed_in, coordinator
):
    episode, lead, child = left
    with acting_as(lead) as by:
        plans.save_plan(
            episode,
            plans.PlanFacts(contingency="Call the college", review_on=timezone.localdate() + timedelta(days=30)),
            revision=1,
            by=by,
            at=timezone.now(),
        )
    for who in (lead, coordinator):
        assert PANEL in words_of(signed_in(who).get(reverse("web:today")))
    browser, where = signed_in(lead), reverse("early_help:left_school", args=[episode.reference])
    plan = reverse("early_help:plan", args=[episode.reference])
    assert where in words_of(browser.get(plan))
    page = words_of(browser.get(where))
    assert f"{child.name} left Mizzen School on" in page
    assert "Write who goes on" in words_of(browser.post(where, {"words": " ", "idempotency": str(uuid4())}))
    sent = {"words": "Ms Sample of the college leads on", "idempotency": str(uuid4())}
    assert [browser.post(where, sent).status_code for _ in range(2)] == [302, 302]
    for who in (lead, coordinator):
        assert PANEL not in words_of(signed_in(who).get(reverse("web:today")))
    said = words_of(browser.get(plan))
    assert "Ms Sample of the college leads on" in said
    assert lead.membership.user.name in said
    assert where not in said
    assert browser.get(reverse("early_help:episode", args=[episode.reference])).status_code == 200


def test_sg_09_it_is_asked_after_three_months_too_while_nobody_has_said_it(left):
    episode, lead, child = left
    ago, today = timezone.now() - timedelta(days=200), timezone.localdate()
    with acting_as(make.intake()):
        Enrolment.objects.filter(person=child).update(ends_on=today - timedelta(days=120))
    with acting_as(lead):
        CaseWorker.objects.filter(case=episode.case).update(starts_at=ago)
        assert leavers_in(episode, [child.pk], today=today) == [], "help that began after it asks nothing"
        episode.opened_at = ago
        assert [one.is_settled for one in leavers_in(episode, [child.pk], today=today)] == [False]


def test_sg_09_once_another_leads_today_asks_no_more(left, signed_in):
    episode, lead, _ = left
    with acting_as(lead):
        CaseWorker.objects.filter(case=episode.case).update(starts_at=timezone.now())
    assert PANEL not in words_of(signed_in(lead).get(reverse("web:today")))


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
