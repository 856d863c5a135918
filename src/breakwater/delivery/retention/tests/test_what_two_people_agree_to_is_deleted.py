"""Only what two people agreed to is deleted, never what is held; killed half way it is run again; a restore deletes it once more."""

import io
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from breakwater.delivery.retention import disposal, operations
from breakwater.delivery.retention.models import Batch, Disposal, Due, Hold
from breakwater.foundation import storage
from breakwater.foundation.storage import purged
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.keeping import Life, at

OPENED, CLOSED, NOW = date(2016, 3, 1), date(2018, 3, 1), date(2026, 11, 2)


@pytest.fixture
def life(transactional_db, owner_connection, tmp_path, settings):
    settings.BREAKWATER_PURGED = str(tmp_path / "purged")
    settings.BREAKWATER_DATA = str(tmp_path)
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        storage.create_key_file(Path(settings.BREAKWATER_KEY_FILE))
    return Life(owner_connection)


def _closed(life: Life, kind: str = "contact"):
    case = life.case(kind, [life.child(OPENED)], OPENED)
    life.close(case, CLOSED)
    return case


def _proposed(life: Life) -> Batch:
    disposal.run(life.connection, at=at(NOW))
    with acting_as(life.officer):
        return operations.propose(None, "", key=uuid4(), by=life.officer, at=at(NOW))


def _approved(life: Life) -> Batch:
    batch = _proposed(life)
    with acting_as(life.head):
        return operations.approve(batch, by=life.head, at=at(NOW))


def _records(life: Life, batch: Batch) -> list[tuple[str, str, str]]:
    with acting_as(life.officer):
        return list(Disposal.objects.filter(batch=batch).order_by("pk").values_list("name", "state", "because"))


def test_nothing_goes_that_nobody_approved(life):
    case = _closed(life)
    _proposed(life)
    assert disposal.run(life.connection, at=at(NOW)).deleted == 0
    assert case.name in life.left()[0]


def test_whoever_proposed_a_batch_does_not_approve_it_in_another_role_either(life):
    _closed(life)
    batch = _proposed(life)
    again = make.actor("head_of_service", of=life.team, user=life.officer.membership.user)
    for actor in (life.officer, again):
        with acting_as(actor), pytest.raises(operations.SamePerson):
            operations.approve(batch, by=actor, at=at(NOW))


def test_the_command_looks_itself_whether_two_people_agreed(life):
    case = _closed(life)
    batch = _proposed(life)
    again = make.actor("head_of_service", of=life.team, user=life.officer.membership.user)
    life.connection.execute(
        "update retention_batch set approved_at = %s, approved_by_id = %s where id = %s", [at(NOW), again.pk, batch.pk]
    )
    assert disposal.run(life.connection, at=at(NOW)).deleted == 0
    assert case.name in life.left()[0]


def test_a_batch_that_was_refused_stays(life):
    case = _closed(life)
    batch = _proposed(life)
    with acting_as(life.head):
        operations.refuse(batch, "Ask the team first", by=life.head, at=at(NOW))
        with pytest.raises(operations.Decided):
            operations.approve(batch, by=life.head, at=at(NOW))
    disposal.run(life.connection, at=at(NOW))
    assert case.name in life.left()[0]
    with acting_as(life.officer):
        assert operations.due_today(at(NOW)).filter(name=case.name).exists()


@pytest.mark.parametrize("of", ["case", "child", "class"])
def test_a_hold_beats_a_batch_that_was_approved_before_it(life, of):
    case = _closed(life)
    batch = _approved(life)
    names = {
        "case": {"name": case.name},
        "child": {"name": case.children[0].name},
        "class": {"record_class": "contact_no_action"},
    }
    with acting_as(life.officer):
        facts = operations.HoldFacts(because="An inquiry", **names[of])
        held = operations.hold(None, facts, key=uuid4(), by=life.officer, at=at(NOW))
    night = disposal.run(life.connection, at=at(NOW))
    assert (night.deleted, night.kept) == (0, 1)
    assert _records(life, batch) == [(case.name, "KEPT", disposal.HELD)]
    with acting_as(life.officer):
        assert list(Due.objects.values_list("name", "hold")) == [(case.name, held.pk)]
        with pytest.raises(operations.NothingDue):
            operations.propose(None, "", key=uuid4(), by=life.officer, at=at(NOW))


def test_a_hold_that_comes_while_the_night_is_at_work_beats_it_too(life):
    first, second = _closed(life), _closed(life)
    batch = _approved(life)

    def meanwhile():
        life.connection.execute(
            "insert into retention_hold (public_id, area_id, record_class, name, because, ended_because, key, at, by_id) "
            "values ('abcdefghijklmnopqrst', %s, '', %s, 'An inquiry', '', %s, %s, %s) on conflict do nothing",
            [life.area.pk, second.name, uuid4(), at(NOW), life.officer.pk],
        )

    disposal.run(life.connection, at=at(NOW), after=meanwhile)
    assert _records(life, batch) == [(first.name, "DELETED", ""), (second.name, "KEPT", disposal.HELD)]
    assert second.name in life.left()[0]


