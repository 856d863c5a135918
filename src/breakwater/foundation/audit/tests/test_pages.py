"""Every request and job leaves one entry, and the application can do nothing else to the book."""

from contextlib import contextmanager
from datetime import date

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from psycopg.types.json import Jsonb

from breakwater.foundation import audit
from breakwater.foundation.audit import collecting

DUTY = {"actor": 11, "human": 7, "acting_as": "Duty worker, MASH", "area": "E06000001"}


@contextmanager
def on_duty(**page):
    """A page of the duty worker's, within the transaction that acts as them."""
    with transaction.atomic():
        acts(11, 7)
        with audit.page(**DUTY, **page):
            yield


def acts(actor, human) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('bw.actor', %s, true), set_config('bw.human', %s, true)", [str(actor), f"{{{human}}}"]
        )


@pytest.fixture
def entries_since(owner_connection):
    """What has been written since the test began, as rows of the named columns."""
    newest = owner_connection.execute("select coalesce(max(id), 0) from audit_entry").fetchone()[0]

    def read(*columns):
        listed = ", ".join(columns)
        return owner_connection.execute(
            f"select {listed} from audit_entry where id > %s order by id", [newest]
        ).fetchall()

    return read


def test_a_page_becomes_one_entry_of_what_was_seen_and_done(transactional_db, entries_since):
    with on_duty(route="front_door:contact", method="POST", session="abc"):
        audit.saw("person", 5, 3)
        audit.saw("person", 3)
        audit.saw("case", 9)
        audit.did("decided", "case", 9, outcome="EARLY_HELP")
        audit.because("Child at risk now")

    columns = "actor_id, human_id, acting_as, area, kind, verb, route, method, seen, changed, facts, reason, session"
    assert entries_since(*columns.split(", ")) == [
        (
            11,
            7,
            "Duty worker, MASH",
            "E06000001",
            "change",
            "decided",
            "front_door:contact",
            "POST",
            {"person": [3, 5], "case": [9]},
            {"case": [9]},
            {"done": [{"verb": "decided", "kind": "case", "id": 9, "outcome": "EARLY_HELP"}]},
            "Child at risk now",
            "abc",
        )
    ]


def test_a_page_on_which_nothing_was_shown_leaves_no_entry(transactional_db, entries_since):
    with on_duty():
        audit.saw("person")

    assert entries_since("id") == []


def test_facts_may_be_dates(transactional_db, entries_since):
    with on_duty():
        audit.did("set", "clock", 4, due_on=date(2026, 3, 9))

    assert entries_since("facts -> 'done' -> 0 ->> 'due_on'") == [("2026-03-09",)]


def test_looking_is_recorded_as_reading(transactional_db, entries_since):
    with on_duty():
        audit.saw("person", 3)

    assert entries_since("kind", "verb") == [("read", "")]


def test_what_was_undone_leaves_no_entry_but_its_refusal_does(transactional_db, owner_connection, entries_since):
    clocks = owner_connection.execute(
        "insert into organisations_area (code, name, partnership_name, gss_code, early_help_label, in_force_from)"
        " values ('999', 'A', 'A', 'E0', '', current_date) returning id"
    ).fetchone()[0]
    of_area = "select id from organisations_actor where area_id = %s and service = 'clocks'"
    service = owner_connection.execute(of_area, [clocks]).fetchone()[0]

    def refused_request():
        with on_duty(route="cases:case"):
            audit.saw("case", 9)
            current = audit.current()
            current.actor, current.human = service, None
            audit.outside("refusal", permission="CASE_READ")
            raise PermissionError

    with pytest.raises(PermissionError):
        refused_request()

    assert entries_since("kind", "actor_id", "route", "seen", "facts") == [
        ("refusal", service, "cases:case", {}, {"permission": "CASE_READ"})
    ]


def test_a_request_marked_for_undoing_leaves_no_entry(transactional_db, entries_since):
    with on_duty():
        audit.saw("case", 9)
        transaction.set_rollback(True)

    assert entries_since("id") == []


@pytest.mark.parametrize(("actor", "human"), [(12, 7), (11, 8), (None, 7)])
def test_the_application_writes_no_look_of_anyone_but_who_acts(db, actor, human):
    def forge():
        acts(11, 7)
        with audit.page(**DUTY | {"actor": actor, "human": human}):
            audit.saw("person", 3)

    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        forge()


@pytest.mark.parametrize("kind", ["", "read", "change", "READ", "read ", "read\t", "change\n", "look", "reads"])
def test_a_look_is_never_written_where_nobody_acts(db, kind):
    with pytest.raises(DatabaseError, match="in the transaction that acts"), transaction.atomic():
        audit.outside(kind, human=7)


