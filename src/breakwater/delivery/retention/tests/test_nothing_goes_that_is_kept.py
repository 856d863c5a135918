"""What one person alone writes deletes nothing; the night asks again, believes no row, stops for no fault, and two nights do not cross."""

import threading
from datetime import date
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from breakwater.delivery.retention import disposal, drafts, operations
from breakwater.delivery.retention.models import Batch, ClassChange, Disposal
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.keeping import Case, Life, at

OPENED, CLOSED, NOW, FAR = date(2016, 3, 1), date(2018, 3, 1), date(2026, 11, 2), date(2055, 1, 4)


@pytest.fixture
def life(transactional_db, owner_connection, tmp_path, settings):
    settings.BREAKWATER_PURGED = str(tmp_path / "purged")
    settings.BREAKWATER_DATA = str(tmp_path)
    return Life(owner_connection)


def _closed(life: Life, kind: str = "contact", children=None) -> Case:
    case = life.case(kind, children or [life.child(OPENED)], OPENED)
    life.close(case, CLOSED)
    return case


def _row(life: Life, case: Case) -> int:
    return life.connection.execute("select id from casework_case where reference = %s", [case.name]).fetchone()[0]


def _agreed(life: Life, today: date) -> Batch:
    """All that is due on a day, proposed and approved."""
    disposal.run(life.connection, at=at(today))
    with acting_as(life.officer):
        batch = operations.propose(None, "", key=uuid4(), by=life.officer, at=at(today))
    with acting_as(life.head):
        return operations.approve(batch, by=life.head, at=at(today))


def _is_due(life: Life, case: Case, today: date) -> bool:
    disposal.run(life.connection, at=at(today))
    with acting_as(life.officer):
        return operations.due_today(at(today)).filter(name=case.name).exists()


def _named(batch: Batch, case: Case, row: int) -> Disposal:
    facts = {"record_class": "contact_no_action", "since_on": NOW, "due_on": NOW, "rule": "x"}
    return Disposal(area=batch.area, batch=batch, root="casework_case", row=row, name=case.name, **facts)


@pytest.mark.parametrize("says", ["approved", "in another's name"])
def test_no_batch_is_written_approved_or_in_anothers_name(life, says):
    facts = {"approved_at": at(NOW), "approved_by": life.head, "by": life.officer}
    if says == "in another's name":
        facts = {"by": life.head}
    with acting_as(life.officer), pytest.raises(DatabaseError), transaction.atomic():
        Batch.objects.create(area=life.area, key=uuid4(), at=at(NOW), **facts)


def test_nobody_approves_in_the_name_of_another(life):
    _closed(life)
    disposal.run(life.connection, at=at(NOW))
    with acting_as(life.officer):
        batch = operations.propose(None, "", key=uuid4(), by=life.officer, at=at(NOW))
        with pytest.raises(DatabaseError), transaction.atomic():
            Batch.objects.filter(pk=batch.pk).update(approved_at=at(NOW), approved_by=life.head)


def test_a_row_that_is_added_after_the_approval_is_refused(life):
    _closed(life)
    batch, late = _agreed(life, NOW), _closed(life)
    for who in (life.officer, life.head):
        with acting_as(who), pytest.raises(DatabaseError), transaction.atomic():
            _named(batch, late, _row(life, late)).save()


def test_what_is_open_or_another_areas_stays_whatever_a_batch_names(life):
    """The night believes nothing of a row but which record it names."""
    opened, far = life.case("contact", [life.child(OPENED)], OPENED), _closed(life)
    elsewhere = make.area("850", "Hampshire")
    life.connection.execute("update casework_case set area_id = %s where reference = %s", [elsewhere.pk, far.name])
    with acting_as(life.officer):
        batch = Batch.objects.create(area=life.area, key=uuid4(), at=at(NOW), by=life.officer)
        for case in (opened, far):
            _named(batch, case, _row(life, case)).save()
    with acting_as(life.head):
        operations.approve(batch, by=life.head, at=at(NOW))
    assert disposal.run(life.connection, at=at(NOW)).deleted == 0
    assert {opened.name, far.name} <= life.left()[0]


