"""A decision recorded wrongly is put right; nothing is in force before its decision; answers taken back stay as they were."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from breakwater.knowledge.policies import finding
from breakwater.knowledge.policies.models import Period, Question, Ratification
from breakwater.knowledge.policies.operations import force, ratifying, varying
from breakwater.partnership.organisations.access import acting_as

from .conftest import decision

MARCH, APRIL, JUNE = date(2026, 3, 1), date(2026, 4, 1), date(2026, 6, 1)


@pytest.fixture
def portsmouth(areas):
    return areas["portsmouth"]


@pytest.fixture
def wrong(settle, portsmouth, officer, now):
    """A decision of March that somebody recorded as one of June."""
    version = settle()
    with acting_as(officer):
        return ratifying.ratify(version=version, area=portsmouth, decision=decision(JUNE), by=officer, at=now)


def _right(wrong, officer, at, decided_on=MARCH):
    with acting_as(officer):
        return ratifying.correct(
            ratification=wrong, decision=decision(decided_on), why="The minutes say March", by=officer, at=at
        )


def test_a_mistaken_day_of_a_decision_is_put_right_and_no_longer_bars_the_true_first_day(
    wrong, portsmouth, chapter, officer, now
):
    version = wrong.version
    with acting_as(officer), pytest.raises(force.BeforeItsDecision):
        force.put_in_force(version=version, area=portsmouth, starts_on=APRIL, by=officer, at=now)
    right = _right(wrong, officer, now + timedelta(hours=1))
    with acting_as(officer):
        force.put_in_force(version=version, area=portsmouth, starts_on=APRIL, by=officer, at=now + timedelta(hours=2))
    assert finding.in_force(chapter, portsmouth, APRIL).version == version
    wrong.refresh_from_db()
    assert (wrong.decided_on, wrong.corrected_at, right.why) == (
        JUNE,
        now + timedelta(hours=1),
        "The minutes say March",
    )
    assert [each.taken for each in finding.settled(chapter)] == [1]


def _corrected_and_checked(held, now):
    with transaction.atomic():
        Ratification.objects.filter(pk=held.pk).update(corrected_at=now)
        connection.check_constraints()


def test_a_record_is_corrected_once_and_by_another_record(wrong, officer, now):
    _right(wrong, officer, now + timedelta(hours=1))
    with pytest.raises(ratifying.CorrectedAlready):
        _right(wrong, officer, now + timedelta(hours=2))
    held = Ratification.objects.holding().get()
    with pytest.raises(IntegrityError, match="by another record of it"):
        _corrected_and_checked(held, now)
    with pytest.raises(IntegrityError, match="recorded decision does not change"), transaction.atomic():
        Ratification.objects.filter(pk=wrong.pk).update(corrected_at=now)


def test_a_right_record_does_not_say_that_it_was_decided_after_it_was_in_force(
    settle, in_force, portsmouth, officer, now
):
    version = settle()
    in_force(version, "portsmouth", APRIL)
    held = version.ratifications.get()
    with pytest.raises(ratifying.InForceBefore):
        _right(held, officer, now + timedelta(hours=1), decided_on=JUNE)
    held.refresh_from_db()
    assert held.corrected_at is None
    with transaction.atomic():
        Ratification.objects.filter(pk=held.pk).update(corrected_at=now)
        facts = decision(JUNE).columns(area=portsmouth, by=officer, at=now)
        with pytest.raises(IntegrityError, match="before its decision"), transaction.atomic():
            Ratification.objects.create(version=version, **facts)


def test_the_database_lets_nothing_be_in_force_before_its_decision(
    settle, in_force, vary, portsmouth, chapter, officer, now
):
    version = settle()
    in_force(version, "portsmouth", MARCH)
    own = vary(version.body[3]["anchor"], JUNE)
    facts = {"chapter": chapter, "area": portsmouth, "version": version, "believed_from": now, "recorded_by": officer}
    Period.objects.believed().update(believed_to=now)
    for starts_on, local in ((date(2026, 2, 19), None), (date(2026, 2, 19), own)):
        with pytest.raises(IntegrityError, match="nothing is in force before its decision"), transaction.atomic():
            Period.objects.create(starts_on=starts_on, local=local, **facts)
    Period.objects.create(starts_on=date(2026, 2, 20), local=own, **facts)


def test_a_variation_is_not_in_force_before_it_was_decided(settle, in_force, portsmouth, chapter, officer, now):
    version = settle()
    in_force(version, "portsmouth", MARCH)
    with acting_as(officer), pytest.raises(force.BeforeItsDecision):
        varying.vary(
            chapter,
            portsmouth,
            varying.Variation(
                anchor=version.body[3]["anchor"],
                mode="hide",
                text="",
                why="Local",
                decision=decision(JUNE),
                starts_on=APRIL,
            ),
            by=officer,
            at=now,
        )
    assert finding.in_force(chapter, portsmouth, APRIL).local is None


@pytest.fixture
def taken_back(settle, in_force, vary, officer, now):
    """A question answered, taken back, and waiting again."""
    first = settle()
    in_force(first, "portsmouth", MARCH)
    vary(first.body[3]["anchor"], MARCH)
    question = settle("Second").questions.get()
    with acting_as(officer):
        varying.answer(question=question, keeps=True, why="It holds", by=officer, at=now)
        varying.ask_anew(question=question, by=officer, at=now + timedelta(hours=1))
    question.refresh_from_db()
    return question


@pytest.mark.parametrize("rewritten", [[], [{}], "one more"])
def test_an_answer_that_was_taken_back_is_not_rewritten(taken_back, rewritten):
    earlier = [*taken_back.earlier, *taken_back.earlier] if rewritten == "one more" else rewritten
    with pytest.raises(IntegrityError, match="taken back stays as it was"), transaction.atomic():
        Question.objects.filter(pk=taken_back.pk).update(earlier=earlier)


def test_an_answer_is_taken_back_as_it_was_given_or_not_at_all(taken_back, officer, now):
    with acting_as(officer):
        varying.answer(question=taken_back, keeps=False, why="It does not", by=officer, at=now + timedelta(hours=2))
    wrong = {"answer": "KEPT", "why": "It does", "local": taken_back.local_id, "by": officer.pk, "at": now.isoformat()}
    back = {"answer": "WAITING", "answered_at": None, "answered_by": None, "why": ""}
    for earlier in (taken_back.earlier, [*taken_back.earlier, wrong], []):
        with pytest.raises(IntegrityError, match="taken back stays as it was"), transaction.atomic():
            Question.objects.filter(pk=taken_back.pk).update(earlier=earlier, **back)
    with acting_as(officer):
        varying.ask_anew(question=taken_back, by=officer, at=now + timedelta(hours=3))
    taken_back.refresh_from_db()
    assert [each["answer"] for each in taken_back.earlier] == ["KEPT", "ACCEPTED"]


def test_an_officer_corrects_a_decision_on_its_page(signed_in, wrong, officer):
    browser, version = signed_in(officer), wrong.version
    page = f"/policies/versions/{version.public_id}/decision/"
    assert browser.get(f"/policies/versions/{version.public_id}/ratify/").headers["Location"] == page
    boxes = {
        "body": "Partnership executive",
        "decision": "9/26",
        "present": "5",
        "needed": "4",
        "why": "The minutes say March",
        "decided_on-day": "1",
        "decided_on-month": "3",
        "decided_on-year": "2026",
    }
    assert "Enter what was wrong" in browser.post(page, boxes | {"why": ""}).content.decode()
    assert browser.post(page, boxes).headers["Location"] == f"/policies/{version.chapter.public_id}/"
    assert "1 March 2026 (corrected)" in browser.get(f"/policies/{version.chapter.public_id}/").content.decode()
    again = browser.get(page).content.decode()
    assert "of 1 June 2026" in again
    assert "The minutes say March" in again
