"""Who may know of a person: the area's oversight group, the school while a place is verified, readers of their cases."""

from pathlib import Path

from breakwater.foundation.grants.declare import Gives, Part, Root

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
    Part("people_relationship", parents=(("person_id", "people_person"), ("other_id", "people_person"))),
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

SCRIPTS = [Path(__file__).parent / "sql" / "search.sql"]
CALLABLE = ["access.search_people(text[], text[], date, date, integer, text, text, boolean)"]