def test_no_years_below_the_least_count_however_they_were_written(life):
    lately = life.case("contact", [life.child(OPENED)], NOW)
    life.close(lately, NOW)
    with acting_as(life.officer):
        ClassChange.objects.create(
            area=life.area, record_class="contact_no_action", years=0, source="x", because="x", from_on=NOW, key=uuid4(),
            at=at(NOW), by=life.officer,
        )  # fmt: skip
    assert not _is_due(life, lately, NOW)


def test_two_runs_at_once_write_one_certificate(life):
    for _ in range(2):
        _closed(life)
    batch, runs = _agreed(life, NOW), []

    def another():
        if not runs:
            runs.append(disposal._night(life.connection, at(NOW), lambda: None))

    disposal.run(life.connection, at=at(NOW), after=another)
    with acting_as(life.officer):
        assert set(Disposal.objects.filter(batch=batch).values_list("state", flat=True)) == {"DELETED"}


def test_what_changes_while_the_night_is_at_work_is_asked_again(life):
    first, second = _closed(life), _closed(life)
    _agreed(life, NOW)

    def more_follows():
        if not second.followed_by:
            life.follow(second, life.case("referral", second.children, NOW), NOW)

    assert disposal.run(life.connection, at=at(NOW), after=more_follows).deleted == 1
    assert first.name not in life.left()[0]
    assert second.name in life.left()[0]


def test_a_record_that_fails_stops_no_other_and_is_tried_again_the_next_night(life, monkeypatch):
    first, second = _closed(life), _closed(life)
    batch, remove = _agreed(life, NOW), disposal.remove

    def fails(connection, record, row, name):
        if name == first.name:
            raise psycopg.errors.DeadlockDetected("the office works")
        return remove(connection, record, row, name)

    monkeypatch.setattr(disposal, "remove", fails)
    night = disposal.run(life.connection, at=at(NOW))
    assert (night.deleted, night.failed) == (1, 1)
    assert first.name in life.left()[0]
    monkeypatch.undo()
    settings.BREAKWATER_PURGED = str(Path(settings.BREAKWATER_DATA) / "purged")
    assert disposal.run(life.connection, at=at(NOW)).deleted == 1
    with acting_as(life.officer):
        assert Batch.objects.get(pk=batch.pk).done_at
    assert second.name not in life.left()[0]


def test_a_draft_that_nobody_saved_for_thirty_days_goes_and_none_of_a_case_on_hold(life):
    held, free = life.case("contact", [life.child(OPENED)], OPENED), life.case("contact", [life.child(OPENED)], OPENED)
    version = life.connection.execute("select min(id) from casework_formversion").fetchone()[0]
    for number, (case, saved) in enumerate(
        [(held, OPENED), (free, OPENED), (free, date(2026, 10, 20)), (None, OPENED)]
    ):
        life.connection.execute(
            "insert into casework_answers (public_id, version_id, area_id, case_id, team_id, user_id, values, status, revision, started_at, "
            "saved_at, by_id) values (%s, %s, %s, %s, %s, %s, '{}', 'DRAFT', 1, %s, %s, %s)",
            [f"{number:020}", version, life.area.pk, case and _row(life, case), life.team.pk, life.officer.membership.user_id,
             at(OPENED), at(saved), life.officer.pk],
        )  # fmt: skip
    with acting_as(life.officer):
        operations.hold(None, operations.HoldFacts("A claim", name=held.name), key=uuid4(), by=life.officer, at=at(NOW))
    assert drafts.forget(life.connection, at=at(NOW)) == 2
    left = life.connection.execute("select public_id from casework_answers order by 1").fetchall()
    assert [name for (name,) in left] == [f"{number:020}" for number in (0, 2)]


def test_a_hold_that_is_being_put_while_the_night_deletes_is_waited_for_and_stands(life):
    case = _closed(life)
    _agreed(life, FAR)
    night = threading.Thread(target=disposal.run, args=[life.connection], kwargs={"at": at(FAR)})
    with acting_as(life.officer):
        operations.hold(None, operations.HoldFacts("A claim", name=case.name), key=uuid4(), by=life.officer, at=at(FAR))
        night.start()
        night.join(2)  # not saved yet
    night.join()
    assert case.name in life.left()[0]
