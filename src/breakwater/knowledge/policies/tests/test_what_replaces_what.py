"""What a newer version replaced does not come back by itself, nor is a variation lost; shared facts follow the newest text alone."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from breakwater.knowledge.policies import finding
from breakwater.knowledge.policies.models import Question
from breakwater.knowledge.policies.operations import force, varying
from breakwater.partnership.organisations.access import acting_as

from .conftest import NURSE, TEXT

MARCH, JUNE, DECEMBER, JANUARY = date(2026, 3, 1), date(2026, 6, 1), date(2026, 12, 1), date(2027, 1, 1)


@pytest.fixture
def portsmouth(areas):
    return areas["portsmouth"]


@pytest.fixture
def says(chapter, portsmouth):
    """What Portsmouth has on a day: the version's number, and its own words."""

    def _says(day: date):
        found = finding.in_force(chapter, portsmouth, day)
        return found.version.number, [each["text"] for each in found.local.changes] if found.local else []

    return _says


@pytest.mark.parametrize(("keeps", "own"), [(True, [NURSE]), (False, [])], ids=["kept", "given up"])
def test_a_variation_recorded_for_later_does_not_bring_the_old_version_back(
    settle, in_force, vary, says, officer, chapter, portsmouth, now, keeps, own
):
    first = settle()
    in_force(first, "portsmouth", MARCH)
    vary(first.body[3]["anchor"], JANUARY)
    second = settle(TEXT.replace("the same day", "within the hour"), at=now + timedelta(hours=1))
    with pytest.raises(force.VariationWaits):
        in_force(second, "portsmouth", DECEMBER, at=now + timedelta(hours=2))
    with acting_as(officer):
        varying.answer(question=second.questions.get(), keeps=keeps, why="So it is", by=officer, at=now)
    in_force(second, "portsmouth", DECEMBER, at=now + timedelta(hours=3))
    assert says(DECEMBER) == ("1.1.0", [])
    assert says(JANUARY) == ("1.1.0", own)
    assert len(force.spans_of(chapter, portsmouth)) == (3 if keeps else 2)


def test_an_urgent_version_is_not_replaced_by_the_older_one_that_was_to_begin(settle, in_force, says, now):
    in_force(settle(), "portsmouth", MARCH)
    second = settle("Second", at=now + timedelta(hours=1))
    in_force(second, "portsmouth", JANUARY, at=now + timedelta(hours=2))
    third = settle("Third", at=now + timedelta(hours=3))
    in_force(third, "portsmouth", DECEMBER, at=now + timedelta(hours=4))
    assert [says(day)[0] for day in (JUNE, DECEMBER, JANUARY)] == ["1.0.0", "1.2.0", "1.2.0"]


def test_an_older_version_put_in_force_late_ends_where_the_newer_begins(settle, in_force, says, now):
    first, second = settle(), settle("Second", at=now + timedelta(hours=1))
    in_force(second, "portsmouth", JUNE, at=now + timedelta(hours=2))
    in_force(first, "portsmouth", MARCH, at=now + timedelta(hours=3))
    assert [says(day)[0] for day in (MARCH, JUNE)] == ["1.0.0", "1.1.0"]


def test_an_area_that_was_never_asked_is_asked_when_it_puts_a_version_in_force(
    settle, in_force, vary, says, signed_in, officer, now
):
    first = settle()
    in_force(first, "portsmouth", MARCH)
    anchor = first.body[3]["anchor"]
    vary(anchor, JUNE)
    vary(anchor, DECEMBER, at=now + timedelta(hours=1), mode="shared")
    second = settle("## Why\n\nOther.", at=now + timedelta(hours=2))
    assert not second.questions.exists()
    office = signed_in(officer)
    decided = {
        "body": "Executive",
        "decided_on-day": "20",
        "decided_on-month": "6",
        "decided_on-year": "2026",
        "decision": "9/26",
        "present": "5",
        "needed": "4",
    }
    office.post(f"/policies/versions/{second.public_id}/ratify/", decided)
    here = f"/policies/versions/{second.public_id}/force/"
    starts = {"starts_on-day": "1", "starts_on-month": "7", "starts_on-year": "2026"}
    asked = office.post(here, starts)
    question = Question.objects.get(version=second)
    assert asked.headers["Location"] == f"/policies/questions/{question.public_id}/"
    office.post(asked.headers["Location"], {"keeps": "accept", "why": "Ours is over"})
    assert office.post(here, starts).status_code == 302
    assert says(date(2026, 8, 1)) == ("1.1.0", [])
    assert says(JANUARY) == ("1.1.0", [])


