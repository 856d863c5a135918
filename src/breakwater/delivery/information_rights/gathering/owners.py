"""Whose a row is: the people it names, else those of the row that it hangs from."""

from collections.abc import Iterable, Mapping

from .ways import PERSON, keys_of, tables

Row = tuple[str, int, Mapping]
Owners = dict[tuple[str, int], set[int]]
SHARED = frozenset({PERSON, "casework_case", "casework_handover", "front_door_submission", "child_on_child_incident"})
ROUNDS = 3  # a part of a part of a row


def owners(found: Iterable[Row]) -> Owners:
    """By table and row, the people whose it is; a row of nobody's, such as a case, is not in it."""
    rows = [row for row in found if row[0] != PERSON]
    made: Owners = {}
    for table, pk, held in rows:
        if named := {held.get(key.column) for key in keys_of(tables()[table]) if _is_person(key)} - {None}:
            made[table, pk] = named
    _of_forms(rows, made)
    for _ in range(ROUNDS):
        for table, pk, held in rows:
            if (table, pk) not in made and table not in SHARED and (named := _of_parents(table, held, made)):
                made[table, pk] = named
    return made


def _is_person(key) -> bool:
    return key.related_model._meta.db_table == PERSON


def _of_forms(rows: list[Row], made: Owners) -> None:
    """A form is whose part it is of an assessment, or whose contacts came with it."""
    sent = {held["answers_id"]: pk for table, pk, held in rows if table == "front_door_submission"}
    children: dict[int, set[int]] = {}
    for table, _, held in rows:
        if table == "front_door_contact" and held.get("child_id"):
            children.setdefault(held["submission_id"], set()).add(held["child_id"])
    for table, _, held in rows:
        if table == "early_help_childpart":
            made["casework_answers", held["answers_id"]] = {held["person_id"]}
    for answers, submission in sent.items():
        if submission in children:
            made["casework_answers", answers] = children[submission]


def _of_parents(table: str, held: Mapping, made: Owners) -> set[int]:
    named: set[int] = set()
    for key in keys_of(tables()[table]):
        parent = key.related_model._meta.db_table
        if parent not in SHARED and held.get(key.column):
            named |= made.get((parent, held[key.column]), set())
    return named
