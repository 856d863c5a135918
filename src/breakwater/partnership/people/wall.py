"""Who may know of a person: the area's oversight group, the school while a place is verified, readers of their cases."""

from pathlib import Path

from breakwater.foundation.grants.declare import Follows, Gives, Own, Part, Reference, Root

from .registry import RULES_OF_COLUMNS

_MIDNIGHT = "(({day})::timestamp at time zone 'Europe/London')"

TABLES = [
    Root(
        "people_person",
        kind="person",
        frozen=("public_id", "area_id", "entered_at", "entered_by_id", "merged_into_id"),
        # Whoever is kept from the record in use is kept from those it stands for.
        follows=(Follows(("person", "id"), ("person", "merged_into_id")),),
        gives=(Gives("person", "id", "your group oversees the area", scope=("oversight", "area_id")),),
    ),
    # A place at a school gives sight of a pupil, and of no former name: it may lead past an adoption (FD 5.7).
    Part("people_alsoknownas", parents=(("person_id", "people_person"),), not_dated="f.kind = 'FORMER'"),
    Part("people_identifier", parents=(("person_id", "people_person"),)),
    Part("people_address", parents=(("person_id", "people_person"),)),
    Part("people_personcontact", parents=(("person_id", "people_person"),), delete=True),
    Part(
        "people_personsearch",
        parents=(("person_id", "people_person"),),
        delete=True,
        frozen=("person_id",),
        not_dated="f.former",
    ),
    # That a child has died stands on the record. How it is known, and what followed, is not for a place at a school to tell.
    Part(
        "people_death",
        parents=(("person_id", "people_person"),),
        update=("contact", "stopped", "withdrawn_at", "withdrawn_by_id", "withdrawn_because"),
        not_dated="true",
    ),
    Own("people_declaration", own=(("person", "user_id"),), frozen=("user_id",)),
    Own("people_declaredtie", own=(("person", "user_id"),), update=("said_over_at", "said_over_why")),
    # Whoever reads the person may know that the record is guarded; the names it is guarded by are for one function alone.
    Part("people_guard", parents=(("person_id", "people_person"),), update=("lifted_at", "lifted_by_id")),
    Part("people_guardedname", parents=(("person_id", "people_person"),), delete=True, update=False),
    Part("people_relationship", parents=(("person_id", "people_person"), ("other_id", "people_person"))),
    # A school reads what it sent and its own last roll; whom a pupil is known as is the authority's alone (SG-14).
    Own(
        "people_roll",
        own=(("team", "team_id"), ("oversight", "area_id")),
        frozen=("public_id", "area_id", "team_id", "received_at", "by_id", "key"),
    ),
    Own("people_rollcolumns", own=(("team", "team_id"), ("oversight", "area_id")), frozen=("area_id", "team_id")),
    Own(
        "people_rollpupil",
        own=(("team", "team_id"), ("oversight", "area_id")),
        frozen=("public_id", "area_id", "team_id"),
        delete=True,
    ),
    Own("people_rolltie", own=(("oversight", "area_id"),), frozen=("public_id", "area_id", "pupil_id"), delete=True),
    Own("people_rollchange", own=(("oversight", "area_id"),), frozen=("area_id", "pupil_id"), delete=True),
    # Which lists there are names no child. What came is the overseers', and a row of a known child is for those who read both.
    Reference("people_agencylist", frozen=("public_id", "area_id", "key", "made_at", "made_by_id")),
    Root(
        "people_listversion",
        kind="list_version",
        frozen=("public_id", "area_id", "agency_list_id", "received_at", "by_id", "key"),
        gives=(Gives("list_version", "id", "your group oversees the area", scope=("oversight", "area_id")),),
    ),
    Part(
        "people_listrow",
        parents=(("version_id", "people_listversion"), ("person_id", "people_person")),
        update=("person_id", "state", "why", "decided_at", "decided_by_id"),
        delete=True,
    ),
    Part(
        "people_listtie",
        parents=(("version_id", "people_listversion"), ("person_id", "people_person")),
        update=("taken_back_at", "taken_back_by_id"),
    ),
    # What an earlier system said. No place at a school and no part in a case gives sight of it, and a restriction of the person or of
    # the record closes it (SG-14, SG-27).
    Reference("people_earliersource", frozen=("area_id", "system", "about", "made_at", "made_by_id")),
    Root(
        "people_earlierfile",
        kind="earlier_file",
        opens=False,
        frozen=("public_id", "area_id", "source_id", "received_at", "by_id", "key"),
        gives=(Gives("earlier_file", "id", "your group oversees the area", scope=("oversight", "area_id")),),
    ),
    Root(
        "people_earlierrecord",
        kind="earlier_record",
        opens=False,
        update=("person_id", "state", "why", "made", "decided_at", "decided_by_id"),
        gives=(Gives("earlier_record", "id", "your group oversees the area", scope=("oversight", "area_id")),),
        follows=(Follows(("earlier_record", "id"), ("person", "person_id")),),
    ),
    Own("people_rolloutcome", own=(("oversight", "area_id"),), frozen=("area_id", "roll_id")),
    Part(
        "people_enrolment",
        parents=(("person_id", "people_person"),),
        gives=(
            Gives(
                "person",
                "person_id",
                "the child is verified on your school's roll",
                scope=("team", "team_id"),
                when="f.verified_on is not null",
                since=_MIDNIGHT.format(day="greatest(f.starts_on, f.verified_on)"),
                until=_MIDNIGHT.format(day="f.ends_on + 1"),
            ),
        ),
    ),
    # Read by whoever may read both. Merging, parting and the queue are the database's own functions, which decide blind.
    Part(
        "people_merge",
        parents=(("kept_id", "people_person"), ("other_id", "people_person")),
        insert=False,
        update=False,
    ),
    Part("people_movedrow", parents=(("home_id", "people_person"),), insert=False, update=False),
    Part(
        "people_pairtoreview",
        parents=(("left_id", "people_person"), ("right_id", "people_person")),
        insert=False,
        update=("state", "settled_at"),
    ),
    Part(
        "people_pairdecision",
        parents=(("pair_id", "people_pairtoreview"),),
        update=("undone_at", "undone_by_id", "merge_id"),
    ),
]

