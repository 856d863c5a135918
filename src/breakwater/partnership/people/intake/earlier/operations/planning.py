"""Whom each line of an earlier system's file is about. Worked out as the area's service of lists, so that nobody's own sight changes a count.

A checked number with agreeing names and dates of birth ties a line by itself; so does the earlier system's own number of somebody settled
before, while name and birth stay. Whoever is near waits for a person. What the file marks as adopted or protected is compared with nobody
(SG-13), and a line that a hidden record may be meant by is counted like any other (SG-13, SG-15).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import connection

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName
from breakwater.partnership.people import cleaning
from breakwater.partnership.people.intake.operations import identifying
from breakwater.partnership.people.intake.reading.earlier import EarlierRow
from breakwater.partnership.people.intake.reading.pupils import who
from breakwater.partnership.people.models import Doubt, EarlierRecord, EarlierSource, Identifier, Person, Precision
from breakwater.partnership.people.search.comparing import names_agree

State = EarlierRecord.State
SAME, UNNAMED = "SAME", "UNNAMED"  # what comes to no record: in already, or of nobody the system's files have named


@dataclass(frozen=True)
class Whose:
    """Whom a line is about. `with_line` is the line of this file that enters the same person; `is_change` of a record in already.

    `seems` is the state it would have were nothing hidden, where that is another (SG-13).
    """

    row: EarlierRow
    state: str
    person: Person | None = None
    why: str = ""
    with_line: int | None = None
    is_change: bool = False
    seems: str = ""

    @property
    def shown(self) -> str:
        return self.seems or self.state

    @property
    def closes_line_alone(self) -> bool:
        """A marked line of somebody who is on record: their own record, and what came in of them before, stay as they are."""
        return bool(self.row.hidden) and self.shown in (State.EXACT, State.TIED)

    @property
    def why_words(self) -> str:
        """Why the line waits for a person."""
        return Doubt(self.why).label if self.why else ""


@dataclass(frozen=True)
class Plan:
    """What a file comes to, line by line."""

    lines: Sequence[Whose]

    @property
    def to_enter(self) -> list[Whose]:
        return [one for one in self.lines if one.state not in (SAME, UNNAMED)]

    @property
    def unnamed(self) -> list[EarlierRow]:
        return [one.row for one in self.lines if one.state == UNNAMED]

    @property
    def is_marked(self) -> bool:
        """Whether the file marks something as restricted, so that somebody must be named to read it (SG-06)."""
        return any(one.row.hidden for one in self.to_enter)

    @property
    def counts(self) -> dict[str, int]:
        return counts_of(self.lines)


def counts_of(lines: Iterable[Whose]) -> dict[str, int]:
    """How many lines bring somebody new, are of someone known, wait for a person; a hidden record changes none of them (SG-13)."""
    lines = list(lines)
    states = Counter(one.shown for one in lines)
    return {
        "new": states[State.NEW] + states[State.APART],
        "linked": states[State.EXACT] + states[State.TIED],
        "decide": states[State.WAITING],
        "same": states[SAME],
        "changed": sum(one.is_change for one in lines if one.state != SAME),
        "hidden": sum(bool(one.row.hidden) for one in lines if one.state not in (SAME, UNNAMED)),
        "line_alone": sum(one.closes_line_alone for one in lines),
        "unnamed": states[UNNAMED],
    }


def whose(row: EarlierRow) -> str:
    """A digest of name and birth: what was settled of the earlier system's number holds while they stay. Empty for an unnamed line."""
    return audit.digest("|".join(map(str, (*who(row.pupil)[:2], row.born))))[:64] if row.is_named else ""


def plan(source: EarlierSource, rows: Sequence[EarlierRow]) -> Plan:
    """Whom each line is about, in their order."""
    area = source.area
    with acting_as(service_of(area, ServiceName.LISTS)):
        marks = dict(_asked("select same_as, mark from access.earlier_marks(%s)", [source.pk]))
        left = [row for row in rows if marks.get(row.same_as) != row.mark]
        settled = _Settled(source, left)
        answers = {row.line: settled.of(row) for row in left}
        open_ones = [row for row in left if answers[row.line] is None]
        answers |= _compared(open_ones, area)
    found = [answers.get(row.line) or Whose(row, SAME) for row in rows]
    found = [_changed(one, marks) for one in found]
    return Plan(_one_person_once(found))


def _asked(sql: str, asked: Sequence) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return cursor.fetchall()


def _changed(one: Whose, marks: dict) -> Whose:
    if one.state == SAME or one.row.same_as not in marks:
        return one
    return replace(one, is_change=True)


class _Settled:
    """What earlier files settled of the system's own numbers."""

    def __init__(self, source: EarlierSource, rows: Sequence[EarlierRow]):
        numbers = {row.their_id for row in rows if row.their_id}
        known = EarlierRecord.objects.in_force().filter(
            area=source.area_id, source__system=source.system, their_id__in=numbers
        )
        self.known: dict[str, EarlierRecord] = {}
        for one in known.select_related("person").order_by("pk"):
            stands = self.known.get(one.their_id)
            if stands is None or one.person_id and not stands.person_id or one.who and not stands.who:
                self.known[one.their_id] = one
        hidden = _asked("select their_id from access.earlier_hidden(%s, %s)", [source.area_id, source.system])
        self.hidden = {number for (number,) in hidden}

    def of(self, row: EarlierRow) -> Whose | None:
        """Whom the line is about by the system's own number or by its mark; None where it is to be compared."""
        if row.their_id in self.hidden:
            return Whose(row, State.APART, seems=State.TIED)
        known = self.known.get(row.their_id)
        if known is not None:
            says_another = row.is_named and known.who and known.who != whose(row)
            if known.person is None or says_another:
                return Whose(row, State.WAITING, why=Doubt.NUMBER if says_another else known.why or Doubt.CLOSE)
            return Whose(row, State.TIED, known.person)
        if not row.is_named:
            return Whose(row, UNNAMED)
        return Whose(row, State.NEW) if row.is_never_compared else None


