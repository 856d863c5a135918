"""What is in force where, and what was believed: decided by quorum, never overlapping, never written over."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from breakwater.knowledge.policies import blocks, finding
from breakwater.knowledge.policies.models import Comment, Period, Question, Ratification, Version
from breakwater.knowledge.policies.operations import consulting, drafting, force, ratifying, varying
from breakwater.partnership.organisations.access import acting_as

from .conftest import decision, facts_of

MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)


@pytest.fixture
def portsmouth(areas):
    return areas["portsmouth"]


def _refused(sql: str, *values):
    with pytest.raises(Exception) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return str(refused.value)


def test_one_area_moves_on_and_another_keeps_what_it_has(settle, in_force, areas, chapter):
    first = settle()
    for slug in areas:
        in_force(first, slug, MARCH)
    second = settle("## Why\n\nBabies rarely bruise.")
    in_force(second, "portsmouth", JUNE)
    found = {slug: finding.in_force(chapter, area, date(2026, 7, 1)).version.number for slug, area in areas.items()}
    assert found == {"portsmouth": "1.1.0", "hampshire": "1.0.0", "southampton": "1.0.0", "isle-of-wight": "1.0.0"}
    assert finding.in_force(chapter, areas["portsmouth"], date(2026, 5, 31)).version == first
    assert finding.in_force(chapter, areas["portsmouth"], date(2026, 2, 28)) is None


def test_a_correction_leaves_what_was_believed_before(settle, in_force, portsmouth, chapter, officer, now):
    first, later = settle(), now + timedelta(days=5)
    in_force(first, "portsmouth", MARCH)
    second = settle("## Why\n\nBabies rarely bruise.")
    in_force(second, "portsmouth", JUNE)
    with acting_as(officer):
        span = force.spans_of(chapter, portsmouth)[1]
        force.correct(
            chapter=chapter,
            area=portsmouth,
            span=span,
            starts_on=date(2026, 5, 1),
            why="The minutes say May",
            by=officer,
            at=later,
        )
    day = date(2026, 5, 15)
    assert finding.in_force(chapter, portsmouth, day).version == second
    assert finding.in_force(chapter, portsmouth, day, known_at=now).version == first
    assert finding.in_force(chapter, portsmouth, day, known_at=now - timedelta(days=1)) is None


def test_what_a_slip_of_the_year_took_away_is_in_force_again_once_it_is_corrected(
    settle, in_force, portsmouth, chapter, officer, now
):
    first = settle(at=now - timedelta(days=1))
    in_force(first, "portsmouth", MARCH)
    in_force(settle("## Why\n\nBabies rarely bruise."), "portsmouth", date(2020, 6, 1), at=now + timedelta(days=1))
    assert finding.in_force(chapter, portsmouth, date(2026, 5, 1)).version.number == "1.1.0"
    with acting_as(officer):
        span = force.spans_of(chapter, portsmouth)[0]
        force.correct(
            chapter=chapter,
            area=portsmouth,
            span=span,
            starts_on=JUNE,
            why="A slip",
            by=officer,
            at=now + timedelta(days=2),
        )
    assert finding.in_force(chapter, portsmouth, date(2021, 1, 1)) is None
    assert finding.in_force(chapter, portsmouth, date(2026, 5, 1)).version == first
    assert finding.in_force(chapter, portsmouth, JUNE).version.number == "1.1.0"


def test_a_slip_of_the_year_between_older_versions_gives_each_of_them_back(
    settle, in_force, portsmouth, chapter, officer, now
):
    oldest = settle(at=now - timedelta(days=2))
    in_force(oldest, "portsmouth", date(2019, 1, 1), at=now)
    second = settle("## Why\n\nBabies rarely bruise.", at=now - timedelta(days=1))
    in_force(second, "portsmouth", MARCH, at=now + timedelta(days=1))
    third = settle("## Why\n\nBabies do not bruise by themselves.")
    in_force(third, "portsmouth", date(2020, 6, 1), at=now + timedelta(days=2))
    with acting_as(officer):
        span = force.spans_of(chapter, portsmouth)[1]
        force.correct(
            chapter=chapter,
            area=portsmouth,
            span=span,
            starts_on=JUNE,
            why="A slip",
            by=officer,
            at=now + timedelta(days=3),
        )
    days = (date(2021, 1, 1), date(2026, 2, 28), MARCH, date(2026, 5, 31), JUNE)
    held = [finding.in_force(chapter, portsmouth, day).version for day in days]
    assert held == [oldest, oldest, second, second, third]


def test_without_a_quorum_nothing_was_decided(settle, portsmouth, officer, now):
    version = settle()
    with pytest.raises(ratifying.NotQuorate):
        ratifying.Decision("Executive", date(2026, 10, 1), "1", 3, 4)
    with acting_as(officer), pytest.raises(ratifying.NotDecidedYet):
        ratifying.ratify(version=version, area=portsmouth, decision=decision(date(2026, 12, 24)), by=officer, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ratification.objects.create(
            version=version,
            area=portsmouth,
            body="X",
            decided_on=MARCH,
            decision="1",
            present=3,
            needed=4,
            recorded_at=now,
            recorded_by=officer,
        )


def test_what_is_not_ratified_does_not_come_into_force(settle, portsmouth, officer, chapter, now):
    version = settle()
    with acting_as(officer), pytest.raises(force.NotRatified):
        force.put_in_force(version=version, area=portsmouth, starts_on=MARCH, by=officer, at=now)
    with pytest.raises(IntegrityError, match="has not ratified"), transaction.atomic():
        Period.objects.create(
            chapter=chapter, area=portsmouth, version=version, starts_on=MARCH, believed_from=now, recorded_by=officer
        )


def test_the_database_refuses_two_at_once_and_a_changed_belief(settle, in_force, portsmouth, chapter, officer, now):
    version = settle()
    in_force(version, "portsmouth", MARCH)
    with pytest.raises(IntegrityError, match="one_version_in_force_at_a_time"), transaction.atomic():
        Period.objects.create(
            chapter=chapter, area=portsmouth, version=version, starts_on=JUNE, believed_from=now, recorded_by=officer
        )
    assert "permission denied" in _refused("update policies_period set starts_on = starts_on - 1")
    assert "permission denied" in _refused("delete from policies_period")
    Period.objects.update(believed_to=now)
    assert "what was believed does not change" in _refused("update policies_period set believed_to = null")


def test_a_settled_text_never_changes(settle, officer, now):
    version = settle()
    with acting_as(officer), pytest.raises(drafting.NotOpen):
        drafting.write(version=version, facts=facts_of(), text="Other", revision=1, by=officer, at=now)
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(body=[])
    assert "permission denied" in _refused("delete from policies_version")


def test_a_paragraph_keeps_its_anchor_when_it_is_reworded(settle):
    first = settle()
    second = settle(
        "## Why\n\nBabies who do not move seldom bruise.\n\nA new one.\n\n## What to do\n\nCall {front door} the same day."
    )
    before = {each["text"]: each["anchor"] for each in first.body}
    after = {each["text"]: each["anchor"] for each in second.body}
    assert after["Babies who do not move seldom bruise."] == before["Babies who do not move rarely bruise."]
    assert after["Why"] == before["Why"]
    assert after["A new one."] not in before.values()


def test_a_variation_waits_for_its_area_when_the_shared_text_moves(settle, in_force, portsmouth, officer, chapter, now):
    first = settle()
    in_force(first, "portsmouth", MARCH)
    in_force(first, "hampshire", MARCH)
    anchor = first.body[3]["anchor"]
    with acting_as(officer):
        varying.vary(
            chapter,
            portsmouth,
            varying.Variation(
                anchor=anchor,
                mode="replace",
                text="Call the duty nurse.",
                why="Local agreement",
                decision=decision(),
                starts_on=MARCH,
            ),
            by=officer,
            at=now,
        )
    second = settle("## Why\n\nBabies rarely bruise.\n\n## What to do\n\nCall {front door} within the hour.")
    in_force(second, "hampshire", JUNE)
    with pytest.raises(force.VariationWaits):
        in_force(second, "portsmouth", JUNE)
    question = second.questions.get()
    assert question.area == portsmouth
    with acting_as(officer):
        varying.answer(question=question, keeps=True, why="It still holds", by=officer, at=now)
        ratifying.ratify(version=second, area=portsmouth, decision=decision(), by=officer, at=now)
        force.put_in_force(version=second, area=portsmouth, starts_on=JUNE, by=officer, at=now)
    kept = finding.in_force(chapter, portsmouth, JUNE)
    assert (kept.version, kept.local.changes[0]["text"]) == (second, "Call the duty nurse.")


def test_a_withdrawn_chapter_says_so_and_may_come_back(settle, in_force, portsmouth, officer, chapter, now):
    in_force(settle(), "portsmouth", MARCH)
    with acting_as(officer):
        force.withdraw(chapter=chapter, area=portsmouth, ends_on=JUNE, why="Merged with 2.2", by=officer, at=now)
    assert finding.in_force(chapter, portsmouth, JUNE) is None
    assert finding.withdrawn(chapter, portsmouth, JUNE).why == "Merged with 2.2"
    in_force(settle("Back again"), "portsmouth", date(2026, 9, 1))
    assert finding.in_force(chapter, portsmouth, date(2026, 8, 31)) is None
    assert finding.in_force(chapter, portsmouth, date(2026, 9, 1)).version.number == "1.1.0"


def test_what_was_answered_stays_as_it_was_answered(settle, in_force, vary, chapter, officer, now):
    first = settle()
    in_force(first, "portsmouth", MARCH)
    vary(first.body[3]["anchor"], MARCH)
    question = settle("Second").questions.get()
    with acting_as(officer):
        varying.answer(question=question, keeps=True, why="It holds", by=officer, at=now)
        draft = drafting.begin(chapter=chapter, by=officer, at=now)
        asked = consulting.open_to(version=draft, about="Clear?", closes_on=date(2026, 12, 24), by=officer, at=now)
        said = consulting.comment(
            consultation=asked,
            organisation=officer.membership.team.organisation,
            words="Yes",
            key=uuid4(),
            by=officer,
            at=now,
        )
        consulting.answer(comment=said, what="ACCEPTED", reason="Thank you", by=officer, at=now)
    with pytest.raises(IntegrityError, match="answered question does not change"), transaction.atomic():
        Question.objects.update(answer="ACCEPTED")
    with pytest.raises(IntegrityError, match="answered comment does not change"), transaction.atomic():
        Comment.objects.update(reason="No")


def test_a_new_paragraph_takes_no_anchor_that_another_has(monkeypatch):
    given = iter(["paaaaa", "paaaaa", "pbbbbb", "pbbbbb", "pccccc"])
    monkeypatch.setattr(blocks, "new_anchor", lambda: next(given))
    before = blocks.carried([("p", "One")], [])
    after = blocks.carried([("p", "One"), ("p", "Wholly other"), ("h2", "Third")], before)
    assert [each["anchor"] for each in after] == ["paaaaa", "pbbbbb", "pccccc"]


def test_texts_that_cannot_be_alike_are_not_compared_letter_by_letter(monkeypatch):
    compared = []

    class Counted(blocks.SequenceMatcher):
        def ratio(self):
            compared.append(1)
            return super().ratio()

    monkeypatch.setattr(blocks, "SequenceMatcher", Counted)
    before = blocks.carried([("p", "abcdefgh " * 40)] * 30, [])
    blocks.carried([("p", "stuvwxyz " * 40 + str(number)) for number in range(30)], before)
    assert not compared
    blocks.carried([("p", "abcdefgh " * 40 + "i")], before)
    assert compared
