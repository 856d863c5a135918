"""Who may know of a person: the area's oversight group, the school while a place is verified, readers of their cases."""

from pathlib import Path

from breakwater.foundation.grants.declare import Gives, Own, Part, Root

_MIDNIGHT = "(({day})::timestamp at time zone 'Europe/London')"

TABLES = [
    Root(
        "people_person",
        kind="person",
        frozen=("public_id", "area_id", "entered_at", "entered_by_id"),
        gives=(Gives("person", "id", "your group oversees the area", scope=("oversight", "area_id")),),
    ),
    Part("people_alsoknownas", parents=(("person_id", "people_person"),)),
    Part("people_identifier", parents=(("person_id", "people_person"),)),
    Part("people_address", parents=(("person_id", "people_person"),)),
    Part("people_personcontact", parents=(("person_id", "people_person"),), delete=True),
    Part("people_personsearch", parents=(("person_id", "people_person"),), delete=True, frozen=("person_id",)),
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
]

SCRIPTS = [Path(__file__).parent / "sql" / name for name in ("search.sql", "guarded.sql", "conflicts.sql", "rolls.sql")]
CALLABLE = [
    "access.search_people(text[], text[], date, date, integer, text, text, boolean)",
    "access.guards_of_best_hidden(bigint, text[], text[], date, date, integer, text)",
    "access.hidden_on_roll(bigint, integer[], text[], text[], text[], date[])",
    "access.guards_of_hidden_on_roll(bigint, integer[], text[], text[], text[], date[])",
    "access.unmake(bigint, bigint)",
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
