"""Closing asks once: what is still open, who does not agree any more, who is told; the closed record says what was and who led."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers.models import LedgerEntry
from breakwater.casework.models import CaseWorker, Handover, Task
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.foundation.dates.working_days import is_working_day
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import people
from breakwater.practice.early_help.closing import operations as closing
from breakwater.practice.early_help.closing.moving import Onward
from breakwater.practice.early_help.closing.open_ends import mark_of, still_open
from breakwater.practice.early_help.episodes.agreed import agreements_of, latest, shared_with
from breakwater.practice.early_help.episodes.operations import agreements
from breakwater.practice.early_help.family_links.operations import copies as family
from breakwater.practice.early_help.models import Action, Agreement, Closing, Episode
from breakwater.practice.early_help.plans import operations as plans
from breakwater_dev.testing import factories as make

TODAY = timezone.localdate()


def words_of(answer) -> str:
    return answer.content.decode()


def of(name: str, episode, *more) -> str:
    return reverse(f"early_help:{name}", args=[episode.reference, *more])


def mark_on(page: str) -> str:
    return page.split('name="open_mark" value="')[1].split('"')[0]


THERE = {"moved_to": "Leeds", "onward": "TAKEN", "who_has_it": "Ann Vale, family hub", "receipt": "LD-77"}
MOVED = THERE | {"code": "C7", "words": "They moved", "informed": ["Nobody"]}


@pytest.fixture
def helped(led):
    """An episode that a teacher leads, with an action to do and a mother and father who agree."""
    episode, lead = led()
    with acting_as(make.intake()) as by:
        parents = [make.person(name, "Example") for name in ("Mo", "Fa")]
        for parent in parents:
            cases.add_participant(case=episode.case, person=parent, capacity="PARENT", by=by, at=timezone.now())
    with acting_as(lead) as by:
        for parent, relation in zip(parents, ("Mother", "Father"), strict=True):
            agreements.record_agreement(
                episode,
                agreements.AgreementFacts(
                    person=parent,
                    name=parent.name,
                    relation=relation,
                    answer="AGREES",
                    method="PHONE",
                    given_on=TODAY,
                    to_assessment=True,
                ),
                by=by,
                at=timezone.now(),
            )
        plans.add_action(
            episode,
            plans.ActionFacts(
                words="Ask the GP", owner_kind="FAMILY", owner_name="Mo Example", due_on=TODAY + timedelta(days=9)
            ),
            by=by,
            at=timezone.now(),
        )
    episode.mother, episode.father = parents
    return episode, lead


def writes(episode, lead) -> None:
    with acting_as(lead) as by:
        given = family.give_link(
            episode,
            family.LinkFacts(way="PAPER", reach="", is_safe=True, safe_words="Asked alone", may_know_place=True),
            person=episode.mother,
            by=by,
            at=timezone.now(),
            key=uuid4(),
        )
    family.write_part(door=given.link.door, words={"change": "Calm"}, revision=0, send=True, at=timezone.now())


def test_it_lists_what_is_open_and_closes_once_that_is_confirmed(helped, signed_in, coordinator):
    episode, lead = helped
    writes(episode, lead)
    browser = signed_in(coordinator)
    page = words_of(browser.get(of("close", episode)))
    for still in ("The family wrote, and nobody has answered", "Ask the GP: Mo Example"):
        assert still in page
    refused = words_of(browser.post(of("close", episode), MOVED | {"open_mark": mark_on(page)}))
    assert "Read what is still open above" in refused
    assert "Ann Vale, family hub" in refused
    closed = browser.post(of("close", episode), MOVED | {"open_mark": mark_on(page), "confirmed": ["yes"]}, follow=True)
    assert "The episode is closed" in words_of(closed)
    with acting_as(coordinator):
        assert any("Ask the GP" in words for words in Closing.objects.get().still_open)


def test_what_came_since_the_page_was_opened_is_shown_before_it_closes(helped, signed_in, coordinator):
    episode, lead = helped
    browser = signed_in(coordinator)
    mark = mark_on(words_of(browser.get(of("close", episode))))
    writes(episode, lead)
    page = words_of(browser.post(of("close", episode), MOVED | {"open_mark": mark, "confirmed": ["yes"]}))
    assert "The family wrote, and nobody has answered" in page
    assert "Ann Vale, family hub" in page
    with acting_as(coordinator) as by:
        assert not Closing.objects.exists()
        onward = Onward("TAKEN", "Ann Vale", "LD-77")
        ending = closing.Ending(code="C7", words="They moved", moved_to="Leeds", onward=onward, confirmed=mark)
        with pytest.raises(closing.StillOpen):
            closing.end_episode(episode=episode, ending=ending, by=by, at=timezone.now())


def test_an_episode_to_which_nobody_has_agreed_yet_ends_too(opened, signed_in, coordinator):
    answer = signed_in(coordinator).get(of("close", opened()))
    assert answer.status_code == 200
    assert "Who does not agree any more?" not in words_of(answer)


def test_that_someone_no_longer_agrees_is_recorded_on_that_person(helped, signed_in, coordinator):
    episode, lead = helped
    browser = signed_in(coordinator)
    page = words_of(browser.get(of("close", episode)))
    with acting_as(coordinator):
        his = next(one for one in latest(agreements_of(episode)) if one.person_id == episode.father.pk)
    sent = {
        "code": "C3",
        "words": "He wants no help",
        "risk": "School sees them daily",
        "informed": ["Fa Example"],
        "confirmed": ["yes"],
        "open_mark": mark_on(page),
    }
    assert "Choose who does not agree any more" in words_of(browser.post(of("close", episode), sent))
    assert browser.post(of("close", episode), sent | {"no_longer_agree": [his.pk]}).status_code == 302
    with acting_as(coordinator):
        said = {one.person_id: one.answer for one in latest(agreements_of(episode))}
        assert said[episode.father.pk] == Agreement.Answer.WITHDRAWN
        assert said[episode.mother.pk] == Agreement.Answer.AGREES
        assert Agreement.objects.get(person=episode.father, answer="WITHDRAWN").risk == "School sees them daily"


def test_the_closed_record_says_what_was_who_led_and_who_was_told(helped, signed_in, coordinator):
    episode, lead = helped
    browser = signed_in(coordinator)
    sent = MOVED | {"open_mark": mark_on(words_of(browser.get(of("close", episode)))), "confirmed": ["yes"]}
    browser.post(of("close", episode), sent | {"informed": ["Mo Example"]})
    page = words_of(browser.get(of("episode", episode)))
    who = f"{lead.membership.user.name}, {lead.membership.team.organisation.name}"
    ended = page.split("How it ended")[1]
    for said in ("The family moved to another area", who, "They moved", "Ask the GP", "Mo Example"):
        assert said in ended, said
    assert f"{who}, until it ended" in page
    step = page.split("Lead professional")[1].split("what would help")[0]
    assert who in step
    assert "Not done" not in step


def test_an_answer_kept_under_a_name_is_the_word_of_the_one_person_so_named(led, coordinator):
    episode, _ = led()
    with acting_as(make.intake()) as by:
        mother = make.person("Mo", "Example")
        cases.add_participant(case=episode.case, person=mother, capacity="PARENT", by=by, at=timezone.now())
    with acting_as(coordinator) as by:
        agreements.record_agreement(
            episode,
            agreements.AgreementFacts(
                person=mother,
                name=mother.name,
                relation="Mother",
                answer="WITHDRAWN",
                method="PHONE",
                given_on=TODAY,
                risk="None seen",
            ),
            by=by,
            at=timezone.now(),
        )
        (only,) = latest(agreements_of(episode))
        assert only.answer == Agreement.Answer.WITHDRAWN
        assert not agreements.has_agreement(episode)


def test_tasks_of_workers_are_listed_beside_an_action_that_is_the_familys(helped, coordinator):
    """An action of the family has no task of its own, and must not hide the tasks of others."""
    episode, lead = helped
    with acting_as(coordinator) as by:
        tasks.make(
            tasks.ToDo(title="Tell the family who leads", due_at=timezone.now() + timedelta(days=2)),
            team=episode.case.responsible_team,
            case=episode.case,
            by=by,
            at=timezone.now(),
        )
        ends = [(end.kind, end.words) for end in still_open(episode, timezone.now())]
    assert ("action", "Ask the GP: Mo Example") in [(kind, words.split(",")[0]) for kind, words in ends]
    assert any(kind == "task" and "Tell the family who leads" in words for kind, words in ends)


def test_no_task_stays_open_by_itself_each_ends_or_goes_on_with_someone_as_is_chosen(helped, signed_in, coordinator):
    episode, lead = helped
    team = episode.case.responsible_team
    due = timezone.now() + timedelta(days=2)
    with acting_as(coordinator) as by:
        ended, hers, theirs = (
            tasks.make(
                tasks.ToDo(title=title, owner=owner, due_at=due), team=of, case=episode.case, by=by, at=timezone.now()
            )
            for title, of, owner in (
                ("Tell the family who leads", team, None),
                ("Write to the landlord", team, coordinator.membership),
                ("Ask the club", lead.membership.team, lead.membership),
            )
        )
        plans.add_action(
            episode,
            plans.ActionFacts(
                words="Call the nurse",
                owner_kind="PROFESSIONAL",
                owner_name="Wanda",
                membership=coordinator.membership,
                due_on=TODAY + timedelta(days=9),
            ),
            by=by,
            at=timezone.now(),
        )
        action = Action.objects.select_related("task").get(words="Call the nurse")
    browser = signed_in(coordinator)
    page = words_of(browser.get(of("close", episode)))
    sent = MOVED | {"open_mark": mark_on(page), "confirmed": ["yes"]}
    refused = words_of(browser.post(of("close", episode), sent))
    for title in ("Tell the family who leads", "Write to the landlord", "Ask the club", "Call the nurse"):
        assert f"Choose what becomes of the task: {title}" in refused
    chosen = {ended: "ENDS", hers: "OWNER", theirs: "OWNER", action.task: "ENDS"}
    said = {f"t{task.public_id}": way for task, way in chosen.items()}
    refused = words_of(browser.post(of("close", episode), sent | said))
    assert "Choose one of the answers shown" in refused  # whoever leads elsewhere reads the record no more
    closed = browser.post(of("close", episode), sent | said | {f"t{theirs.public_id}": "TEAM"}, follow=True)
    assert "The episode is closed" in words_of(closed)
    with acting_as(coordinator):
        still = {task.title: (task.team, task.owner) for task in Task.objects.open().filter(case=episode.case)}
        assert still == {"Write to the landlord": (team, coordinator.membership), "Ask the club": (team, None)}
        action.refresh_from_db()
        assert action.status == "STOPPED"


def test_sg_01_help_does_not_end_unasked_over_what_was_brought_to_the_front_door(helped, signed_in, coordinator):
    episode, lead = helped
    with acting_as(coordinator):
        assert Episode.objects.filter(pk=episode.pk).update(stepped_up_at=timezone.now())
    browser = signed_in(coordinator)
    page = words_of(browser.get(of("close", episode)))
    assert "Stepped up to the MASH, which may not have decided yet" in page
    refused = words_of(browser.post(of("close", episode), MOVED | {"open_mark": mark_on(page)}))
    assert "Read what is still open above" in refused


def test_whether_it_lasted_is_asked_on_a_working_day(helped, coordinator):
    episode, lead = helped
    days = (TODAY + timedelta(days=ahead) for ahead in range(1, 8))
    day = next(day for day in days if (day + closing.SIX_MONTHS).weekday() == 6)  # six months later is a Sunday
    closed_at = moment(day, time(12))
    with acting_as(coordinator) as by:
        ending = closing.Ending(code="C2", words="Enough", confirmed=mark_of(still_open(episode, closed_at)))
        made = closing.end_episode(episode=episode, ending=ending, by=by, at=closed_at)
        asked = Task.objects.get(case=episode.case, title__startswith="Six months on")
    assert is_working_day(made.look_back_on)
    assert timedelta() < made.look_back_on - (day + closing.SIX_MONTHS) < timedelta(days=5)
    assert london_date(asked.due_at) == made.look_back_on


def test_an_agency_that_both_parents_named_is_named_once(helped):
    episode, lead = helped
    with acting_as(lead) as by:
        for parent in (episode.mother, episode.father):
            agreements.record_agreement(
                episode,
                agreements.AgreementFacts(
                    person=parent,
                    name=parent.name,
                    relation="Parent",
                    answer="AGREES",
                    method="PHONE",
                    responsibility="HOLDS",
                    given_on=TODAY,
                    to_sharing=True,
                    shared_with="Harbour School",
                ),
                by=by,
                at=timezone.now(),
            )
        assert shared_with(episode) == ["Harbour School"]


def test_sg_27_before_anyone_is_told_that_it_ends_it_says_with_whom_to_take_care(helped, signed_in, coordinator):
    episode, lead = helped
    with acting_as(coordinator) as by:
        people.take_care(person=episode.father, words="Call her sister first", by=by, at=timezone.now())
        LedgerEntry.objects.create(
            case=episode.case,
            line="not_to_tell",
            about="Fa Example",
            words="He must not learn where they live",
            source="MASH",
            known_at=timezone.now(),
            handover=Handover.objects.get(opened_case=episode.case),
            at=timezone.now(),
            by=by,
        )
    page = words_of(signed_in(coordinator).get(of("close", episode)))
    told = page.split("Who is told that it ends?")[1]
    assert "Take care with contact: Call her sister first" in told
    assert "Take care with contact" not in told.split("Fa Example")[0]
    assert "He must not learn where they live" in page.split("Before you call or visit")[1].split("<form")[0]


def test_a_lead_who_closes_ends_the_posts_of_all_even_where_their_own_comes_first(led, coordinator):
    episode, lead = led()
    with acting_as(coordinator):
        others = CaseWorker.objects.filter(case=episode.case).exclude(user=lead.membership.user)
        assert others.update(starts_at=F("starts_at")), "written anew, the other posts come after the lead's"
    with connection.cursor() as cursor:  # so that rows come as they lie
        cursor.execute("set local enable_indexscan = off; set local enable_bitmapscan = off")
    with acting_as(lead) as by:
        closing.end_episode(episode=episode, ending=closing.Ending(code="C2", words="Calm"), by=by, at=timezone.now())
    with acting_as(coordinator):
        assert not CaseWorker.objects.filter(case=episode.case, ends_at=None).exists()