@pytest.mark.parametrize("kind", ["", "read", "change", "READ", "read ", "read\t", "change\n"])
def test_nor_is_one_inserted_where_nobody_acts(db, kind):
    entry = (
        "insert into audit_entry (acting_as, area, kind, verb, route, method, seen, changed, facts, reason, session)"
    )
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{entry} values ('A manager', '', %s, '', '', '', '{{}}', '{{}}', '{{}}', '', '')", [kind])


@pytest.mark.parametrize("kind", ["refusal", "sign_in", "look"])
def test_nothing_that_nobody_acted_for_names_a_record_as_seen(db, kind):
    seen = Jsonb({"person": [3]})
    entry = (None, None, "Lorcan", "851", kind, "reads", "", "GET", seen, Jsonb({}), "", "")
    with pytest.raises(DatabaseError, match="in the transaction that acts"), transaction.atomic():
        connection.cursor().execute(collecting.NOTE, entry)
    rows = "insert into audit_entry (acting_as, area, kind, verb, route, method, seen, changed, facts, reason, session)"
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        connection.cursor().execute(
            f"{rows} values ('Lorcan', '', %s, '', '', '', %s, '{{}}', '{{}}', '', '')", [kind, seen]
        )


def test_a_refusal_names_no_actor_with_another_s_human(db):
    with pytest.raises(DatabaseError, match="an actor and the human behind it"), transaction.atomic():
        audit.outside("refusal", actor=11, human=7)


def test_a_failed_sign_in_is_kept_without_anyone_acting(transactional_db, entries_since):
    audit.outside("sign_in_failed", human=7)

    assert entries_since("kind", "human_id", "actor_id", "acting_as") == [("sign_in_failed", 7, None, "")]


def test_a_page_within_a_page_adds_to_the_outer_one_and_says_who_else_acted(transactional_db, entries_since):
    with on_duty():
        audit.saw("person", 3)
        with audit.page(actor=99, human=None, acting_as="Clocks", area="E06000001"):
            audit.did("stopped", "clock", 4)

    assert entries_since("actor_id", "seen", "changed", "facts") == [
        (
            11,
            {"person": [3]},
            {"clock": [4]},
            {"also_acting": [99], "done": [{"verb": "stopped", "kind": "clock", "id": 4}]},
        )
    ]


def test_nothing_is_seen_or_done_where_no_page_is_open():
    with pytest.raises(audit.NoPageOpen):
        audit.saw("person", 3)
    with pytest.raises(audit.NoPageOpen):
        audit.did("decided", "case", 9)


def test_a_page_needs_the_transaction_it_will_stand_or_fall_with(transactional_db):
    with pytest.raises(audit.NotInATransaction), audit.page(**DUTY):
        pass


def test_a_session_is_known_by_a_mark_that_does_not_give_it_away():
    assert audit.digest("session-key") == audit.digest("session-key")
    assert "session-key" not in audit.digest("session-key")
    assert audit.digest("") == ""


@pytest.mark.parametrize(
    "attempt",
    [
        "select acting_as from audit_entry",
        "update audit_entry set reason = 'x'",
        "delete from audit_entry",
        "truncate audit_entry",
        "insert into audit_entry (at) values (now())",
        "insert into audit_entry (xid) values ('5')",
        "insert into audit_entry (server) values (1)",
        "insert into audit_entry (id) values (1)",
        "update audit_seal set entries = 0",
        "delete from audit_seal",
        "truncate audit_seal",
        "insert into audit_seal select * from audit_seal limit 1",
        "select audit_seal_range(1, '0', '5')",
        "select * from audit_who_looked('person', 3, null, 10)",
        "alter table audit_entry disable trigger append_only",
    ],
)
def test_the_application_may_not(attempt, db):
    with pytest.raises(DatabaseError, match="permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(attempt)


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
@pytest.mark.parametrize("attempt", ["update {} set server = server", "delete from {}", "truncate {}"])
def test_even_the_owner_meets_the_rule_that_the_audit_is_append_only(table, attempt, owner_connection):
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"),
        owner_connection.transaction(force_rollback=True),
    ):
        owner_connection.execute(attempt.format(table))


def test_who_has_looked_is_answered_newest_first(transactional_db, owner_connection):
    person = owner_connection.execute("select coalesce(max(id), 0) + 1000000 from audit_entry").fetchone()[0]
    for verb in ("", "renamed"):
        with on_duty():
            audit.saw("person", person)
            if verb:
                audit.did(verb, "person", person)
    with on_duty():
        audit.saw("case", person)

    looked = owner_connection.execute(
        "select verb, is_change, acting_as from audit_who_looked('person', %s, null, 10)", [person]
    ).fetchall()
    assert looked == [("renamed", True, "Duty worker, MASH"), ("", False, "Duty worker, MASH")]
