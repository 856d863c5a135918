"""Children of a school's own verified roll, put into its form: several at once, and nobody beyond it (SG-21)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from breakwater.casework.models import Answers
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.each import EACH, ROW, answers_in, fresh_row
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person

from ..registry import answers_of, pupils_of

MOST = 12


def letters_of(by: Actor) -> list[str]:
    """The letters that family names on the roll begin with; none for a team that has no roll."""
    return sorted({_letter(person) for person in pupils_of(by)})


def pupils_under(letter: str, by: Actor, *, answers: Answers) -> list[Person]:
    """The pupils under a letter who are not in the form yet."""
    there = {_facts(row) for row in _rows(answers.values)}
    return [person for person in pupils_of(by) if _letter(person) == letter and _facts(answers_of(person)) not in there]


@transaction.atomic
def add_from_roll(*, answers: Answers, picked: Sequence[str], by: Actor, at: datetime) -> int:
    """Put the picked pupils into the form with what the roll says of them, and the school they are at; answer how many.

    A row that was begun and left blank gives way. Whoever is in the form already, or on no roll of ours, is passed over.
    """
    held = Answers.objects.select_for_update(of=("self",)).get(pk=answers.pk)
    wanted = set(picked)
    rows = _rows(held.values)
    there = {_facts(row) for row in rows}
    chosen = [
        person for person in pupils_of(by) if person.public_id in wanted and _facts(answers_of(person)) not in there
    ]
    chosen = chosen[: max(MOST - len(rows), 0)]
    if not chosen:
        return 0
    organisation = by.membership.team.organisation
    here = {"name": organisation.name, "id": str(organisation.public_id)}
    made = [{ROW: fresh_row(), **answers_of(person)} for person in chosen]
    schools = answers_in(held.values.get("child_school")) | {row[ROW]: here for row in made}
    recording.set_facts(held, {"children": [*rows, *made], "child_school": {EACH: schools}}, by=by, at=at)
    return len(made)


def _rows(values) -> list[dict]:
    rows = values.get("children")
    return [row for row in rows if isinstance(row, dict) and row.keys() - {ROW}] if isinstance(rows, list) else []


def _facts(row: dict) -> tuple:
    return tuple(str(row.get(key, "")).casefold() for key in ("child_first_name", "child_family_name", "child_born"))


def _letter(person: Person) -> str:
    return (person.surname or person.forename or "?")[:1].upper()
