"""What is sealed stays as it was, or the check says which entry or seal did not."""

import json
import random
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from breakwater.foundation import audit
from breakwater.foundation.audit import sealing
from breakwater.foundation.audit.canonical import MOMENT, leaf_sql, root_of, seal_hash
from breakwater.foundation.audit.verifying import verify
from breakwater_dev.testing.sealing import seal

DUTY = {"actor": 11, "human": 7, "acting_as": "Duty worker, MASH", "area": "E06000001"}
TAMPERINGS = 1000


@pytest.fixture
def kept(transactional_db, settings, tmp_path):
    """The outside file of a data folder of the test's own."""
    settings.BREAKWATER_DATA = tmp_path
    return sealing.outside_file()


def look(*people):
    with transaction.atomic():
        connection.cursor().execute("select set_config('bw.actor', '11', true), set_config('bw.human', '{7}', true)")
        with audit.page(**DUTY):
            audit.saw("person", *people)


def newest_entry(owner):
    return owner.execute("select max(id) from audit_entry").fetchone()[0]


def is_sealed(owner, entry):
    return owner.execute("select exists (select from audit_seal where %s = any(entry_ids))", [entry]).fetchone()[0]


def test_entries_are_sealed_and_the_seal_is_kept_outside(kept, owner_connection):
    look(1)
    seal()

    report = verify(owner_connection, kept)
    assert (report.is_sound, report.findings, report.unsealed) == (True, [], 0)
    last = json.loads(kept.read_text().splitlines()[-1])
    hashed = owner_connection.execute("select encode(hash, 'hex') from audit_seal order by number desc limit 1")
    assert last["hash"] == hashed.fetchone()[0]


def test_nothing_new_makes_no_seal(kept):
    look(1)
    seal()

    assert seal() == 0


def test_an_entry_of_a_long_transaction_is_not_lost_to_sealing(kept, owner_connection):
    with psycopg.connect(owner_connection.info.dsn) as slow:
        slow.execute(sealing_insert("slow"))
        look(1)
        quick = newest_entry(owner_connection)
        sealing.seal()
        assert not is_sealed(owner_connection, quick)
        slow.commit()
    seal()

    slow_entry = owner_connection.execute("select max(id) from audit_entry where reason = 'slow'").fetchone()[0]
    assert slow_entry < quick
    assert is_sealed(owner_connection, slow_entry)
    assert is_sealed(owner_connection, quick)
    assert verify(owner_connection, kept).is_sound


def test_an_entry_written_late_in_a_transaction_begun_before_a_seal_is_sealed_next(kept, owner_connection):
    with psycopg.connect(owner_connection.info.dsn) as slow:
        slow.execute("select 1")
        look(1)
        sealing.seal()
        slow.execute(sealing_insert("late"))
        slow.commit()
    seal()

    late = owner_connection.execute("select max(id) from audit_entry where reason = 'late'").fetchone()[0]
    assert is_sealed(owner_connection, late)
    assert verify(owner_connection, kept).is_sound


def test_sealing_is_refused_to_a_transaction_that_sees_an_older_state(owner_connection):
    with psycopg.connect(owner_connection.info.dsn) as old:
        old.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with pytest.raises(psycopg.errors.RaiseException, match="READ COMMITTED"):
            old.execute("select audit_make_seal()")


def test_what_another_server_left_unsealed_is_sealed_after_a_restore(kept, owner_connection):
    look(1)
    entry = newest_entry(owner_connection)
    with owner_connection.transaction(force_rollback=True):
        owner_connection.execute(
            "create or replace function audit_server() returns bigint language sql stable as 'select 42::bigint'"
        )
        owner_connection.execute("select audit_make_seal()")

        assert is_sealed(owner_connection, entry)
        assert verify(owner_connection, None).is_sound


def test_seals_follow_their_transactions_by_number_and_not_by_spelling(kept, owner_connection):
    with tampering(owner_connection):
        owner_connection.execute("delete from audit_entry")
        owner_connection.execute("delete from audit_seal")
        for xid in (5, 95, 150, 1500, 20_000):
            entry = (
                sealing_insert("past")
                .replace("(acting_as,", "(xid, acting_as,")
                .replace("values (", f"values ('{xid}', ")
            )
            owner_connection.execute(entry)
        for low, high in ((0, 10), (10, 100), (100, 1000), (1000, 10_000), (10_000, 100_000)):
            owner_connection.execute(f"select audit_seal_range(audit_server(), '{low}', '{high}')")

        report = verify(owner_connection, None)
        assert (report.findings, report.sealed, report.seals) == ([], 5, 5)


def test_an_entry_moved_past_every_transaction_shows_though_no_seal_has_it_and_it_says_it_is_new(
    kept, owner_connection
):
    look(1)
    with tampering(owner_connection):
        entry = newest_entry(owner_connection)
        moved = "update audit_entry set xid = '99999999', at = clock_timestamp() + interval '1 year' where id = %s"
        owner_connection.execute(moved, [entry])

        report = verify(owner_connection, kept)
        assert [(f.entry, "past every transaction" in f.says) for f in report.findings] == [(entry, True)]


