"""An assessment is finished whole: each child seen or a reason given, safeguarding checks, analysis, sign-off; then it keeps addenda."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers.models import Line
from breakwater.casework.models import Clock
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.definitions import Form, Kind
from breakwater.casework.recording.flow import visible_pages
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.early_help.assessments import operations as assessments
from breakwater.practice.early_help.assessments import page as assessment_page
from breakwater.practice.early_help.assessments.route import route_of
from breakwater.practice.early_help.episodes.ledger import episode_facts
from breakwater.practice.early_help.episodes.operations import episodes
from breakwater.practice.early_help.models import Addendum, Assessment
from breakwater_dev.testing import factories as make

MOST_QUESTIONS = 60


def words_of(answer) -> str:
    return answer.content.decode()


def of(name: str, episode, *more) -> str:
    return reverse(f"early_help:{name}", args=[episode.reference, *more])


@pytest.fixture
def begun(led):
    """`begun` is an assessment just begun, its episode and whoever leads."""
    episode, lead = led()
    with acting_as(lead) as by:
        made = assessments.start_assessment(episode=episode, by=by, at=timezone.now())
    return made, episode, lead


def still_needed(browser, episode) -> str:
    answer = browser.post(of("assessment_whole", episode))
    assert answer.status_code == 422
    return words_of(answer)


def clock_runs(episode, lead) -> bool:
    with acting_as(lead):
        return Clock.objects.running().filter(case=episode.case, rule="early_help.assess").exists()


def test_it_is_not_finished_while_a_child_was_not_seen_and_nobody_says_why(begun, signed_in, whole):
    made, episode, lead = begun
    whole(made, lead, voice={"seen": "no"})
    browser = signed_in(lead)
    assert "Ada Example: Why not, and when will they be?" in still_needed(browser, episode)
    assert clock_runs(episode, lead)
    whole(made, lead, voice={"seen": "no", "not_seen_why": "She is with her father until Friday"})
    assert browser.post(of("assessment_whole", episode)).status_code == 302
    assert not clock_runs(episode, lead)


def test_a_childs_words_and_each_safeguarding_check_are_there_or_a_reason_is(begun, signed_in, whole):
    made, episode, lead = begun
    whole(
        made,
        lead,
        voice={"heard": "later"},
        safety={"check_neglect": "later", "check_exploitation": None, "asked_safely": "no"},
    )
    page = still_needed(signed_in(lead), episode)
    for needed in (
        "Ada Example: Why not yet, and when will they be asked?",
        "Why was this not asked: are there signs of neglect?",
        "Are there signs of child exploitation",
        "Why not, and when will you ask?",
    ):
        assert needed in page, needed
    assert "alcohol" not in page.split("Still needed")[1].split("</ul>")[0]


def test_no_sign_off_no_finish(begun, signed_in, whole):
    made, episode, lead = begun
    whole(made, lead, sign_off={"signed": None, "coordinator_read": "no"})
    page = still_needed(signed_in(lead), episode)
    assert "The lead professional" in page
    assert "Why not, and who else has read it?" in page
    assert clock_runs(episode, lead)


def test_what_is_missing_of_a_child_leads_to_that_childs_section(begun, signed_in, whole):
    made, episode, lead = begun
    whole(made, lead, voice={"seen": None})
    with acting_as(lead):
        child = made.children.get().person
    assert of("child_section", episode, child.public_id, "voice") in still_needed(signed_in(lead), episode)


def test_harm_that_the_front_door_has_heard_of_makes_no_empty_assessment_whole(begun, signed_in):
    made, episode, lead = begun
    browser = signed_in(lead)
    browser.post(of("section", episode, "start"), {"harm": "yes", "save": "1"})
    browser.post(of("step_up", episode), {"danger": "no", "reason": "A mark on her arm", "idempotency": uuid4()})
    assert "Are there signs of neglect?" in still_needed(browser, episode)


def test_a_child_who_came_after_it_was_begun_has_a_part_before_it_is_finished(begun, signed_in, whole):
    made, episode, lead = begun
    whole(made, lead)
    with acting_as(make.intake()) as by:
        brother = make.person("Ben", "Example")
        cases.add_participant(case=episode.case, person=brother, capacity="CHILD", by=by, at=timezone.now())
        cases.assign(case=episode.case, membership=lead.membership, capacity="LEAD", by=by, at=timezone.now())
    browser = signed_in(lead)
    assert "Ben Example came after the assessment was started" in words_of(browser.get(of("assessment", episode)))
    assert "Ben Example: Was the child seen for this assessment?" in still_needed(browser, episode)
    with acting_as(lead):
        assert Assessment.objects.get().completed_at is None
    assert "came after" not in words_of(browser.get(of("assessment", episode)))


def test_continue_leads_through_the_route_in_use_and_ends_where_it_is_checked(begun, signed_in):
    made, episode, lead = begun
    browser = signed_in(lead)
    with acting_as(lead):
        child = made.children.get().person.public_id
    where, seen = of("section", episode, "start"), []
    while where != of("assessment_whole", episode):
        seen.append(where)
        typed = {"look": ["home"]} if where.endswith("/needs/") else {}
        where = browser.post(where, typed)["Location"]
    family = [of("section", episode, page) for page in ("start", "family", "agencies", "story")]
    after = [of("section", episode, page) for page in ("safety", "needs", "home", "meaning", "priorities", "sign_off")]
    assert seen == [*family, of("child_section", episode, child, "voice"), *after]


def count(form: Form) -> int:
    """The questions that someone who has answered nothing yet sees, the first row of each group among them."""
    asked = 0
    for page in visible_pages(form, {}):
        for question in page.questions:
            if question.when is None and question.is_answered_by_people:
                asked += len(question.questions) if question.kind is Kind.GROUP else 1
    return asked


def test_a_family_with_one_child_is_asked_sixty_questions_at_most_before_sections_are_chosen(begun):
    made, _, lead = begun
    with acting_as(lead):
        forms = [recording.definition_of(each.answers.version) for each in (made, made.children.get())]
    assert sum(count(form) for form in forms) <= MOST_QUESTIONS


def test_a_section_chosen_has_one_score(begun):
    made, _, lead = begun
    with acting_as(lead):
        children = assessment_page.children_of(made)
        made.answers.values |= {"look": ["parenting", "home"]}
        children[0].answers.values |= {"look": ["health", "learning", "safety"]}
        route = route_of(made, children)
        forms = {"": recording.definition_of(made.answers.version)}
        forms |= {one.person.public_id: recording.definition_of(one.answers.version) for one in children}
    chosen = [stop for stop in route if forms[stop.child].page(stop.page).when is not None]
    assert len(chosen) == 5
    for stop in chosen:
        page = forms[stop.child].page(stop.page)
        assert [one.key for one in page.questions if one.kind is Kind.NUMBER] == [f"{stop.page}_now"]


def test_a_finished_assessment_keeps_an_addendum_once_and_an_open_one_none(begun, signed_in, whole):
    made, episode, lead = begun
    browser, sent = signed_in(lead), {"words": "The school nurse saw her on Friday", "idempotency": uuid4()}
    assert "It is not finished yet" in words_of(browser.get(of("addendum", episode), follow=True))
    browser.post(of("addendum", episode), sent)
    with acting_as(lead):
        assert not Addendum.objects.exists()
    whole(made, lead)
    browser.post(of("assessment_whole", episode))
    assert "Add an addendum" in words_of(browser.get(of("assessment_whole", episode)))
    assert f'href="{of("addendum", episode)}">add what is new' in words_of(browser.get(of("assessment", episode)))
    for _ in range(2):
        browser.post(of("addendum", episode), sent)
    with acting_as(lead):
        assert Addendum.objects.count() == 1
    page = words_of(browser.get(of("assessment_whole", episode)))
    assert "The school nurse saw her on Friday" in page
    assert lead.membership.user.name in page
    table = browser.get(of("assessment_download", episode)).content.decode("utf-8-sig")
    assert "The school nurse saw her on Friday" in table


def test_a_finished_assessment_of_a_closed_episode_names_no_addendum_that_cannot_be_added(
    begun, signed_in, whole, coordinator
):
    made, episode, lead = begun
    whole(made, lead)
    signed_in(lead).post(of("assessment_whole", episode))
    with acting_as(coordinator) as by:
        episodes.close_episode(episode=episode, reason="Enough", by=by, at=timezone.now())
    browser = signed_in(coordinator)
    for page in (words_of(browser.get(of(name, episode))) for name in ("assessment", "assessment_whole")):
        assert "Finished on" in page
        assert "addendum" not in page


def test_what_a_worker_chose_or_excused_is_never_handed_on_as_the_childs_own_words(begun, whole):
    made, episode, lead = begun
    whole(made, lead, voice={"seen": "yes", "good_day": "When Dad reads", "heard": "yes", "says": "I want my own bed"})
    assert childs_words(episode, lead) == ["A good day: When Dad reads", "Also said: I want my own bed"]


def test_what_was_seen_of_a_baby_is_handed_on_as_what_a_worker_saw(begun, whole):
    made, episode, lead = begun
    whole(
        made,
        lead,
        voice={
            "seen": "no",
            "not_seen_why": "She was asleep",
            "heard": "young",
            "says": None,
            "seen_instead": "She reaches for Dad",
        },
    )
    assert childs_words(episode, lead) == ["What a worker saw, of a child too young to speak: She reaches for Dad"]


def childs_words(episode, lead) -> list[str]:
    with acting_as(lead):
        return [fact.words for fact in episode_facts([episode.case]) if fact.line == Line.CHILDS_WORDS]
