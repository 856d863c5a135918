"""Several people write one assessment: each part has its hands, nobody's words are lost, and it is complete once."""

import csv
import io
from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.models import Answers, Clock, Task
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Relationship
from breakwater.practice.early_help.assessments import operations as assessments
from breakwater.practice.early_help.episodes.operations import agreements
from breakwater.practice.early_help.models import Assessment, Closing, Episode
from breakwater_dev.testing import factories as make

TODAY = timezone.localdate()


def words_of(answer) -> str:
    return answer.content.decode()


def of(name: str, episode, *more) -> str:
    return reverse(f"early_help:{name}", args=[episode.reference, *more])


@pytest.fixture
def agreed(opened, coordinator):
    episode = opened()
    with acting_as(coordinator) as by:
        agreements.record_agreement(
            episode,
            agreements.AgreementFacts(
                name="Mo Example",
                relation="mother",
                answer="AGREES",
                method="PHONE",
                given_on=TODAY,
                to_assessment=True,
            ),
            by=by,
            at=timezone.now(),
        )
    return episode


@pytest.fixture
def begun(agreed, coordinator):
    with acting_as(coordinator) as by:
        assessments.start_assessment(episode=agreed, by=by, at=timezone.now())
    return agreed


def boxes(browser, where) -> dict:
    """The hidden boxes of a page, as a browser sends them back."""
    page = words_of(browser.get(where))
    drawn = page.split('name="drawn" value="')[1].split('"')[0].replace("&#34;", '"').replace("&quot;", '"')
    return {"revision": page.split('name="revision" value="')[1].split('"')[0], "drawn": drawn}


def test_without_agreement_there_is_no_assessment(signed_in, coordinator, opened):
    episode = opened()
    answer = signed_in(coordinator).post(of("assessment", episode), follow=True)
    assert "Nobody in the family has agreed yet" in words_of(answer)
    with acting_as(coordinator):
        assert not Assessment.objects.exists()


def test_it_begins_with_a_part_for_each_child_and_a_clock_of_twenty_working_days(signed_in, coordinator, agreed):
    browser = signed_in(coordinator)
    page = words_of(browser.post(of("assessment", agreed), follow=True))
    assert "Ada Example" in page
    assert "Checks and analysis" in page
    with acting_as(coordinator):
        assert Clock.objects.running().filter(case=agreed.case, rule="early_help.assess").exists()
        # A draft belongs to the case and to nobody: whoever leaves the case leaves it (SG-09).
        assert not Answers.objects.filter(case=agreed.case, user__isnull=False).exists()


def says_harm(browser, episode, answer: str = "yes"):
    where = of("section", episode, "start")
    return browser.post(where, {"harm": answer, "save": "1", **boxes(browser, where)}, follow=True)


def test_harm_that_the_assessment_says_is_the_next_thing_until_the_front_door_has_heard(signed_in, coordinator, begun):
    browser = signed_in(coordinator)
    says_harm(browser, begun)
    heard = "Nobody there knows yet"
    assert heard in words_of(browser.get(of("episode", begun)))
    assert heard in words_of(browser.get("/today/"))
    for page in ("assessment", "assessment_whole"):
        assert "nobody there knows yet" in words_of(browser.get(of(page, begun)))
    refused = words_of(browser.post(of("assessment_whole", begun), follow=True))
    assert "step that up to the MASH first" in refused
    assert "Finish assessment" not in refused
    with acting_as(coordinator):
        assert Assessment.objects.get().completed_at is None
        assert Assessment.objects.whose_harm_nobody_told().count() == 1
    browser.post(of("step_up", begun), {"danger": "no", "reason": "A mark on her arm", "idempotency": uuid4()})
    page = words_of(browser.get(of("episode", begun)))
    assert heard not in page
    assert "Stepped up to the MASH" in page
    assert heard not in words_of(browser.get("/today/"))
    assert "The family was stepped up to the MASH" in words_of(browser.get(of("assessment", begun)))
    assert "Finish assessment" in words_of(browser.get(of("assessment_whole", begun)))


