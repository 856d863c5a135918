"""Whom the rows of a roll or an agency's list are: found in bulk, by the rules of a child-safety import. Run as the area's
service of lists.

An exact, checked number with an agreeing forename, surname and birth: the same child. The same number where one of them is
another: a person decides (SG-15). No known number and a near name and birth: a person decides. Otherwise someone new. Nobody
is ever joined on a name; twins differ in their forename.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.models import Area, Team
from breakwater.partnership.people import cleaning
from breakwater.partnership.people.models import (
    AlsoKnownAs,
    Doubt,
    Enrolment,
    Identifier,
    Person,
    PersonSearch,
    Precision,
    RollTie,
)
from breakwater.partnership.people.search import comparing
from breakwater.partnership.people.search.comparing import ALIKE, NEAR, names_agree

from ..reading.pupils import who
from ..reading.rows import Pupil

State = RollTie.State
ASKED = "%s, %s::integer[], %s::text[], %s::text[], %s::text[], %s::text[], %s::date[]"


@dataclass(frozen=True)
class Found:
    """Whom a row is. EXACT: name and birth both agree with a checked number (SG-15)."""

    state: str
    person: Person | None = None
    why: str = ""


NEW = Found(State.NEW)


def find(pupils: Sequence[Pupil], *, area: Area, team: Team | None = None) -> list[Found]:
    """One answer for each row, in their order. With the `team` of a school the rows are its roll: nobody else's place is taken."""
    numbers = _holders(pupils)
    people = Person.objects.filter(area=area).in_bulk({pk for held in numbers.values() for pk in held})
    names = names_of(people.values())
    elsewhere = _places_elsewhere(people, team) if team else set()
    answers: list[Found | None] = []
    for pupil in pupils:
        held = {pk for number in _numbers(pupil) for pk in numbers.get(number, ())} & people.keys()
        answers.append(_by_number(pupil, [people[pk] for pk in held], names, elsewhere) if held else None)
    taken = {answer.person.pk for answer in answers if answer and answer.person} | _tied(team) if team else set()
    rest = [pupil for pupil, answer in zip(pupils, answers, strict=True) if answer is None]
    close = _close(rest, area, taken)
    hidden = hidden_lines([pupil for pupil in rest if pupil.line not in close], area)
    for n, pupil in enumerate(pupils):
        if answers[n] is None:
            if pupil.line in close:
                answers[n] = Found(State.WAITING, why=Doubt.CLOSE)
            else:
                answers[n] = Found(State.APART) if pupil.line in hidden else NEW
    return answers


def _numbers(pupil: Pupil) -> list[tuple[str, str]]:
    return [(scheme, value) for scheme, value in (("UPN", pupil.upn), ("NHS", pupil.nhs)) if value]


def _holders(pupils: Sequence[Pupil]) -> dict[tuple[str, str], set[int]]:
    found = defaultdict(set)
    for scheme in ("UPN", "NHS"):
        wanted = {value for pupil in pupils for kind, value in _numbers(pupil) if kind == scheme}
        held = Identifier.objects.telling_who().filter(scheme=scheme, value__in=wanted)
        for value, person in held.values_list("value", "person_id"):
            found[scheme, value].add(person)
    return found


def names_of(people: Iterable[Person]) -> dict[int, set[tuple[str, str]]]:
    """What each of them is called, cleaned: (forename, surname) with every forename in use and every other name."""
    people = {person.pk: person for person in people}
    names = {
        pk: {
            (cleaning.clean_name(given), cleaning.clean_name(one.surname))
            for given in (one.forename, one.known_as)
            if given
        }
        for pk, one in people.items()
    }
    for other in AlsoKnownAs.objects.filter(person__in=people):
        one = people[other.person_id]
        names[one.pk].add(
            (cleaning.clean_name(other.forename or one.forename), cleaning.clean_name(other.surname or one.surname))
        )
    return names


def _places_elsewhere(people, team: Team) -> set[int]:
    """People with a place that has not ended at another school, and none here."""
    places = Enrolment.objects.filter(person__in=people, ends_on=None).values_list("person_id", "team_id")
    here = {person for person, at in places if at == team.pk}
    return {person for person, at in places if at != team.pk} - here


