"""Taking a file in, some lines at a time, so that it shows how far it is and goes on where it stopped; and undoing it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.foundation.facts import values_of
from breakwater.partnership.organisations.models import Actor, Area, User
from breakwater.partnership.people import cleaning
from breakwater.partnership.people.intake.operations.blind_alerts import tell_guards
from breakwater.partnership.people.intake.operations.entries import GoneAlready, Upload
from breakwater.partnership.people.intake.reading.earlier import EarlierRead, EarlierRow, precision_of
from breakwater.partnership.people.models import (
    EarlierFile,
    EarlierRecord,
    EarlierSource,
    Identifier,
    Person,
    PersonSearch,
)
from breakwater.partnership.people.records.operations import restrictions
from breakwater.partnership.people.records.operations.locking import call
from breakwater.partnership.people.records.operations.people import NewPerson
from breakwater.partnership.people.search import search_rows

from .planning import Whose, counts_of, plan, whose
from .receiving import EARLIER, begin_taking

AT_ONCE = 500
UNDONE_AT_ONCE = 200
State = EarlierFile.State
Settled = EarlierRecord.State
KEPT = (
    "reference",
    "their_id",
    "upn",
    "nhs",
    "forename",
    "surname",
    "starts_on",
    "ends_on",
    "came_from",
    "reason",
    "outcome",
    "worker",
    "hidden",
)
CLOSED_THERE = "Restricted in the earlier system"


def take_in(*, file: int, area: Area, at: datetime) -> None:
    """Take in a file that someone confirmed."""
    EARLIER.work(file, State.TAKING, area=area, at=at, steps=_steps_of_its_file, finish=_finish)


def take_in_at_once(
    source: EarlierSource, *, upload: Upload, as_at, by: Actor, at: datetime, readers: Sequence[int] = ()
) -> EarlierFile:
    """Take in a file that stays with whoever sends it: no copy is kept. Run as the area's service of lists.

    Raises NotARoll, TakenInAlready, NeedsReaders.
    """
    entry, found, compared = EARLIER.not_kept(source, upload=upload, by=by, at=at, as_at=as_at)
    begin_taking(entry, found, compared, by=by, at=at, readers=readers)
    for step in [*_steps(found), _finish]:
        step(entry, by=by, at=at)
    return entry


def _steps_of_its_file(entry: EarlierFile) -> Iterator[Callable]:
    return _steps(EARLIER.comparison_of(entry, at=entry.received_at)[0])


def _steps(found: EarlierRead) -> Iterator[Callable]:
    for start in range(0, len(found.rows), AT_ONCE):
        yield partial(_enter, start, found.rows[start : start + AT_ONCE])


@transaction.atomic
def _enter(start: int, rows: Sequence[EarlierRow], entry: EarlierFile, *, by: Actor, at: datetime) -> None:
    if entry.done > start:
        return  # by a job that stopped later
    planned = plan(entry.source, rows)
    lines = planned.to_enter
    people, made = _people_of(lines, entry, by=by, at=at)
    kept = EarlierRecord.objects.bulk_create(_record(one, entry, people, made) for one in lines)
    _close(lines, kept, entry, by=by, at=at)
    names = [(cleaning.clean_name(one.row.forename), cleaning.clean_name(one.row.surname)) for one in lines]
    keys = [
        (one.row.line, *said, cleaning.first_sound(said[0]), cleaning.sound_of(said[1]))
        for one, said in zip(lines, names, strict=True)
    ]
    call(
        "access.settle_earlier(%s, %s::integer[], %s::text[], %s::text[], %s::text[], %s::text[])",
        entry.pk,
        *([list(column) for column in zip(*keys, strict=True)] or [[] for _ in range(5)]),
    )
    open_ones = [
        one.row.pupil for one in lines if one.person is None and one.row.is_named and not one.row.is_never_compared
    ]
    tell_guards(open_ones, entry.area)
    for person in sorted({person.pk for person in people.values()}):
        audit.did("named in records of an earlier system", "person", person, file=entry.pk)
    for name, number in counts_of(planned.lines).items():
        entry.outcome[name] = entry.outcome.get(name, 0) + number
    entry.done += len(rows)
    entry.save(update_fields=["outcome", "done"])


def _people_of(
    lines: Sequence[Whose], entry: EarlierFile, *, by: Actor, at: datetime
) -> tuple[dict[int, Person], Mapping[int, list]]:
    """(people by line, rows made by line): those known, and those whom these lines enter, findable at once."""
    people = {one.row.line: one.person for one in lines if one.person is not None}
    new = [one.row for one in lines if one.state == Settled.NEW]
    made: dict[int, list] = {row.line: [] for row in new}
    fresh = Person.objects.bulk_create(person_from(row, entry.area_id, by=by, at=at) for row in new)
    entered = dict(zip((row.line for row in new), fresh, strict=True))
    people |= entered
    numbers = [(row, one) for row in new for one in _identifiers(row, entered[row.line])]
    for row in new:
        made[row.line].append({"what": "person", "id": entered[row.line].pk})
        audit.did("entered from an earlier system", "person", entered[row.line].pk, file=entry.pk)
    for (row, _), one in zip(numbers, Identifier.objects.bulk_create(one for _, one in numbers), strict=True):
        made[row.line].append({"what": "identifier", "id": one.pk})
    PersonSearch.objects.bulk_create(
        found for row in new if not row.is_never_compared for found in search_rows.rows_of(entered[row.line])
    )
    people |= {one.row.line: entered[one.with_line] for one in lines if one.with_line in entered}
    return people, made


def person_from(row: EarlierRow, area: int, *, by: Actor, at: datetime) -> Person:
    facts = NewPerson(
        forename=row.forename, surname=row.surname, born=row.born, expected_on=row.expected_on, sex=row.sex
    )
    return Person(area_id=area, **facts.columns(), entered_at=at, entered_by=by)


def _identifiers(row: EarlierRow, person: Person) -> list[Identifier]:
    return [
        Identifier(
            person=person, scheme=scheme, value=value, passes_check=True, status="GIVEN" if scheme == "NHS" else ""
        )
        for scheme, value in (("UPN", row.upn), ("NHS", row.nhs))
        if value
    ]


def _record(one: Whose, entry: EarlierFile, people: Mapping[int, Person], made: Mapping[int, list]) -> EarlierRecord:
    row = one.row
    return EarlierRecord(
        area_id=entry.area_id,
        source_id=entry.source_id,
        file=entry,
        line=row.line,
        same_as=row.same_as,
        mark=row.mark,
        who=whose(row),
        born_on=NewPerson(forename="-", born=row.born).columns()["born_on"],
        born_precision=precision_of(row.born),
        sex=row.sex or "U",
        person=people.get(row.line),
        state=one.state,
        why=one.why,
        made=made.get(row.line, []),
        **values_of(row, *KEPT),
    )


def _close(
    lines: Sequence[Whose], kept: Sequence[EarlierRecord], entry: EarlierFile, *, by: Actor, at: datetime
) -> None:
    """Close what the file marks as restricted to the named readers, in the transaction that writes it (SG-12, SG-16, SG-27).

    Somebody entered by a marked line is closed as a person; of somebody whom another line enters or who was known before, and of a line
    in doubt, the record itself is.
    """
    if not any(one.row.hidden for one in lines):
        return
    readers = list(User.objects.filter(pk__in=entry.readers))
    hidden_at = {one.row.line: one.row.hidden for one in lines if one.state == Settled.NEW}
    marked = [pair for pair in zip(lines, kept, strict=True) if pair[0].row.hidden and pair[0].state != Settled.APART]
    for one, record in marked:  # before their people are closed: from then on nobody but the readers finds the record
        if one.state != Settled.NEW and hidden_at.get(one.with_line) != one.row.hidden:
            breakable = not one.row.is_never_compared
            humans = [reader.pk for reader in readers]
            call(
                "access.seal_row('earlier_record', %s, %s, %s, %s, %s)",
                record.pk,
                humans,
                CLOSED_THERE,
                breakable,
                by.pk,
            )
    for one, record in marked:  # a hidden record closes what is tied to it
        if one.state == Settled.NEW:
            breakable = not one.row.is_never_compared
            guard = {} if breakable else {"guarded_as": one.row.hidden}
            restrictions.restrict(
                person=record.person, readers=readers, reason=CLOSED_THERE, by=by, at=at, breakable=breakable, **guard
            )


def _finish(entry: EarlierFile, *, by: Actor, at: datetime) -> None:
    entry.state, entry.taken_at = State.TAKEN, at
    entry.save(update_fields=["state", "taken_at"])
    audit.did("took in records of an earlier system", "earlier_file", entry.pk, **entry.outcome)


@transaction.atomic
def undo(entry: EarlierFile, *, by: Actor, at: datetime) -> EarlierFile:
    """Begin to undo; a job does it. Raises GoneAlready where it was never taken in, Busy. Said twice, it is undone once."""
    EARLIER.one_at_a_time(entry.source)
    entry = EARLIER.locked(entry)
    if entry.state in (State.UNDOING, State.UNDONE):
        return entry
    if entry.state != State.TAKEN:
        raise GoneAlready(str(entry.public_id))
    EARLIER.refuse_two_at_once(entry)
    entry.done = 0
    EARLIER.begin_undoing(entry, by=by)
    audit.did("began to undo records of an earlier system", "earlier_file", entry.pk)
    return entry


def work_back(*, file: int, area: Area, at: datetime) -> None:
    """Take back what nobody has built on since; what stays is counted, with why."""
    EARLIER.work(file, State.UNDOING, area=area, at=at, steps=_steps_back, finish=_undone)


def _steps_back(entry: EarlierFile) -> Iterator[Callable]:
    """A step for as many lines as there are at most; one that finds none left does nothing."""
    for _ in range(0, max(entry.total, 1), UNDONE_AT_ONCE):
        yield _take_back


def _take_back(entry: EarlierFile, *, by: Actor, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select gone, built_on, restricted, remain from access.undo_earlier(%s, %s)", [entry.pk, UNDONE_AT_ONCE]
        )
        gone, built_on, restricted, remain = cursor.fetchone()
    for name, number in (("gone", gone), ("built_on", built_on), ("restricted", restricted)):
        entry.outcome[name] = entry.outcome.get(name, 0) + number
    entry.done = max(entry.total - remain, 0)
    entry.save(update_fields=["outcome", "done"])


def _undone(entry: EarlierFile, *, by: Actor, at: datetime) -> None:
    entry.state, entry.undone_at = State.UNDONE, at
    entry.save(update_fields=["state", "undone_at"])
    audit.did("undid records of an earlier system", "earlier_file", entry.pk, **entry.outcome)