def test_nobody_silences_the_alarm_without_a_reason_that_others_read(signed_in, coordinator, begun):
    browser, alarm = signed_in(coordinator), "Nobody there knows yet"
    says_harm(browser, begun)
    where = of("section", begun, "start")
    kept = browser.post(of("keep", begun, "start"), {"harm": "no", "checked": "yes", **boxes(browser, where)})
    assert kept.status_code == 204
    with acting_as(coordinator):
        answers = Assessment.objects.get().answers
        assert (answers.values["harm"], answers.values["checked"]) == ("yes", "yes")
    asked = words_of(says_harm(browser, begun, "no"))
    assert "Why is no child at risk of significant harm after all?" in asked
    assert alarm in words_of(browser.get(of("episode", begun)))
    why = {"harm": "no", "save": "1", "why_no_harm": "Pressed in error: the health visitor saw no mark"}
    browser.post(where, why | boxes(browser, where))
    page = words_of(browser.get(of("episode", begun)))
    assert alarm not in page
    assert "Pressed in error" in page
    with acting_as(coordinator):
        task = Task.objects.open().get(title=assessments.NO_LONGER)
        # Whoever took it back is not the one who reads why.
        assert task.owner is None
        assert "the health visitor saw no mark" in task.detail


def test_every_page_inside_an_episode_says_whose_it_is(signed_in, coordinator, begun):
    browser = signed_in(coordinator)
    for page in (
        "agreement",
        "assessment",
        "assessment_whole",
        "plan",
        "lead",
        "family",
        "taf_new",
        "step_up",
        "close",
        "genogram",
    ):
        assert "Ada Example" in words_of(browser.get(of(page, begun))), page
    for section in ("start", "safety", "meaning"):
        assert "Ada Example" in words_of(browser.get(of("section", begun, section))), section


def test_sg_09_a_teacher_who_leads_begins_it_without_seeing_where_the_family_came_from(signed_in, agreed):
    teacher = make.actor("dsl")
    with acting_as(make.intake()) as by:
        cases.assign(case=agreed.case, membership=teacher.membership, capacity="LEAD", by=by, at=timezone.now())
    page = words_of(signed_in(teacher).post(of("assessment", agreed), follow=True))
    assert "Checks and analysis" in page


def test_two_people_write_in_one_section_and_both_texts_stay(signed_in, coordinator, team, begun):
    one, other = signed_in(coordinator), signed_in(make.actor("tier2_coordinator", of=team))
    where = of("section", begun, "story")
    mine, theirs = boxes(one, where), boxes(other, where)
    assert one.post(where, mine | {"change": "Calmer mornings"}).status_code == 302
    assert other.post(where, theirs | {"helped": "Nan, at weekends"}).status_code == 302
    page = words_of(one.get(where))
    assert "Calmer mornings" in page
    assert "Nan, at weekends" in page
    overview = words_of(one.get(of("assessment", begun)))
    assert overview.count(coordinator.membership.user.name) >= 1


def test_where_both_change_one_answer_both_texts_are_shown_and_nothing_is_lost(signed_in, coordinator, team, begun):
    one, other = signed_in(coordinator), signed_in(make.actor("tier2_coordinator", of=team))
    where = of("section", begun, "story")
    mine, theirs = boxes(one, where), boxes(other, where)
    one.post(where, mine | {"change": "Calmer mornings"})
    answer = other.post(where, theirs | {"change": "Less shouting"})
    assert answer.status_code == 409
    page = words_of(answer)
    assert "Someone else changed this meanwhile" in page
    assert "Calmer mornings" in page
    assert "Less shouting" in page
    again = {
        "revision": page.split('name="revision" value="')[1].split('"')[0],
        "drawn": page.split('name="drawn" value="')[1].split('"')[0].replace("&#34;", '"'),
    }
    assert other.post(where, again | {"change": "Calmer mornings, and less shouting"}).status_code == 302
    assert "Calmer mornings, and less shouting" in words_of(one.get(where))


def test_what_is_typed_keeps_itself_and_ones_own_earlier_text_is_no_conflict(signed_in, coordinator, begun):
    browser, where = signed_in(coordinator), of("section", begun, "story")
    sent = boxes(browser, where)
    first = browser.post(of("keep", begun, "story"), sent | {"change": "Calm"})
    assert first.status_code == 204
    # The answer of the first was lost on the way: the page still says what it was drawn from.
    assert browser.post(of("keep", begun, "story"), sent | {"change": "Calmer mornings"}).status_code == 204
    assert "Calmer mornings" in words_of(browser.get(where))