def _by_number(pupil: Pupil, holders: list[Person], names, elsewhere: set[int]) -> Found:
    if len(holders) > 1:
        return Found(State.WAITING, why=Doubt.TWO)
    (person,) = holders
    forename, surname = names_agree(*who(pupil)[:2], names[person.pk])
    if not forename and pupil.known_as:
        forename, surname = names_agree(cleaning.clean_name(pupil.known_as), who(pupil)[1], names[person.pk])
    born = person.born_precision == Precision.DAY and person.born_on == pupil.born_on
    if not (forename and surname and born):
        return Found(State.WAITING, why=Doubt.NUMBER)
    if person.pk in elsewhere:
        return Found(State.WAITING, why=Doubt.ELSEWHERE)
    return Found(State.EXACT, person)


def _tied(team: Team) -> set[int]:
    """People whom a pupil of this school's present roll is already known as."""
    tied = RollTie.objects.filter(pupil__team=team, pupil__left_in=None, person__isnull=False)
    return set(tied.values_list("person_id", flat=True))


def _close(pupils: Sequence[Pupil], area: Area, taken: set[int]) -> set[int]:
    """The lines of rows that are near someone known: by name and birth, never enough to join them."""
    rows = _same_birth(pupils, area) + _same_sound(pupils)
    by_birth, by_sound = defaultdict(set), defaultdict(set)
    for person, fn, sn, dob in rows:
        if person not in taken:
            by_birth[dob].add((fn, sn))
            by_sound[cleaning.first_sound(fn), cleaning.sound_of(sn)].add((fn, sn, dob))
    return {pupil.line for pupil in pupils if _is_close(pupil, by_birth, by_sound)}


def _same_birth(pupils: Sequence[Pupil], area: Area) -> list[tuple]:
    days = {pupil.born_on for pupil in pupils}
    days |= {swapped for day in days if (swapped := cleaning.swapped_date(day))}
    known = PersonSearch.objects.filter(dob__in=days, dob_precision=Precision.DAY, person__area=area)
    return list(known.values_list("person_id", "fn", "sn", "dob"))


def _same_sound(pupils: Sequence[Pupil]) -> list[tuple]:
    sounds = sorted({(cleaning.first_sound(fn), cleaning.sound_of(sn)) for fn, sn, _ in map(who, pupils)})
    with connection.cursor() as cursor:
        cursor.execute(
            "select s.person_id, s.fn, s.sn, s.dob from unnest(%s::text[], %s::text[]) as q(fn, sn)"
            " join people_personsearch s on s.fn_ph = q.fn and s.sn_ph = q.sn"
            " where s.dob is not null and s.dob_precision = 'DAY' and q.fn <> '' and q.sn <> ''",
            [[fn for fn, _ in sounds], [sn for _, sn in sounds]],
        )
        return cursor.fetchall()


def _is_close(pupil: Pupil, by_birth, by_sound) -> bool:
    fn, sn, born = who(pupil)
    days: set[date] = {born} | {day for day in (cleaning.swapped_date(born),) if day}
    if any(all(names_agree(fn, sn, [other])) for day in days for other in by_birth.get(day, ())):
        return True
    return any(
        comparing.forenames(fn, other)[0] in ALIKE and comparing.surnames(sn, last)[0] in ALIKE and _near(born, day)
        for other, last, day in by_sound.get((cleaning.first_sound(fn), cleaning.sound_of(sn)), ())
    )


def _near(born: date, other: date) -> bool:
    return abs((born - other).days) < 400 and comparing.births(PartDate.of(born), other, "DAY") in NEAR


def asked(pupils: Sequence) -> list[list]:
    """The arguments of the functions that look behind the wall."""
    keys = [(getattr(p, "line", n), p.upn, p.nhs, *who(p)) for n, p in enumerate(pupils)]
    rows = [
        (line, upn, nhs, cleaning.first_sound(fn), cleaning.sound_of(sn), dob) for line, upn, nhs, fn, sn, dob in keys
    ]
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(6)]


def hidden_lines(pupils: Sequence[Pupil], area: Area) -> set[int]:
    """The lines that a hidden record may be meant by. Asked as the area's service of lists."""
    with connection.cursor() as cursor:
        cursor.execute(f"select line from access.hidden_on_roll({ASKED})", [area.pk, *asked(pupils)])
        return {line for (line,) in cursor.fetchall()}


def guards_of(pupils: Sequence, area: Area) -> list[int | None]:
    """The humans to tell that a roll may concern a record they guard; None among them where nobody holds a post."""
    with connection.cursor() as cursor:
        cursor.execute(f"select human from access.guards_of_hidden_on_roll({ASKED})", [area.pk, *asked(pupils)])
        return [human for (human,) in cursor.fetchall()]