SCRIPTS = [
    Path(__file__).parent / "sql" / name
    for name in (
        "search.sql",
        "guarded.sql",
        "merging.sql",
        "deaths.sql",
        "conflicts.sql",
        "rolls.sql",
        "lists.sql",
        "earlier.sql",
    )
]
CALLABLE = [
    "access.person_of_row_has_died(text, bigint)",
    "access.join_people(bigint, bigint, text, uuid, text, timestamptz, bigint, bigint, text)",
    "access.numbers_that_differ(bigint, bigint)",
    "access.part_people(bigint, jsonb, bigint[], text, timestamptz, bigint)",
    "access.later_facts_placed(bigint)",
    "access.queue_pairs(bigint, jsonb, text, timestamptz)",
    "access.search_people(text[], text[], date, date, integer, text, text, text, boolean, text)",
    "access.best_hidden(bigint, text[], text[], date, date, integer, text, text, text, text[])",
    "access.guards_of_hidden(bigint, bigint[], bigint[])",
    "access.beside_protected(bigint)",
    "access.hidden_on_roll(bigint, integer[], text[], text[], text[], text[], date[])",
    "access.guards_of_hidden_on_roll(bigint, integer[], text[], text[], text[], text[], date[])",
    "access.unmake(bigint, bigint)",
    "access.unmake_decision(bigint, bigint[], date)",
    "access.marks_of_list(bigint)",
    "access.tie_hidden_rows(bigint, integer[], text[], text[])",
    "access.drop_list_rows(bigint)",
    "access.earlier_marks(bigint)",
    "access.earlier_hidden(bigint, text)",
    "access.hidden_undated(bigint, integer[], text[], text[], integer[])",
    "access.settle_earlier(bigint, integer[], text[], text[], text[], text[])",
    "access.close_as_earlier_record(bigint, bigint)",
    "access.undo_earlier(bigint, integer)",
    "access.end_unseen_places(bigint, bigint[], date)",
    "access.open_unseen_place(bigint, bigint, bigint, date)",
    "access.declare_keys(bigint, text, text, date, text, text, text, text)",
    "access.meet_told(bigint, text, date, text, text)",
    "access.in_conflict_with(bigint)",
    "access.declared_in_my_area()",
    "access.declarations_in_my_area()",
    "access.conflicts_in_my_area()",
    "access.tie_by_hand(bigint, text)",
    "access.end_conflict(bigint, text)",
    "access.blocked_looks(bigint, timestamptz)",
]


def after_build(cursor) -> None:
    """Keep what the rooms say of columns that name a person, and watch every such column for records merged meanwhile."""
    cursor.execute("delete from access.merge_rule")
    for key, rule in RULES_OF_COLUMNS.items():
        table, column = key.split(".")
        cursor.execute(
            "insert into access.merge_rule (tbl, col, stays, case_of) values (%s, %s, %s, %s)",
            [table, column, rule.stays, rule.case_of or None],
        )
    cursor.execute("select tbl, col from access.ties_to_people()")
    for table, column in cursor.fetchall():
        name = f"aa_merged_{column}"  # before the triggers that work out readers
        cursor.execute(f"drop trigger if exists {name} on {table}")
        cursor.execute(
            f"create trigger {name} before insert or update of {column} on {table} "
            f"for each row execute function access.meet_merged('{column}')"
        )
    # What schools read before the wall kept it from them; none once it is done.
    dated = (
        "array(select k.id from access.scope k join organisations_team t on t.id = k.ref "
        "where k.kind = 'team' and t.sight_is_dated)"
    )
    for table, which in (("people_alsoknownas", "kind = 'FORMER'"), ("people_personsearch", "former")):
        cursor.execute(f"update {table} set scopes = scopes where {which} and scopes && {dated}")
