"""In what order a record is read: who the people are, then each case from its first day to its last, then the rest."""

from collections.abc import Mapping
from datetime import datetime

from breakwater.casework.pathways.registry import PATHWAYS
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date

from .ended import RECORDED
from .owners import ROUNDS, Owners, Row
from .ways import PERSON, keys_of, tables

CASE = "casework_case"
HAPPENED = ("happened_at", "given_on", "said_on", "told_on", "held_at", *RECORDED, "opened_at")
REST = "Other records"


def ordered(found: list[Row], owners: Owners, names: Mapping[int, str]) -> list[tuple[str, Row]]:
    """Each row with the heading that it stands under, in the order of time."""
    people = {pk: place for place, (table, pk, _) in enumerate(found) if table == PERSON}
    opened = {pk: held for table, pk, held in found if table == CASE}
    cases = case_of_rows(found)

    def place(row: Row) -> tuple:
        table, pk, held = row
        theirs = sorted(owners.get((table, pk), set()) & set(people), key=people.__getitem__)
        person = pk if table == PERSON else theirs[0] if theirs and table.startswith("people_") else None
        case = pk if table == CASE else cases.get((table, pk))
        group = (
            (0, people[person], "")
            if person in people
            else (1, 0, opened[case]["opened_at"] or "")
            if case in opened
            else (2, 0, "")
        )
        heading = f"About {names[person]}" if group[0] == 0 else case_said(opened[case]) if group[0] == 1 else REST
        return group, heading, table not in (PERSON, CASE), happened(held), table, pk

    placed = sorted(((place(row), row) for row in found), key=lambda each: each[0])
    return [(where[1], row) for where, row in placed]


def happened(held: Mapping) -> str:
    """The day or moment of a row, as the database writes it; "" where it says none."""
    return next((str(held[name]) for name in HAPPENED if held.get(name)), "")


def case_said(held: Mapping) -> str:
    """ "Early help episode E-26-AAAAA-X, opened 3 March 2026"."""
    noun = PATHWAYS[held["kind"]].noun if held["kind"] in PATHWAYS else "case"
    day = (
        f", opened {date_in_words(london_date(datetime.fromisoformat(held['opened_at'])))}" if held["opened_at"] else ""
    )
    return f"{noun[:1].upper()}{noun[1:]} {held['reference']}{day}"


def case_of_rows(found: list[Row]) -> dict[tuple[str, int], int]:
    """By table and row, the case that it belongs to: its own, else that of the row it hangs from, or of what came of it."""
    made = {(table, pk): held["case_id"] for table, pk, held in found if held.get("case_id")}
    for table, _, held in found:
        if table == "front_door_contact" and held.get("case_id"):
            made.setdefault(("front_door_submission", held["submission_id"]), held["case_id"])
    for _ in range(ROUNDS + 1):
        for table, pk, held in found:
            for key in keys_of(tables()[table]):
                near, other = (table, pk), (key.related_model._meta.db_table, held.get(key.column))
                if other in made and other[0] not in (PERSON, CASE):
                    made.setdefault(near, made[other])
                elif near in made and other[0] == "casework_answers" and other[1]:
                    made.setdefault(other, made[near])
    return made