def test_a_page_that_keeps_itself_again_does_not_empty_what_another_wrote_meanwhile(
    signed_in, coordinator, team, begun
):
    one, other = signed_in(coordinator), signed_in(make.actor("tier2_coordinator", of=team))
    where, keep = of("section", begun, "story"), of("keep", begun, "story")
    open_still = boxes(one, where)
    assert other.post(where, boxes(other, where) | {"helped": "Nan, at weekends"}).status_code == 302
    typed = {"change": "Calm", "helped": ""}
    for change in ("Calm", "Calmer", "Calmer mornings"):
        kept = one.post(keep, open_still | typed | {"change": change})
        assert kept.status_code == 204
        open_still |= {"revision": kept.headers["X-revision"], "drawn": kept.headers["X-drawn"]}
    page = words_of(other.get(where))
    assert "Nan, at weekends" in page
    assert "Calmer mornings" in page
    # Who then writes in the same box is shown the other's text first.
    assert one.post(keep, open_still | {"change": "Calmer mornings", "helped": "Nobody"}).status_code == 409
    assert "Nan, at weekends" in words_of(other.get(where))


def test_a_childs_part_is_its_own_and_the_whole_reads_in_words(signed_in, coordinator, begun):
    browser = signed_in(coordinator)
    with acting_as(coordinator):
        child = begun.case.participants.get().person
    where = of("child_section", begun, child.public_id, "voice")
    assert browser.post(where, boxes(browser, where) | {"good_day": "When Dad reads to me"}).status_code == 302
    whole = words_of(browser.get(of("assessment_whole", begun)))
    assert "When Dad reads to me" in whole
    assert coordinator.membership.user.name in whole


def test_it_is_finished_once_everything_needed_is_said(signed_in, coordinator, begun, whole):
    browser = signed_in(coordinator)
    missing = browser.post(of("assessment_whole", begun))
    assert missing.status_code == 422
    assert "Still needed" in words_of(missing)
    with acting_as(coordinator):
        made = Assessment.objects.get()
    whole(made, coordinator)
    assert browser.post(of("assessment_whole", begun)).status_code == 302
    with acting_as(coordinator):
        assert Assessment.objects.get().completed_at
        assert not Clock.objects.running().filter(case=begun.case, rule="early_help.assess").exists()
    assert browser.post(of("section", begun, "story"), {"change": "Other"}).status_code == 302
    assert "Calmer mornings" in words_of(browser.get(of("assessment_whole", begun)))


def test_harm_is_said_at_once_and_leads_to_the_front_door(signed_in, coordinator, begun):
    browser, where = signed_in(coordinator), of("section", begun, "start")
    browser.post(where, boxes(browser, where) | {"harm": "yes", "save": "1"})
    assert "step it up to the MASH" in words_of(browser.get(where))


def test_whoever_only_reads_sees_no_answer_about_domestic_abuse(signed_in, coordinator, begun):
    browser, where = signed_in(coordinator), of("section", begun, "safety")
    browser.post(where, boxes(browser, where) | {"asked_safely": "yes", "abuse": "now", "abuse_note": "He has a key"})
    assert "He has a key" in words_of(browser.get(of("assessment_whole", begun)))
    screener = signed_in(make.actor("mash_screener"))
    assert "He has a key" not in words_of(screener.get(of("assessment_whole", begun)))


def test_sg_18_the_genogram_draws_whom_one_may_see_and_lists_the_same(signed_in, coordinator, begun):
    with acting_as(make.intake()) as by:
        child = begun.case.participants.get().person
        mother, stranger = make.person("Mo", "Example"), make.person("Hidden", "Example")
        for person, code in ((mother, "MTH"), (stranger, "FTH")):
            Relationship.objects.create(person=person, other=child, code=code)
        cases.add_participant(case=begun.case, person=mother, capacity="PARENT", by=by, at=timezone.now())
    page = words_of(signed_in(coordinator).get(of("genogram", begun)))
    assert "Mo Example is mother of Ada Example" in page
    assert "Hidden" not in page
    assert page.count("<circle") + page.count("<rect") + page.count('<path d="M') >= 2


def test_the_overview_asks_the_database_as_often_for_three_children_as_for_one(signed_in, coordinator, begun):
    browser, where = signed_in(coordinator), of("assessment", begun)

    def counted() -> int:
        browser.get(where)
        with CaptureQueriesContext(connection) as asked:
            browser.get(where)
        return len(asked)

    once = counted()
    with acting_as(make.intake()) as by:
        more = [make.person(name, "Example") for name in ("Bea", "Cy")]
        for child in more:
            cases.add_participant(case=begun.case, person=child, capacity="CHILD", by=by, at=timezone.now())
    with acting_as(coordinator) as by:
        for child in more:
            assessments.add_child(assessment=Assessment.objects.get(), person=child, by=by, at=timezone.now())
    assert counted() == once


