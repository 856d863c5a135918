"""Who reads a request: information governance of its area, the second person it names, and whoever handed it over, without what was gathered."""

from pathlib import Path

from breakwater.foundation.grants.declare import Own

from .gathering import ways

_OFFICERS = ("team", "team_id")
_SECOND = ("person", "second_user_id")

TABLES = [
    Own(
        "information_rights_rightsrequest",
        own=(_OFFICERS, _SECOND, ("person", "handed_user_id")),
        frozen=(
            *("public_id", "area_id", "reference", "team_id", "handed_user_id", "at", "by_id", "key"),
            *("approved_at", "approved_by_id", "checked_at", "checked_by_id", "correcting"),
        ),
    ),
    Own("information_rights_rightsstep", own=(_OFFICERS,), update=False),
    Own("information_rights_rightssubject", own=(_OFFICERS,), insert=False, update=False),
    Own("information_rights_gathereditem", own=(_OFFICERS, _SECOND), update=("second_user_id",), delete=True),
    Own(
        "information_rights_mark",
        own=(_OFFICERS, _SECOND),
        update=("second_user_id", "ground", "off_at", "off_because", "opinion"),
        delete=True,
    ),
    Own(
        "information_rights_keeperasked",
        own=(_OFFICERS, ("team", "keeper_team_id")),
        update=("answered_at", "answered_by_id", "given"),
    ),
    Own(
        "information_rights_correction",
        own=(_OFFICERS, ("team", "holder_id")),
        update=("answered_at", "answered_by_id", "outcome", "said"),
    ),
    Own("information_rights_agencytotell", own=(_OFFICERS,), update=("said", "said_at", "said_by_id")),
    Own("information_rights_package", own=(_OFFICERS,), update=("deleted_at",)),
]

SCRIPTS = sorted((Path(__file__).parent / "sql").glob("*.sql"))
CALLABLE = [
    "access.rights_approve(bigint, bigint[], timestamptz)",
    "access.rights_asked_about(bigint)",
    "access.rights_check(bigint, timestamptz)",
    "access.rights_people(bigint, text, date, text)",
    "access.rights_noted(bigint)",
    "access.rights_open(bigint)",
    "access.rights_rows(bigint)",
    "access.rights_others(bigint)",
    "access.rights_due(bigint)",
    "access.rights_corrections_late(bigint, date)",
    "access.rights_dispute(bigint, bigint, text, text, boolean, timestamptz, uuid)",
    "access.rights_disputes_open(bigint)",
    "access.rights_end_disputes(bigint, text, timestamptz)",
    "access.rights_holder(bigint, text, bigint)",
    "access.rights_over(bigint, timestamptz)",
    "access.rights_forget(bigint, timestamptz)",
]


def after_build(cursor) -> None:
    """Write down by which keys everything of a person is found, as the models have them now."""
    cursor.execute("delete from access.rights_way")
    cursor.executemany(
        "insert into access.rights_way (child, col, parent, up) values (%s, %s, %s, %s)",
        [(way.child, way.column, way.parent, way.up) for way in ways.ways()],
    )
