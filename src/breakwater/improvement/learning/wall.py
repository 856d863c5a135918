"""Who may know of a serious incident: those named on it, and nobody by oversight or glass (PL 6.8).

Whoever raised it finds it until the partners have considered it. Whoever is barred from the child, or has a conflict of interest that was
recorded, finds nothing of it whatever they are (`sql/conflicts.sql`).
"""

from pathlib import Path

from breakwater.foundation.grants.declare import Follows, Gives, Part, Root

_INCIDENT = (("incident_id", "learning_seriousincident"),)

TABLES = [
    Root(
        "learning_seriousincident",
        kind="serious_incident",
        opens=False,
        frozen=("public_id", "area_id", "reference", "raised_at", "raised_by_id", "raised_user_id", "key"),
        gives=(
            Gives(
                "serious_incident",
                "id",
                "you raised it",
                scope=("person", "raised_user_id"),
                when="f.state = 'RAISED'",
                stays=True,
            ),
        ),
        follows=(Follows(("serious_incident", "id"), ("person", "child_id")),),
    ),
    Part(
        "learning_member",
        parents=_INCIDENT,
        update=("ended_at",),
        gives=(
            Gives(
                "serious_incident",
                "incident_id",
                "you are named on it",
                scope=("person", "user_id"),
                when="f.ended_at is null",
                stays=True,
            ),
        ),
    ),
    Part("learning_conflict", parents=_INCIDENT, update=False),
    Part("learning_statechange", parents=_INCIDENT, update=False),
]

SCRIPTS = sorted((Path(__file__).parent / "sql").glob("*.sql"))
CALLABLE = ["access.keep_from_serious_incident(bigint, bigint)"]
