"""Figures of early help: worked out once, suppressed, the same for everyone, and opening to their list (SG-22)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.danger import Danger
from breakwater.casework.models import Clock, Participant
from breakwater.foundation.dates.london_time import london_date, start_of
from breakwater.foundation.dates.working_days import add_working_days
from breakwater.foundation.figures.periods import month_of
from breakwater.partnership.kit.figures import first_month
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.early_help.advice import operations as advice
from breakwater.practice.early_help.closing import operations as closing
from breakwater.practice.early_help.episodes.operations import agreements, leads
from breakwater.practice.early_help.episodes.operations import step_up as moves
from breakwater.practice.early_help.figures.declared import EARLY_HELP
from breakwater.practice.early_help.measures import behind
from breakwater.practice.early_help.measures.definitions import MEASURES
from breakwater.practice.early_help.meetings import operations as meetings
from breakwater.practice.early_help.models import Figure
from breakwater.practice.early_help.pathway import REVIEW
from breakwater.practice.early_help.plans import operations as plans
from breakwater_dev.testing import factories as make


def words_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def manager(coordinator):
    return make.actor("early_help_manager", of=coordinator.membership.team)


def test_sg_22_a_few_families_are_not_shown_nor_is_what_they_follow_from(led, opened):
    led()
    opened()
    EARLY_HELP.work_out(area=make.area(), at=timezone.now())
    small = Figure.objects.filter(name="opened", line="", part="").latest("month")
    assert (small.value, small.hidden) == (None, "SMALL")
    assert not Figure.objects.filter(value__gt=0, value__lt=5).exists()


def test_what_is_counted_is_read_alike_by_all_and_opens_to_the_families(signed_in, manager, coordinator, opened):
    for _ in range(6):
        opened()
    now = timezone.now()
    EARLY_HELP.work_out(area=make.area(), at=now)
    period = month_of(london_date(now))
    published = EARLY_HELP.published(make.area(), period.months)
    assert published.amount(MEASURES["opened"], period.months).words == "6"
    page, families = reverse("early_help:figures"), reverse("early_help:figures_episodes")
    shown = words_of(signed_in(manager).get(page))
    assert "6 families began early help" in shown
    assert families in shown
    other = words_of(signed_in(make.actor("business_manager")).get(page))
    assert "6 families began early help" in other
    assert families not in other
    listed = words_of(signed_in(manager).get(families, {"period": period.code}))
    assert listed.count("/early-help/E-") == 6
    assert listed.count("Not due yet") == 12, (
        "each family's two duties that run: what the rates count is read in the same list"
    )
    for title in ("Lead professional accepted in 5 working days", "Families back within 6 months"):
        assert "Open these families" in shown.split(f'fig-card__title">{title}')[1].split("</li>")[0]
    elsewhere = make.actor("early_help_manager")
    assert signed_in(elsewhere).get(families, {"period": period.code}).status_code == 403
    assert (
        words_of(signed_in(manager).get(families)).count("/early-help/E-") == 6
    )  # without a period, the present month
    assert signed_in(manager).get(families, {"period": "never"}).status_code == 404
    assert signed_in(manager).post(reverse("early_help:figures_work_out"), {"period": period.code}).status_code == 302


def test_sg_22_a_manager_who_may_open_the_list_sees_the_number_that_is_too_small_to_show(
    signed_in, manager, coordinator, opened
):
    for _ in range(3):
        opened()
    EARLY_HELP.work_out(area=make.area(), at=timezone.now())
    page = words_of(signed_in(manager).get(reverse("early_help:figures")))
    card = page.split('fig-card__title">Families whose help was opened')[1].split("</li>")[0]
    assert 'fig-card__value">3</p>' in card
    assert "Published as: fewer than 5" in card
    other = words_of(signed_in(make.actor("business_manager")).get(reverse("early_help:figures")))
    assert 'fig-card__value--words">Fewer than 5</p>' in other
    assert "Open these families" not in other


def test_overdue_now_stands_beside_the_duty_and_opens_to_its_list(signed_in, manager, coordinator, opened):
    late = timezone.now() + timedelta(days=30)
    for _ in range(5):
        opened()
    EARLY_HELP.work_out(area=make.area(), at=late)
    shown = EARLY_HELP.published(make.area(), [london_date(late).replace(day=1)])
    overdue = MEASURES["now_overdue"]
    here = [london_date(late).replace(day=1)]
    assert [shown.amount(overdue, here, duty).words for duty in ("call_family", "find_lead")] == ["5", "5"]
    assert "?shown=late" in words_of(signed_in(manager).get(reverse("early_help:figures")))
    with acting_as(manager):
        assert behind.overdue_now(make.area(), late) == {"call_family": 5, "find_lead": 5}
    board = words_of(signed_in(manager).get(reverse("early_help:episodes"), {"shown": "late"}))
    assert "Overdue" in board


def test_endings_and_outcomes_of_goals_are_counted(signed_in, manager, coordinator, led):
    for _ in range(5):
        episode, lead = led()
        now = timezone.now()
        with acting_as(lead) as by:
            goal = plans.add_goal(
                episode,
                plans.GoalFacts(words="Calm mornings", said_by="Mother", outcomes=["1", "5"], scores={}),
                by=by,
                at=now,
            )
            plans.score_goal(
                goal, plans.Progress(scores={"LEAD": 7}, state="PARTLY", ended_words="Most days"), by=by, at=now
            )
            ending = closing.Ending(code="C2", words="Most days are calm")
            closing.end_episode(episode=episode, ending=ending, by=by, at=now)
    EARLY_HELP.work_out(area=make.area(), at=now)
    months = month_of(london_date(now)).months
    shown = EARLY_HELP.published(make.area(), months)
    assert shown.amount(MEASURES["ended"], months, "C2").words == "5"
    assert shown.amount(MEASURES["goal_end"], months, "PARTLY").words == "5"
    assert shown.rate(MEASURES["outcome"], months, "5").words == "5 of 5"
    page = words_of(signed_in(manager).get(reverse("early_help:figures")))
    assert "Families whose help ended" in page


def test_months_without_figures_say_so_and_a_post_without_leave_is_refused(signed_in, manager, coordinator):
    assert "not available yet" in words_of(signed_in(manager).get(reverse("early_help:figures")))
    assert signed_in(coordinator).get(reverse("early_help:figures")).status_code == 403
    assert first_month(timezone.now()) < london_date(timezone.now()) - timedelta(days=1000)


def test_a_family_that_agrees_no_more_is_no_duty_kept(signed_in, manager, coordinator, opened):
    now = timezone.now()
    for number in range(12):
        episode = opened()
        with acting_as(coordinator) as by:
            for answer in ("AGREES", "WITHDRAWN")[: 2 if number < 6 else 1]:
                agreements.record_agreement(
                    episode,
                    agreements.AgreementFacts(
                        name="Mo",
                        relation="Mother",
                        answer=answer,
                        method="PHONE",
                        given_on=london_date(now),
                        to_assessment=answer == "AGREES",
                        risk="None seen",
                    ),
                    by=by,
                    at=timezone.now(),
                )
    EARLY_HELP.work_out(area=make.area(), at=timezone.now())
    period = month_of(london_date(now))
    published = EARLY_HELP.published(make.area(), period.months)
    assert published.rate(MEASURES["call_family"], period.months).words == "100%"
    assert not published.rate(MEASURES["assess"], period.months).is_shown, "stopped by a no, it was not kept"
    listed = words_of(signed_in(manager).get(reverse("early_help:figures_episodes")))
    assert listed.count("Left off") == 12, "the meeting and the assessment of each of six"


def test_the_advice_behind_a_number_is_that_of_its_period_and_for_those_who_advise(signed_in, manager, coordinator):
    """The link led to the log of all time, and stood there for posts that the log turns away."""
    now, made = timezone.now(), {}
    last_month = month_of(london_date(now)).before
    for at in (now, start_of(last_month.first)):
        with acting_as(coordinator) as by:
            made[at] = advice.advise(
                None,
                advice.AdviceFacts(
                    asked_by="A deputy head",
                    themes=["LEVELS"],
                    question="Tier 2?",
                    advice="Talk",
                    next_step="START",
                    sure="SURE",
                ),
                by=by,
                at=at,
                key=uuid4(),
            ).reference
    EARLY_HELP.work_out(area=make.area(), at=now)
    browser, page, log = signed_in(manager), reverse("early_help:figures"), reverse("early_help:advice_log")
    wanted = f"{log}?period={last_month.code}"
    assert wanted in words_of(browser.get(page, {"period": last_month.code}))
    shown = words_of(browser.get(wanted))
    assert made[start_of(last_month.first)] in shown
    assert made[now] not in shown
    assert all(reference in words_of(browser.get(log)) for reference in made.values())
    sees_late = make.actor("mash_manager")
    assert signed_in(sees_late).get(log).status_code == 403
    late = words_of(signed_in(sees_late).get(page))
    assert reverse("early_help:figures_episodes") in late
    assert log not in late


def test_a_duty_is_left_off_by_what_stopped_it_and_not_by_where_the_case_is_now(opened, coordinator):
    def said(episode, answer: str) -> None:
        agreements.record_agreement(
            episode,
            agreements.AgreementFacts(
                name="Mo",
                relation="Mother",
                answer=answer,
                method="PHONE",
                given_on=london_date(timezone.now()),
                to_assessment=answer == "AGREES",
                risk="None seen",
            ),
            by=by,
            at=timezone.now(),
        )

    kept: list = []
    with acting_as(coordinator) as by:
        for number in range(18):
            episode = opened()
            kept.append(episode)
            said(episode, "AGREES")
            if number >= 12:  # met in time, and only then no longer agreed
                called = meetings.call_family_meeting(
                    episode, meetings.Invitation(kind="FIRST", starts_at=timezone.now()), by=by, at=timezone.now()
                )
                record = meetings.Minutes("We spoke", "", {}, next_on=add_working_days(london_date(timezone.now()), 9))
                meetings.record_family_meeting(called, record, by=by, at=timezone.now())
            said(episode, "WITHDRAWN")
            if number < 6:
                ending = closing.Ending(code="C3", words="They want no help", risk="None seen")
                closing.end_episode(episode=episode, ending=ending, by=by, at=timezone.now())
            elif number < 12:
                said(episode, "AGREES")
        became = behind.kept_by([episode.case_id for episode in kept], timezone.now())
    for number, episode in enumerate(kept):
        met = "In time" if number >= 12 else "Left off"
        rules = became[episode.case_id]
        assert (rules["early_help.assess"], rules["early_help.first_meeting"]) == ("Left off", met), number
    EARLY_HELP.work_out(area=make.area(), at=timezone.now())
    months = month_of(london_date(timezone.now())).months
    published = EARLY_HELP.published(make.area(), months)
    assert not published.rate(MEASURES["assess"], months).is_shown
    assert published.rate(MEASURES["first_meeting"], months).words == "6 of 6"


def test_offers_and_reviews_open_to_the_list_that_each_number_counts(signed_in, manager, coordinator, opened, led):
    """Step-ups, leads handed on, offers and reviews on time were numbers that opened to nothing."""
    now = timezone.now()
    for number in range(5):
        led()
        episode, _ = led()
        second = make.actor("dsl", of=make.team(of=make.organisation(kind="SCHOOL")))
        with acting_as(coordinator) as by:
            across = leads.invite_lead(
                episode, leads.LeadInvitation(lead=second.membership, words="Knows you", cause="SCHOOL"), by=by, at=now
            )
            moves.step_up(episode=episode, reason=f"Harm {number}", danger=Danger.NO, by=by, at=now)
        with acting_as(second) as by:
            handovers.accept(handover=across, by=by, at=now)
        opened_from = make.actor("social_worker", of=make.team())
        with acting_as(make.intake()) as intake:
            case = cases.open_case(
                kind="referral",
                area=make.area(),
                team=opened_from.membership.team,
                by=intake,
                at=now,
                people=[(make.person("Bo", "Example"), Participant.Capacity.CHILD)],
            )
        with acting_as(opened_from) as by:
            refused = handovers.offer([case], handovers.Offer(to="early_help", reason="Mornings"), by=by, at=now)
        with acting_as(coordinator) as by:
            handovers.decline(handover=refused, reason=f"Known at Tier 3 {number}", by=by, at=now)
    EARLY_HELP.work_out(area=make.area(), at=timezone.now())
    period, browser = month_of(london_date(now)), signed_in(manager)
    published, page = (
        EARLY_HELP.published(make.area(), period.months),
        words_of(browser.get(reverse("early_help:figures"))),
    )
    offers, reviews = reverse("early_help:figures_offers"), reverse("early_help:figures_reviews")
    for measure, counted in (("accepted", 15), ("sent_back", 5), ("step_across", 5), ("step_up", 5)):
        if not MEASURES[measure].is_rate:
            assert published.amount(MEASURES[measure], period.months).words == str(counted), measure
        link = f"{offers}?of={measure}&amp;period={period.code}"
        assert link in page, measure
        listed = words_of(browser.get(link.replace("&amp;", "&")))
        assert listed.count('href="/handovers/H-') == counted, measure
    assert "Known at Tier 3" in words_of(browser.get(f"{offers}?of=sent_back"))
    assert "The child changes school" in words_of(browser.get(f"{offers}?of=step_across"))
    assert f"{reviews}?period={period.code}" not in words_of(
        signed_in(make.actor("business_manager")).get(reverse("early_help:figures"))
    )
    assert browser.get(offers, {"of": "everything"}).status_code == 404
    elsewhere = signed_in(make.actor("early_help_manager"))
    assert elsewhere.get(offers, {"of": "accepted"}).status_code == 403


def test_the_list_of_reviews_holds_those_due_in_its_period_kept_or_late(signed_in, manager, coordinator, led):
    now = timezone.now()
    then, held = now - timedelta(days=46), now - timedelta(days=6)
    for number in range(6):
        episode, _ = led()
        with acting_as(coordinator) as by:
            plans.save_plan(
                episode, plans.PlanFacts(contingency="Call Nan", review_on=None), revision=0, by=by, at=then
            )
            due = Clock.objects.running().get(rule="early_help.review", case=episode.case).due_at
            if number < 4:
                clocks.stop(case=episode.case, rule=REVIEW, by=by, at=held)
    EARLY_HELP.work_out(area=make.area(), at=timezone.now())
    period, browser = month_of(london_date(due)), signed_in(manager)
    listed = words_of(browser.get(reverse("early_help:figures_reviews"), {"period": period.code}))
    assert (listed.count("In time"), listed.count("Late")) == (4, 2)
    assert (
        words_of(browser.get(reverse("early_help:figures_reviews"), {"period": period.before.before.code})).count(
            "In time"
        )
        == 0
    )


def test_a_list_of_three_asks_the_database_as_often_as_a_list_of_one(signed_in, manager, coordinator, led):
    def one_more() -> None:
        episode, _ = led()
        second = make.actor("dsl", of=make.team(of=make.organisation(kind="SCHOOL")))
        with acting_as(coordinator) as by:
            across = leads.invite_lead(
                episode,
                leads.LeadInvitation(lead=second.membership, words="Knows you", cause="SCHOOL"),
                by=by,
                at=timezone.now(),
            )
            then = timezone.now() - timedelta(days=42)
            plans.save_plan(
                episode, plans.PlanFacts(contingency="Call Nan", review_on=None), revision=0, by=by, at=then
            )
            clocks.stop(case=episode.case, rule=REVIEW, by=by, at=timezone.now() - timedelta(hours=1))
        with acting_as(second) as by:
            handovers.accept(handover=across, by=by, at=timezone.now())

    def counted(where: str) -> int:
        browser.get(where)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(where).status_code == 200
        return len(asked)

    browser = signed_in(manager)
    lists = [f"{reverse('early_help:figures_offers')}?of={of}" for of in behind.OF_OFFERS]
    lists.append(reverse("early_help:figures_reviews"))
    one_more()
    once = [counted(where) for where in lists]
    one_more()
    one_more()
    assert [counted(where) for where in lists] == once