def test_a_change_recorded_before_a_later_variation_goes_on_in_it(settle, in_force, vary, says, now):
    first = settle()
    in_force(first, "portsmouth", MARCH)
    vary(first.body[3]["anchor"], JANUARY)
    vary(first.body[1]["anchor"], JUNE, at=now + timedelta(hours=1), text="Ours.")
    assert says(JUNE) == ("1.0.0", ["Ours."])
    assert set(says(JANUARY)[1]) == {"Ours.", NURSE}
    vary(first.body[3]["anchor"], JUNE, at=now + timedelta(hours=2), text="Until then.")
    assert sorted(says(JUNE)[1]) == ["Ours.", "Until then."]
    assert set(says(JANUARY)[1]) == {"Ours.", NURSE}  # a later decision spoke of this paragraph itself


def test_a_question_is_asked_anew_when_the_variation_changes(settle, in_force, vary, officer, now):
    first = settle()
    in_force(first, "portsmouth", MARCH)
    anchor = first.body[3]["anchor"]
    vary(anchor, JUNE)
    second = settle("## Why\n\nOther.", at=now + timedelta(hours=1))
    with acting_as(officer):
        varying.answer(question=second.questions.get(), keeps=True, why="It holds", by=officer, at=now)
    made = vary(anchor, DECEMBER, at=now + timedelta(hours=2), text="Another nurse.")
    question = second.questions.get()
    assert (question.answer, question.local, question.why) == (Question.Answer.WAITING, made, "")


def test_an_answer_given_by_mistake_is_given_anew_until_the_version_is_in_force(
    settle, in_force, vary, officer, signed_in, now
):
    first = settle()
    in_force(first, "portsmouth", MARCH)
    vary(first.body[3]["anchor"], JUNE)
    second = settle("## Why\n\nOther.", at=now + timedelta(hours=1))
    question, office = second.questions.get(), signed_in(officer)
    here, page = f"/policies/questions/{question.public_id}/", f"/policies/{second.chapter.public_id}/"
    assert "Answer again" not in office.get(page).content.decode()
    office.post(here, {"keeps": "accept", "why": "A slip"})
    assert "Answer again" in office.get(page).content.decode()
    assert office.post(f"{here}regenerate/").headers["Location"] == here
    assert second.questions.get().answer == Question.Answer.WAITING
    (was,) = second.questions.get().answers_before()
    assert (was["said"], was["why"]) == ("Takes the shared text", "A slip")
    assert "because A slip" in office.get(here).content.decode()
    office.post(here, {"keeps": "keep", "why": "It holds"})
    in_force(second, "portsmouth", JANUARY, at=now + timedelta(hours=2))
    assert "in force by that answer" in office.post(f"{here}regenerate/", follow=True).content.decode()
    assert second.questions.get().answer == Question.Answer.KEPT
    with acting_as(officer), pytest.raises(IntegrityError), transaction.atomic():
        second.questions.update(answer=Question.Answer.WAITING, answered_at=None, answered_by=None)


def test_facts_that_areas_share_follow_the_first_area_to_take_the_newest_text(settle, in_force, chapter, officer, now):
    first = settle(review_by=date(2027, 1, 1))
    in_force(first, "portsmouth", MARCH)
    second = settle("Second", title="Bruises again", review_by=date(2029, 1, 1), at=now + timedelta(hours=1))
    in_force(first, "hampshire", MARCH, at=now + timedelta(hours=2))
    in_force(second, "portsmouth", DECEMBER, at=now + timedelta(hours=3))
    with acting_as(officer):
        force.review(chapter=chapter, version=second, review_by=date(2030, 1, 1), words="Read", by=officer, at=now)
        force.flag(chapter=chapter, why="The law has changed", by=officer, at=now)
    in_force(second, "hampshire", DECEMBER, at=now + timedelta(hours=4))
    in_force(first, "southampton", MARCH, at=now + timedelta(hours=5))
    chapter.refresh_from_db()
    assert (chapter.title, chapter.review_by) == ("Bruises again", date(2030, 1, 1))
    assert chapter.under_review == "The law has changed"