def _compared(rows: Sequence[EarlierRow], area: Area) -> dict[int, Whose]:
    """Lines of people whom no earlier file settled, by the rules of every intake; without a whole birth none is tied by itself."""
    dated = [row for row in rows if row.pupil.born_on]
    undated = [row for row in rows if not row.pupil.born_on]
    found = {}
    for row, answer in zip(dated, identifying.find([row.pupil for row in dated], area=area), strict=True):
        found[row.line] = Whose(row, answer.state, answer.person, answer.why)
    held = _held_numbers(undated)
    for row in undated:
        is_held = ("UPN", row.upn) in held or ("NHS", row.nhs) in held
        found[row.line] = Whose(row, State.WAITING, why=Doubt.NUMBER) if is_held else Whose(row, State.NEW)
    new = [row for row in rows if found[row.line].state == State.NEW]
    near = _near_without_a_day(new)
    found |= {row.line: Whose(row, State.WAITING, why=Doubt.CLOSE) for row in new if row.line in near}
    apart = _hidden_without_a_day([row for row in undated if found[row.line].state == State.NEW], area)
    return found | {row.line: Whose(row, State.APART) for row in undated if row.line in apart}


def _held_numbers(rows: Sequence[EarlierRow]) -> set[tuple[str, str]]:
    numbers = {row.upn for row in rows} | {row.nhs for row in rows}
    held = Identifier.objects.finding().filter(scheme__in=("UPN", "NHS"), value__in=numbers - {""})
    return set(held.values_list("scheme", "value"))


def _near_without_a_day(rows: Sequence[EarlierRow]) -> set[int]:
    """The lines that may be somebody of nearly the same names, where the line or the record does not know the day of birth."""
    keys = {row.line: who(row.pupil)[:2] for row in rows}
    sounds = sorted({_sounds(*names) for names in keys.values()})
    by_sound: dict[tuple[str, str], list] = {}
    for first, last, *known in _asked(
        "select q.fn, q.sn, s.fn, s.sn, s.yob, s.dob_precision from unnest(%s::text[], %s::text[]) as q(fn, sn)"
        " join people_personsearch s on s.fn_ph = q.fn and s.sn_ph = q.sn where q.fn <> '' and q.sn <> ''",
        [[first for first, _ in sounds], [last for _, last in sounds]],
    ):
        by_sound.setdefault((first, last), []).append(known)
    near = set()
    for row in rows:
        names = keys[row.line]
        for fn, sn, year, precision in by_sound.get(_sounds(*names), ()):
            both_days = row.pupil.born_on and precision == Precision.DAY
            same_year = year is None or row.born is None or abs(year - row.born.year) <= 1
            if not both_days and same_year and all(names_agree(*names, [(fn, sn)])):
                near.add(row.line)
    return near


def _hidden_without_a_day(rows: Sequence[EarlierRow], area: Area) -> set[int]:
    """Lines without a day of birth that a hidden record may be meant by, also by their numbers."""
    if not rows:
        return set()
    keys = [(row.line, *_sounds(*who(row.pupil)[:2]), row.born and row.born.year) for row in rows]
    found = _asked(
        "select line from access.hidden_undated(%s, %s::integer[], %s::text[], %s::text[], %s::integer[])",
        [area.pk, *(list(column) for column in zip(*keys, strict=True))],
    )
    return {line for (line,) in found} | identifying.hidden_lines([row.pupil for row in rows], area)


def _sounds(forename: str, surname: str) -> tuple[str, str]:
    return cleaning.first_sound(forename), cleaning.sound_of(surname)


def _one_person_once(lines: Sequence[Whose]) -> list[Whose]:
    """Lines of one person who is new enter them once; the same name without a number in common is for a person to decide."""
    first: dict[tuple, Whose] = {}
    found = []
    for one in lines:
        if one.state == State.NEW:
            row = one.row
            keys = [
                ("their_id", row.their_id),
                *(() if row.is_never_compared else (("upn", row.upn), ("nhs", row.nhs))),
            ]
            keys = [key for key in keys if key[1]]
            before = next((first[key] for key in keys if key in first), None)
            named = ("who", whose(row))
            if before is not None and whose(before.row) == whose(row):
                one = Whose(row, State.TIED, with_line=before.row.line, is_change=one.is_change)
            elif before is not None:
                one = Whose(row, State.WAITING, why=Doubt.NUMBER, is_change=one.is_change)
            elif named in first and not row.is_never_compared:
                one = Whose(row, State.WAITING, why=Doubt.CLOSE, is_change=one.is_change)
            else:
                first |= dict.fromkeys(keys, one)
                if not row.is_never_compared:
                    first.setdefault(named, one)
        found.append(one)
    return found
