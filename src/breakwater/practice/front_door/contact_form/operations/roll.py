"""Children of a school's own verified roll, put into its form: several at once, and nobody beyond it (SG-21)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from breakwater.casework.models import Answers
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.row_questions import EACH, ROW, answers_in, fresh_row
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.cleaning import clean_name
from breakwater.partnership.people.models import Enrolment, Identifier, Person

from ..own_roll import answers_of, pupils_of

MOST = 12


@dataclass(frozen=True)
class Choice:
    """What the page of a roll shows: its letters, who answers what was asked for, and who was ticked before and is not among them."""

    letters: list[str]
    found: list[Person]
    ticked: list[Person]


def letters_of(by: Actor) -> list[str]:
    """The letters that family names on the roll begin with; none for a team that has no roll."""
    return sorted({_letter(person) for person in pupils_of(by)})


def choose(*, answers: Answers, by: Actor, letter: str = "", words: str = "", picked: Sequence[str] = ()) -> Choice:
    """Look through the team's own roll, and nothing beyond it, for a letter or for names; the roll is read once.

    Whoever is in the form already is passed over. Every word typed begins one of the names, in any order.
    """
    there = {_facts(row) for row in _rows(answers.values)}
    roll = pupils_of(by)
    free = [person for person in roll if _facts(answers_of(person)) not in there]
    wanted = clean_name(words).split()
    found = []
    if wanted:
        found = [person for person in free if _is_called(person, wanted)]
    elif letter:
        found = [person for person in free if _letter(person) == letter]
    shown, ticked = {person.pk for person in found}, set(picked)
    return Choice(
        sorted({_letter(person) for person in roll}),
        found,
        [person for person in free if person.public_id in ticked and person.pk not in shown],
    )


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
    numbers, years = _numbers(chosen), _years(chosen, by)
    made = [{ROW: fresh_row(), **answers_of(person), **numbers.get(person.pk, {})} for person in chosen]
    schools = answers_in(held.values.get("child_school")) | {row[ROW]: here for row in made}
    classes = answers_in(held.values.get("child_year_group")) | {
        row[ROW]: years[person.pk] for person, row in zip(chosen, made, strict=True) if years.get(person.pk)
    }
    facts = {"children": [*rows, *made], "child_school": {EACH: schools}}
    recording.set_facts(held, facts | ({"child_year_group": {EACH: classes}} if classes else {}), by=by, at=at)
    return len(made)


def _numbers(chosen: Sequence[Person]) -> dict[int, dict]:
    """The UPN of each that has one today, as an answer of the form."""
    found = Identifier.objects.checked().filter(person__in=chosen, scheme=Identifier.Scheme.UPN, ends_on=None)
    return {each.person_id: {"child_upn": each.value} for each in found.order_by("pk")}


def _years(chosen: Sequence[Person], by: Actor) -> dict[int, str]:
    """The year group in which the roll has each of them."""
    found = Enrolment.objects.filter(person__in=chosen, team=by.membership.team_id, verified_on__isnull=False)
    return {each.person_id: each.year_group for each in found.order_by("starts_on", "pk")}


def _is_called(person: Person, wanted: Sequence[str]) -> bool:
    names = clean_name(f"{person.forename} {person.surname} {person.known_as}").split()
    return all(any(name.startswith(word) for name in names) for word in wanted)


def _rows(values) -> list[dict]:
    rows = values.get("children")
    return [row for row in rows if isinstance(row, dict) and row.keys() - {ROW}] if isinstance(rows, list) else []


def _facts(row: dict) -> tuple:
    return tuple(str(row.get(key, "")).casefold() for key in ("child_first_name", "child_family_name", "child_born"))


def _letter(person: Person) -> str:
    return (person.surname or person.forename or "?")[:1].upper()
