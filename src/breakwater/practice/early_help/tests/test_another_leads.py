"""Scenario I: a teacher who leads hands over. Actions go one by one, the family is told, and nothing is without an owner."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import CaseWorker
from breakwater.casework.handovers import actions, family
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Case, Clock, FamilyTold, Handover, LedgerEntry, Task
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Membership
from breakwater.partnership.people.records.operations import circumstances
from breakwater.practice.early_help.episodes.operations import agreements, leads
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.reading_age import HIGHEST, age_of_page

NEXT = {
    "cause": "LEAVING",
    "family_says": "AGREES",
    "words": "She knows him from the choir",
    "passes": "Mornings stay with me",
}


def words_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def across(led, coordinator):
    """`across()` returns an episode, who leads, who is asked to lead next, the offer, and the two open tasks of the first."""

    def ask():
        episode, first = led()
        second, now = make.actor("dsl", of=make.team("Next door", of=make.organisation(kind="SCHOOL"))), timezone.now()
        with acting_as(first) as by:
            todo = [
                tasks.make(
                    tasks.ToDo(title=title, owner=first.membership, due_at=now + timedelta(days=days)),
                    team=first.membership.team,
                    case=episode.case,
                    by=by,
                    at=now,
                )
                for title, days in (("Call the nurse", 5), ("Ask about the bus pass", 60))
            ]
            offer = leads.invite_lead(
                episode,
                leads.LeadInvitation(
                    lead=second.membership, words=NEXT["words"], cause=NEXT["cause"], family_says=NEXT["family_says"]
                ),
                by=by,
                at=now,
            )
        return episode, first, second, offer, todo

    return ask


def test_a_lead_asks_another_and_says_of_each_action_where_it_goes(signed_in, led, coordinator):
    episode, first = led()
    school = make.organisation("Next door", kind="SCHOOL")
    second = make.actor("dsl", of=make.team(of=school))
    with acting_as(first) as by:
        tasks.make(
            tasks.ToDo(title="Call the nurse", owner=by.membership, due_at=timezone.now() + timedelta(days=5)),
            team=by.membership.team,
            case=episode.case,
            by=by,
            at=timezone.now(),
        )
    browser = signed_in(first)
    where = f"{reverse('early_help:lead', args=[episode.reference])}?organisation={school.public_id}"
    assert "Choose what changes" in words_of(
        browser.post(where, {"lead": second.membership.public_id, "words": "You", "idempotency": uuid4()})
    )
    sent = {"lead": second.membership.public_id, "idempotency": uuid4(), **NEXT}
    page = words_of(browser.post(where, sent, follow=True))
    assert "Call the nurse" in page
    with acting_as(first):
        offer = Handover.objects.waiting().get(carried__case=episode.case)
        task = Task.objects.get(title="Call the nurse")
    said = reverse("casework:handover_actions", args=[offer.reference])
    assert "Choose where this goes" in words_of(browser.post(said, {}))
    answer = words_of(browser.post(said, {f"task-{task.pk}": "STAYS"}, follow=True))
    assert "finishes it" in answer
    assert "The lead professional leaves their role" in answer
    theirs = signed_in(second)
    assert words_of(theirs.get(said)).count("Only the giving side") == 1
    assert "Call the nurse" in words_of(theirs.get(reverse("casework:handover", args=[offer.reference])))


def test_whoever_accepts_speaks_of_what_the_giver_left_open(signed_in, across):
    episode, first, second, offer, (nurse, bus) = across()
    page = reverse("casework:accept", args=[offer.reference])
    browser = signed_in(second)
    assert "Choose where this goes" in words_of(browser.post(page, {"words": ""}))
    answer = {f"task-{nurse.pk}": "STAYS", f"task-{bus.pk}": "STAYS"}
    assert "Choose one of the answers shown" in words_of(browser.post(page, answer)), (
        "due after the first lead's last look"
    )
    assert browser.post(page, answer | {f"task-{bus.pk}": "ON"}).status_code == 302
    with acting_as(second):
        assert Task.objects.get(pk=bus.pk).owner_id == second.membership_id
        assert Task.objects.get(pk=nurse.pk).owner_id == first.membership_id
        assert leads.lead_of(episode.case).user_id == second.membership.user_id


def test_what_nobody_spoke_of_goes_to_the_team_that_answers(across, coordinator):
    episode, first, second, offer, todo = across()
    with acting_as(second) as by:
        handovers.accept(handover=offer, by=by, at=timezone.now())
    with acting_as(coordinator):
        found = Task.objects.open().filter(pk__in=[one.pk for one in todo])
        assert {(task.team, task.owner) for task in found} == {(coordinator.membership.team, None)}


def test_whoever_led_looks_for_four_weeks_and_does_no_more(signed_in, across):
    episode, first, second, offer, todo = across()
    with acting_as(second) as by:
        handovers.accept(handover=offer, by=by, at=timezone.now())
        post = CaseWorker.objects.get(case=episode.case, user=first.membership.user_id)
        assert post.sees_until == london_date(post.ends_at) + actions.LOOKS_ON
    browser, page = signed_in(first), reverse("early_help:episode", args=[episode.reference])
    assert browser.get(page).status_code == 200
    assert browser.get(reverse("early_help:agreement", args=[episode.reference])).status_code == 403
    with acting_as(make.intake()):
        CaseWorker.objects.filter(pk=post.pk).update(sees_until=timezone.localdate() - timedelta(days=1))
    assert browser.get(page).status_code == 404


def test_sg_27_who_is_asked_at_the_new_school_reads_first_who_must_not_be_told(signed_in, across):
    """They opened the offer or the pupil, and the warning stood on neither but as one line of sixteen."""
    episode, first, second, offer, todo = across()
    with acting_as(make.intake()) as by:
        LedgerEntry.objects.create(
            case=episode.case,
            line="not_to_tell",
            about="Fa Example",
            words="He must not learn where they live",
            source="MASH",
            known_at=timezone.now(),
            handover=offer,
            at=timezone.now(),
            by=by,
        )
        child = episode.case.participants.get(capacity="CHILD").person
        circumstances.enrol(person=child, team=second.membership.team, verified=True, by=by, at=timezone.now())
        third = make.actor("dsl", of=make.team("Third", of=make.organisation("Third School", "SCHOOL")))
        circumstances.enrol(person=child, team=third.membership.team, verified=True, by=by, at=timezone.now())
    warning = "Fa Example: He must not learn where they live"
    pupil = reverse("casework:person", args=[child.public_id])
    asked = signed_in(second)
    offered = words_of(asked.get(reverse("casework:handover", args=[offer.reference])))
    assert warning in offered.split("Offered by")[0]
    assert warning in words_of(asked.get(pupil)).split("Open now")[0]
    assert warning not in words_of(signed_in(third).get(pupil)), "whoever reads nothing of the case reads none of it"


def test_only_who_is_asked_accepts_and_a_colleague_may_decline_for_them(signed_in, across, coordinator):
    episode, first, second, offer, todo = across()
    colleague = make.actor("dsl", of=second.membership.team)
    browser = signed_in(colleague)
    sent = {f"task-{one.pk}": "ON" for one in todo}
    assert "Only the person who is asked to lead can accept" in words_of(
        browser.post(reverse("casework:accept", args=[offer.reference]), sent)
    )
    assert (
        browser.post(reverse("casework:decline", args=[offer.reference]), {"reason": "She is ill"}).status_code == 302
    )


def test_sg_02_a_no_leaves_the_lead_and_gives_the_co_ordinator_a_task_today(across, coordinator):
    episode, first, second, offer, todo = across()
    now = timezone.now()
    with acting_as(second) as by:
        handovers.decline(handover=offer, reason="No room", by=by, at=now)
    with acting_as(coordinator):
        assert leads.lead_of(episode.case).user_id == first.membership.user_id
        task = Task.objects.open().get(case=episode.case, title__startswith="Ask someone else")
        assert (task.owner_id, task.team_id) == (coordinator.membership_id, coordinator.membership.team_id)
        assert Clock.objects.running().filter(case=episode.case, rule="handovers.declined").exists()


def test_sg_09_when_the_lead_leaves_a_clock_runs_and_the_name_stays(led, coordinator):
    episode, lead = led()
    with acting_as(coordinator):
        assert not Clock.objects.running().filter(case=episode.case, rule="early_help.find_lead").exists()
    keeper, now = make.actor("business_manager"), timezone.now()
    Membership.objects.filter(pk=lead.membership_id).update(ends_on=london_date(now), revoked_at=now)
    lead.membership.refresh_from_db()
    with acting_as(keeper):
        handovers.give_back(membership=lead.membership, by=keeper, at=now)
    with acting_as(coordinator):
        assert Clock.objects.running().filter(case=episode.case, rule="early_help.find_lead").exists()
        assert leads.lead_of(episode.case).membership_id == lead.membership_id
        assert Task.objects.open().filter(case=episode.case, title__startswith="Find who leads next").exists()


@pytest.fixture
def parents(coordinator):
    """`parents(case)` puts a mother with a safe number and a father with an unsafe one into the case."""

    def bring(case: Case):
        now = timezone.now()
        with acting_as(make.intake()) as by:
            mother, father = make.person("Mo", "Example"), make.person("Fa", "Example")
            circumstances.add_contact(
                person=mother, kind="PHONE", value="01632 960111", safe_to_use="YES", by=by, at=now
            )
            circumstances.add_contact(
                person=father, kind="PHONE", value="01632 960222", safe_to_use="NO", by=by, at=now
            )
            for parent in (mother, father):
                cases.add_participant(case=case, person=parent, capacity="PARENT", by=by, at=now)
        return mother, father

    return bring


def test_sg_27_the_family_is_told_by_safe_ways_alone_and_the_task_is_done_once_each_parent_is_spoken_of(
    signed_in, across, parents
):
    episode, first, second, offer, todo = across()
    mother, father = parents(episode.case)
    page = reverse("casework:handover_family", args=[offer.reference])
    browser = signed_in(second)
    assert "Nothing has changed hands here yet" in words_of(signed_in(first).get(page))
    with acting_as(second) as by:
        handovers.accept(handover=offer, by=by, at=timezone.now())
        task = Task.objects.open().get(
            owner=second.membership_id, title="Tell the family who their new lead professional is"
        )
    shown = words_of(browser.get(page))
    assert "01632 960111" in shown
    assert "01632 960222" not in shown
    assert "No way is known to be safe" in shown
    today = timezone.localdate()
    on = {"told_on-day": today.day, "told_on-month": today.month, "told_on-year": today.year}
    told = {"who": mother.public_id, "how": "PHONE", "words": "Good", **on, "idempotency": uuid4()}
    for _ in range(2):
        assert browser.post(page, told).status_code == 302
    with acting_as(second):
        assert FamilyTold.objects.count() == 1
        assert Task.objects.get(pk=task.pk).done_at is None
    not_told = {"who": father.public_id, "how": "NOT_TOLD", **on, "idempotency": uuid4()}
    assert "Enter why they are not told" in words_of(browser.post(page, not_told))
    assert browser.post(page, not_told | {"words": "She fears him"}).status_code == 302
    with acting_as(second):
        assert Task.objects.get(pk=task.pk).done_at is not None
        assert [member.person.pk for member in family.members_of(offer)][:2] == [mother.pk, father.pk]


def test_the_letter_names_the_new_lead_and_nobody_else_of_the_family(signed_in, across, parents):
    episode, first, second, offer, todo = across()
    mother, father = parents(episode.case)
    with acting_as(second) as by:
        handovers.accept(handover=offer, by=by, at=timezone.now())
    page = reverse("casework:handover_letter", args=[offer.reference])
    letter = words_of(signed_in(second).get(page, {"to": mother.public_id}))
    body = letter[letter.index("Dear Mo Example") :]
    assert second.membership.user.name in body
    assert 0 < age_of_page(signed_in(second).get(page, {"to": mother.public_id})) <= HIGHEST
    for other in ("Fa Example", "Ada", "01632", NEXT["words"]):
        assert other not in body
    assert signed_in(second).get(page, {"to": "nobody"}).status_code == 404


def test_an_invitation_goes_along_when_the_case_moves_and_the_team_that_has_it_may_take_it_back(
    signed_in, led, coordinator
):
    episode, first = led()
    second, now = make.actor("dsl", of=make.team(of=make.organisation(kind="SCHOOL"))), timezone.now()
    sister = make.actor("tier2_coordinator", of=make.team("Tier 2 South", of=coordinator.membership.team.organisation))
    with acting_as(coordinator) as by:
        asked = leads.invite_lead(
            episode, leads.LeadInvitation(lead=second.membership, words="You know them"), by=by, at=now
        )
        whole = handovers.offer(
            [episode.case],
            handovers.Offer(to="whole_case", to_team=sister.membership.team, moves_cases=True, reason="They moved"),
            by=by,
            at=now,
        )
    with acting_as(sister) as by:
        handovers.accept(handover=whole, by=by, at=now)
        assert Handover.objects.get(pk=asked.pk).from_team_id == sister.membership.team_id
    browser = signed_in(sister)
    assert "Asked to lead: " in words_of(browser.get(reverse("early_help:episode", args=[episode.reference])))
    page = words_of(browser.get(reverse("casework:handover", args=[asked.reference])))
    assert "Withdraw this offer" in page
    with acting_as(second) as by:
        handovers.decline(handover=asked, reason="No room", by=by, at=now)
    with acting_as(sister):
        task = Task.objects.open().get(case=episode.case, title__startswith="Ask someone else to lead")
        assert task.team_id == sister.membership.team_id
        assert (
            Clock.objects.running()
            .filter(case=episode.case, rule="handovers.declined", team=sister.membership.team)
            .exists()
        )


def test_whoever_accepts_to_lead_is_not_told_that_their_team_is_responsible(signed_in, across, coordinator):
    _, _, second, offer, todo = across()
    browser, where = signed_in(second), reverse("casework:accept", args=[offer.reference])
    assert "You lead from the moment you accept. The case stays with Tier 2 help" in words_of(browser.get(where))
    said = {f"task-{task.pk}": "ON" for task in todo}
    done = words_of(browser.post(where, said, follow=True))
    assert "You lead from now on. The case stays with Tier 2 help" in done


def test_an_invitation_to_someone_who_leaves_goes_back_at_once(opened, coordinator, signed_in):
    episode = opened()
    now = timezone.now()
    asked = make.actor("dsl", of=make.team("School", of=make.organisation(kind="SCHOOL")))
    with acting_as(coordinator) as by:
        agreements.record_agreement(
            episode,
            agreements.AgreementFacts(
                name="Mo Example",
                relation="Mother",
                answer="AGREES",
                method="PHONE",
                given_on=timezone.localdate(),
                to_assessment=True,
            ),
            by=by,
            at=now,
        )
        offer = leads.invite_lead(
            episode, leads.LeadInvitation(lead=asked.membership, words="You know them"), by=by, at=now
        )
    keeper = make.actor("business_manager")
    Membership.objects.filter(pk=asked.membership_id).update(ends_on=london_date(now), revoked_at=now)
    asked.membership.refresh_from_db()
    with acting_as(keeper):
        handovers.give_back(membership=asked.membership, by=keeper, at=now)
    with acting_as(coordinator):
        assert Handover.objects.get(pk=offer.pk).status == "WITHDRAWN"
        assert [task.title for task in Task.objects.open().filter(case=episode.case)] == [
            "Ask someone else to lead: whoever was asked has left"
        ]
    page = words_of(signed_in(coordinator).get(reverse("early_help:episode", args=[episode.reference])))
    assert "is asked to lead" not in page
    assert "Ask someone to lead" in page