def test_a_cut_at_the_end_shows_by_the_outside_file_alone(kept, owner_connection):
    look(1)
    seal()
    with tampering(owner_connection):
        number, horizon = owner_connection.execute(
            "delete from audit_seal where number = (select max(number) from audit_seal) returning number, horizon_from"
        ).fetchone()
        owner_connection.execute("delete from audit_entry where xid >= %s::xid8", [horizon])

        assert verify(owner_connection, None).is_sound
        report = verify(owner_connection, kept)
        assert [(f.seal, "gone from the database" in f.says) for f in report.findings] == [(number, True)]


def test_a_book_rewritten_with_fresh_seals_shows_by_the_outside_file_alone(kept, owner_connection):
    look(1)
    seal()
    with tampering(owner_connection):
        entry = newest_entry(owner_connection)
        owner_connection.execute("update audit_entry set human_id = 8 where id = %s", [entry])
        reseal_last(owner_connection)

        assert verify(owner_connection, None).is_sound
        assert [f.says for f in verify(owner_connection, kept).findings] == ["the seal is not the one kept outside"]


def test_the_outside_file_is_not_continued_when_the_database_disagrees_with_it(kept, owner_connection):
    look(1)
    seal()
    lines = kept.read_text().splitlines()
    altered = {**json.loads(lines[-1]), "hash": "00" * 32}
    kept.write_text("\n".join([*lines[:-1], json.dumps(altered)]) + "\n")
    look(2)

    with pytest.raises(sealing.SealsDisagree, match="not the one in the outside file"):
        seal()


def test_after_a_restore_the_outside_file_begins_afresh_and_the_old_one_stays(kept, owner_connection):
    look(1)
    seal()
    ahead = {**json.loads(kept.read_text().splitlines()[-1]), "hash": "00" * 32}
    kept.write_text(kept.read_text() + json.dumps(ahead | {"number": ahead["number"] + 1}) + "\n")
    with pytest.raises(sealing.SealsDisagree, match="not in the database"):
        seal()

    aside = sealing.set_aside(at=timezone.now())
    assert aside.read_text().count("\n") == kept.read_text().count("\n") + 1
    seal()
    assert verify(owner_connection, kept).is_sound


def test_a_line_that_a_crash_left_half_written_is_written_again(kept, owner_connection):
    look(1)
    seal()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-20])
    seal()

    assert kept.read_bytes() == whole


@pytest.mark.parametrize("damage", ["cut", "garbled", "reordered"])
def test_damage_to_the_outside_file_is_found(damage, kept, owner_connection):
    for person in (1, 2):
        look(person)
        seal()
    lines = kept.read_text().splitlines()
    if damage == "cut":
        del lines[0]
    elif damage == "garbled":
        lines[-1] = "x" + lines[-1]
    else:
        lines[-2:] = lines[:-3:-1]
    kept.write_text("\n".join(lines) + "\n")

    assert not verify(owner_connection, kept).is_sound


def test_a_thousand_tamperings_are_all_found(kept, owner_connection):
    rng = random.Random(20261124)
    for person in range(12):
        look(*range(person, person + 3))
        if person % 3 == 2:
            seal()
    missed = []
    with tampering(owner_connection):
        assert verify(owner_connection, kept).is_sound
        for number in range(TAMPERINGS):
            with owner_connection.transaction(force_rollback=True):
                what = rng.choice(TAMPERS)(owner_connection, rng)
                if verify(owner_connection, kept).is_sound:
                    missed.append((number, what))
    assert missed == []
    assert verify(owner_connection, kept).is_sound


# --- what an owner with bad intent can do -------------------------------------------------------------------------


@contextmanager
def tampering(owner):
    """Everything within is done with the triggers off, and undone at the end."""
    with owner.transaction(force_rollback=True):
        owner.execute("alter table audit_entry disable trigger append_only")
        owner.execute("alter table audit_seal disable trigger append_only")
        yield


def sealing_insert(reason):
    return (
        "insert into audit_entry (acting_as, area, kind, verb, route, method, seen, changed, facts, reason, session)"
        f" values ('', '', 'read', '', '', '', '{{}}', '{{}}', '{{}}', '{reason}', '')"
    )


EDITS = [
    ("at", "at + interval '1 microsecond'"),
    ("at", "'-infinity'"),
    ("xid", "'18446744073709551615'"),
    ("xid", "(xid::text::bigint + 1)::text::xid8"),
    ("server", "server + 1"),
    ("actor_id", "coalesce(actor_id, 0) + 1"),
    ("human_id", "nullif(human_id + 1, 8)"),
    ("acting_as", "acting_as || ' '"),
    ("area", "'E06000002' || area"),
    ("kind", "kind || 'x'"),
    ("verb", "verb || 'looked'"),
    ("route", "route || 'x'"),
    ("method", "method || 'POST'"),
    ("seen", "seen - 'person'"),
    ("changed", "changed || '{\"case\": [1]}'"),
    ("facts", "facts || '{\"a\": null}'"),
    ("reason", "reason || 'because'"),
    ("session", "session || '0'"),
    ("id", "id + 1000000"),
]