def test_the_answers_go_into_a_table_as_they_were_given(led, signed_in):
    episode, lead = led()
    with acting_as(lead) as by:
        begun = assessments.start_assessment(episode=episode, by=by, at=timezone.now())
        assessments.save_section(
            begun.answers,
            assessments.SectionAsTyped(
                section="story", cleaned={"change": "=Calm"}, drawn=assessments.Drawn(begun.answers.revision, {})
            ),
            by=by,
            at=timezone.now(),
        )
    answer = signed_in(lead).get(f"/early-help/{episode.reference}/assessment-table/")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0] == ["About", "Form", "Version", "Part", "Question", "Answer"]
    (said,) = [line for line in lines if line[4] == "What would you like to change?"]
    assert said[3] == "Family’s views"
    assert said[5] == "'=Calm", "a spreadsheet runs nothing that someone typed"
    assert signed_in(make.actor("dsl", of=make.team())).get(answer.request["PATH_INFO"]).status_code == 404


def test_nothing_ends_while_it_says_harm_that_the_front_door_has_not_heard(signed_in, coordinator, begun, closes):
    browser = signed_in(coordinator)
    says_harm(browser, begun)
    assert "nobody there knows yet" in words_of(browser.get(of("close", begun)))
    there = {"moved_to": "Leeds", "onward": "TAKEN", "who_has_it": "Ann Vale, family hub", "receipt": "LD-77"}
    ends = there | {"code": "C7", "words": "They moved"}
    assert "It cannot end yet" in words_of(closes(browser, begun, **ends))
    with acting_as(coordinator):
        assert Assessment.objects.whose_harm_nobody_told().count() == 1
        assert not Closing.objects.exists()
    browser.post(of("step_up", begun), {"danger": "no", "reason": "A mark on her arm", "idempotency": uuid4()})
    assert "Do not close it before" in words_of(browser.get(of("close", begun)))


def test_what_was_brought_up_before_is_not_taken_for_this_harm(signed_in, coordinator, begun):
    browser = signed_in(coordinator)
    browser.post(of("step_up", begun), {"danger": "no", "reason": "No food in", "idempotency": uuid4()})
    assert "Did they hear of this harm already?" not in words_of(browser.get(of("step_up", begun)))
    says_harm(browser, begun)
    assert "before this was written" in words_of(browser.get(of("episode", begun)))
    assert "Do they know?" in words_of(browser.get("/today/"))
    assert "step that up to the MASH first" in words_of(browser.post(of("assessment_whole", begun), follow=True))
    assert "Did they hear of this harm already?" in words_of(browser.get(of("step_up", begun)))
    kept = words_of(browser.post(of("step_up", begun), {"told_before": "1"}, follow=True))
    assert "is said to have heard of the harm" in kept
    assert "Do they know?" not in words_of(browser.get("/today/"))
    assert "Finish assessment" in words_of(browser.get(of("assessment_whole", begun)))
    again = words_of(browser.post(of("step_up", begun), {"told_before": "1"}, follow=True))
    assert "Nothing was saved" in again


def test_short_answers_stand_in_a_row_and_what_yes_asks_beneath_it(signed_in, coordinator, begun):
    browser = signed_in(coordinator)
    assert words_of(browser.get(of("section", begun, "family"))).count("govuk-radios--inline") >= 2
    assert "govuk-radios__conditional" in words_of(browser.get(of("section", begun, "safety")))


def test_harm_waits_in_the_database_exactly_where_it_waits_in_a_page(coordinator, begun):
    now = timezone.now()
    moments = (None, now - timedelta(hours=1), now, now + timedelta(hours=1))
    with acting_as(coordinator):
        mine = Assessment.objects.filter(episode=begun)
        for said, up, told in product((None, now), moments, moments):
            mine.update(harm_said_at=said, harm_told_at=told)
            Episode.objects.filter(pk=begun.pk).update(stepped_up_at=up)
            waits = mine.select_related("episode").get().harm_waits()
            assert mine.whose_harm_nobody_told().exists() == waits, (said, up, told)