def test_a_case_that_is_opened_from_it_keeps_it_while_it_is_open(life):
    case = _closed(life)
    batch = _approved(life)
    life.follow(case, life.case("referral", case.children, NOW), NOW)
    disposal.run(life.connection, at=at(NOW))
    assert _records(life, batch) == [(case.name, "KEPT", disposal.NOT_DUE)]


def _with_a_file(life: Life, case) -> str:
    stored = storage.store(
        io.BytesIO(b"Words of a family\n"), "words.txt", "text/plain", storage.Limits(kinds=frozenset({"txt"}))
    )
    life.connection.execute(
        "insert into casework_document (public_id, case_id, title, media_type, size, stored_as, key_id, digest, state, refusal, added_at, "
        "added_by_id) select %s, id, 'Words', 'text/plain', 18, %s, %s, %s, 'CLEAN', '', %s, %s from casework_case where reference = %s",
        [uuid4().hex[:20], stored.path, stored.key_id, stored.sha256, at(OPENED), life.officer.pk, case.name],
    )
    return stored.path


def test_killed_after_the_rows_it_destroys_the_files_when_it_is_run_again(life):
    case, other = _closed(life), _closed(life)
    place = _with_a_file(life, case)
    batch = _approved(life)

    def killed():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        disposal.run(life.connection, at=at(NOW), after=killed)
    file = Path(settings.BREAKWATER_DATA) / "files" / place
    assert file.exists()
    disposal.run(life.connection, at=at(NOW) + timedelta(days=1))
    assert not file.exists()
    assert [state for _, state, _ in _records(life, batch)] == ["DELETED", "DELETED"]
    assert {case.name, other.name} & life.left()[0] == set()
    assert purged.names(Path(settings.BREAKWATER_PURGED).read_text(), "file") == {place}


def test_a_tombstone_says_what_went_and_by_which_rule_and_nobodys_name(life):
    case = _closed(life)
    batch = _approved(life)
    disposal.run(life.connection, at=at(NOW))
    with acting_as(life.officer):
        (stone,) = Disposal.objects.filter(batch=batch)
    assert (stone.name, stone.record_class, stone.since_on, stone.due_on) == (
        case.name,
        "contact_no_action",
        CLOSED,
        date(2024, 3, 1),
    )
    assert stone.rows > 1
    assert stone.files == []
    facts = life.connection.execute(
        "select facts, changed from audit_entry where verb = 'deleted a record by the retention schedule'"
    ).fetchall()
    assert [(entry["class"], changed) for entry, changed in facts] == [("contact_no_action", {"disposal": [stone.pk]})]
    assert "Invented" not in str(stone.__dict__) + str(facts)


def test_what_a_restore_brings_back_is_deleted_again_and_nothing_else(life):
    case, kept = _closed(life), life.case("contact", [life.child(OPENED)], OPENED)
    _approved(life)
    disposal.run(life.connection, at=at(NOW))
    record = Path(settings.BREAKWATER_PURGED).read_text()
    assert purged.names(record, "record") == {f"casework_case {case.name}"}
    life.number -= 3  # as the backup had it: the same reference once more
    back = life.case("contact", case.children, OPENED)
    back.name = case.name
    life.connection.execute(
        "update casework_case set reference = %s where reference = %s", [case.name, f"T-{life.number:06}"]
    )
    assert disposal.repeat(life.connection, record) == (1, 0)
    assert life.left()[0] == {kept.name}
    assert disposal.repeat(life.connection, record) == (0, 0)


def test_nobody_but_those_who_answer_for_retention_reads_or_writes_any_of_it(life):
    _closed(life)
    _proposed(life)
    for role in ("mash_manager", "system_administrator", "business_manager", "dsl"):
        other = make.actor(role, of=life.team)
        with acting_as(other):
            assert not Due.objects.exists()
            assert not Disposal.objects.exists()
            with pytest.raises(Exception, match="row-level security"), transaction.atomic():
                Hold.objects.create(area=life.area, name="T-1", because="Mine", key=uuid4(), at=at(NOW), by=other)
    elsewhere = make.actor("information_governance", of=make.team("Far", in_area=make.area("850", "Hampshire")))
    with acting_as(elsewhere):
        assert not Due.objects.exists()
        assert not Batch.objects.exists()


def test_no_area_keeps_a_class_for_less_than_the_schedule_lets_it(life):
    of = operations.schedule().classes["referral"]
    facts = operations.YearsFacts(years=of.at_least - 1, source="Ours", because="Less to keep")
    with acting_as(life.officer), pytest.raises(operations.BelowTheLeast):
        operations.change_years(of, facts, key=uuid4(), by=life.officer, at=at(NOW))


def test_a_batch_approved_by_its_maker_is_refused_by_the_database(life):
    _closed(life)
    batch = _proposed(life)
    with acting_as(life.officer), pytest.raises(DatabaseError), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(approved_at=at(NOW), approved_by=life.officer)