def sealed_entry(owner, rng):
    ids = owner.execute(
        "select unnest(entry_ids) from audit_seal where number > (select max(number) - 4 from audit_seal)"
    )
    return rng.choice([row[0] for row in ids])


def some_seal(owner, rng):
    return rng.choice([row[0] for row in owner.execute("select number from audit_seal order by number desc limit 4")])


def edit_entry(owner, rng):
    column, value = rng.choice(EDITS)
    entry = sealed_entry(owner, rng)
    where = " and human_id is not null" if column == "human_id" else ""
    where += " and seen ? 'person'" if column == "seen" else ""
    changed = owner.execute(f"update audit_entry set {column} = {value} where id = %s{where}", [entry]).rowcount
    if not changed:
        return remove_entry(owner, rng)
    return f"edit {column} of entry {entry}"


def remove_entry(owner, rng):
    entry = sealed_entry(owner, rng)
    owner.execute("delete from audit_entry where id = %s", [entry])
    return f"remove entry {entry}"


def slip_in_entry(owner, rng):
    entry = sealed_entry(owner, rng)
    columns = "at, xid, server, actor_id, human_id, acting_as, area, kind, verb, route, method, seen, changed, facts, reason, session"
    owner.execute(
        f"insert into audit_entry (id, {columns}) select -id - %s, {columns} from audit_entry where id = %s",
        [rng.randrange(1000), entry],
    )
    return f"slip in a copy of entry {entry}"


def swap_entries(owner, rng):
    one, other = sealed_entry(owner, rng), sealed_entry(owner, rng)
    if one == other:
        return remove_entry(owner, rng)
    for old, new in ((one, -1), (other, one), (-1, other)):
        owner.execute("update audit_entry set id = %s where id = %s", [new, old])
    return f"swap entries {one} and {other}"


def edit_seal(owner, rng):
    seal = some_seal(owner, rng)
    edit = rng.choice(
        [
            "form = form + 1",
            "server = server + 1",
            "made_at = made_at + interval '1 microsecond'",
            "made_at = 'infinity'",
            "horizon_to = '18446744073709551615'",
            "horizon_from = (horizon_from::text::bigint - 1)::text::xid8",
            "horizon_to = (horizon_to::text::bigint + 1)::text::xid8",
            "entries = entries + 1",
            "entry_ids = entry_ids || 5::bigint",
            "leaves = leaves || '\\x00'::bytea",
            "leaves = sha256(leaves) || substr(leaves, 33)",
            "root = sha256(root)",
            "previous = sha256(previous)",
            "hash = sha256(hash)",
        ]
    )
    owner.execute(f"update audit_seal set {edit} where number = %s", [seal])
    return f"seal {seal}: {edit}"


def remove_seal(owner, rng):
    seal = some_seal(owner, rng)
    owner.execute("delete from audit_seal where number = %s", [seal])
    return f"remove seal {seal}"


def swap_seals(owner, rng):
    one, other = some_seal(owner, rng), some_seal(owner, rng)
    if one == other:
        return remove_seal(owner, rng)
    for old, new in ((one, -1), (other, one), (-1, other)):
        owner.execute("update audit_seal set number = %s where number = %s", [new, old])
    return f"swap seals {one} and {other}"


def cut_tail(owner, rng):
    seal = some_seal(owner, rng)
    owner.execute(
        "delete from audit_entry where xid >= (select horizon_from from audit_seal where number = %s)", [seal]
    )
    owner.execute("delete from audit_seal where number >= %s", [seal])
    return f"cut from seal {seal} on"


def edit_and_reseal(owner, rng):
    edit_entry(owner, rng)
    reseal_last(owner)
    return "edit an entry and reseal the last seal"


def reseal_last(owner):
    """Recompute the last seal so that the database agrees with itself."""
    columns = f"number, form, server, to_char(made_at at time zone 'UTC', '{MOMENT}'), horizon_from::text::bigint, horizon_to::text::bigint, previous"
    number, form, server, made_at, low, high, previous = owner.execute(
        f"select {columns} from audit_seal order by number desc limit 1"
    ).fetchone()
    rows = owner.execute(
        f"select e.id, {leaf_sql('e')} from audit_entry e where server = %s and xid >= %s::text::xid8"
        " and xid < %s::text::xid8 order by id",
        [server, low, high],
    ).fetchall()
    ids, leaves = [row[0] for row in rows], b"".join(row[1] for row in rows)
    hashed = seal_hash(
        form=form,
        number=number,
        server=server,
        made_at=made_at,
        horizon_from=low,
        horizon_to=high,
        entries=len(ids),
        entry_ids=ids,
        root=root_of(leaves),
        previous=previous,
    )
    owner.execute(
        "update audit_seal set entries = %s, entry_ids = %s, leaves = %s, root = %s, hash = %s where number = %s",
        [len(ids), ids, leaves, root_of(leaves), hashed, number],
    )


TAMPERS = [
    edit_entry,
    edit_entry,
    edit_entry,
    remove_entry,
    slip_in_entry,
    swap_entries,
    edit_seal,
    edit_seal,
    remove_seal,
    swap_seals,
    cut_tail,
    edit_and_reseal,
]
