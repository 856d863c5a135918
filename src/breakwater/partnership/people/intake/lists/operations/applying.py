"""Taking a version in, some rows at a time, so that it shows how far it is and goes on where it stopped; and undoing it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial

from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.foundation.facts import values_of
from breakwater.partnership.organisations.models import Actor, Area
from breakwater.partnership.people import cleaning
from breakwater.partnership.people.intake.operations.blind_alerts import tell_guards
from breakwater.partnership.people.intake.operations.entries import GoneAlready, Upload
from breakwater.partnership.people.intake.reading.listed import OF_THE_CHILD, Listed, ListedChild
from breakwater.partnership.people.intake.reading.rows import Pupil
from breakwater.partnership.people.models import AgencyList, ListRow, ListVersion

from .receiving import LISTS, NotWhole, begin_taking, counted, drop_rows, plan

AT_ONCE = 500
State = ListVersion.State
Settled = ListRow.State


def take_in(*, version: int, area: Area, at: datetime) -> None:
    """Take in a version that someone confirmed."""
    LISTS.work(version, State.TAKING, area=area, at=at, steps=_steps_of_its_file, finish=_finish)


def take_in_at_once(
    agency_list: AgencyList,
    *,
    upload: Upload,
    as_at: date,
    by: Actor,
    at: datetime,
    whole: bool = False,
    sent_by: Actor | None = None,
) -> ListVersion:
    """Take in a list that stays with whoever sends it (`sent_by`): no copy is kept. Run as the area's service of lists.

    Raises NotARoll, TakenInAlready, NewerIsIn, NotWhole.
    """
    who = sent_by or by
    version, found, compared = LISTS.not_kept(agency_list, upload=upload, by=who, at=at, as_at=as_at)
    if compared.many_would_go and not whole:
        raise NotWhole(upload.name)
    begin_taking(version, found, compared, by=who, at=at)
    for step in [*_steps(found), _finish]:
        step(version, by=by, at=at)
    return version


def _steps_of_its_file(version: ListVersion) -> Iterator[Callable]:
    return _steps(LISTS.comparison_of(version, at=version.received_at)[0])


def _steps(found: Listed) -> Iterator[Callable]:
    for start in range(0, len(found.rows), AT_ONCE):
        yield partial(_enter, start, found.rows[start : start + AT_ONCE])


def _enter(start: int, rows: Sequence[ListedChild], version: ListVersion, *, by: Actor, at: datetime) -> None:
    if version.done > start:
        return  # by a job that stopped later
    answers = plan(version.agency_list, rows)
    ListRow.objects.bulk_create(
        ListRow(
            area_id=version.area_id,
            version=version,
            line=row.line,
            same_as=row.key,
            mark=row.mark,
            person=person,
            state=state,
            why=why,
            **values_of(row.child, *OF_THE_CHILD),
            **values_of(row, "their_id", "code", "starts_on", "ends_on", "said"),
        )
        for row, (state, person, why) in zip(rows, answers, strict=True)
    )
    for person in sorted({person.pk for _, person, _ in answers if person is not None}):
        audit.did("named on a list", "person", person, version=version.pk)
    open_ones = [row.child for row, (state, _, _) in zip(rows, answers, strict=True) if state not in ListRow.TIED]
    tell_guards(open_ones, version.area)
    with connection.cursor() as cursor:
        cursor.execute(
            "select access.tie_hidden_rows(%s, %s::integer[], %s::text[], %s::text[])",
            [
                version.pk,
                [one.line for one in open_ones],
                [cleaning.clean_name(one.forename) for one in open_ones],
                [cleaning.clean_name(one.surname) for one in open_ones],
            ],
        )
    for name, number in counted(answers).items():
        version.outcome[name] = version.outcome.get(name, 0) + number
    version.done += len(rows)
    version.save(update_fields=["outcome", "done"])


def _finish(version: ListVersion, *, by: Actor, at: datetime) -> None:
    version.state, version.taken_at = State.TAKEN, at
    version.save(update_fields=["state", "taken_at"])
    _put_in_force(version.agency_list, version)
    audit.did("took in a list", "list_version", version.pk, **version.counts)


def _put_in_force(agency_list: AgencyList, version: ListVersion | None) -> None:
    agency_list.present, agency_list.present_as_at = version, version and version.as_at
    agency_list.failed_at, agency_list.failed_because = None, ""
    agency_list.save(update_fields=["present", "present_as_at", "failed_at", "failed_because"])


@transaction.atomic
def undo(version: ListVersion, *, by: Actor, at: datetime) -> ListVersion:
    """Begin to undo; a job does it. Raises GoneAlready where it was never taken in, Busy. Said twice, it is undone once."""
    LISTS.one_at_a_time(version.agency_list)
    version = LISTS.locked(version)
    if version.state in (State.UNDOING, State.UNDONE):
        return version
    if version.state != State.TAKEN:
        raise GoneAlready(str(version.public_id))
    LISTS.refuse_two_at_once(version)
    LISTS.begin_undoing(version, by=by)
    audit.did("began to undo a list", "list_version", version.pk)
    return version


def work_back(*, version: int, area: Area, at: datetime) -> None:
    """Take a version out of force and its rows away; the newest that is left is in force again, as at its own day.

    No record of a person was changed by it, so that nothing else has to be taken back. What people decided of its rows is kept, for
    the next version that has them.
    """
    LISTS.work(version, State.UNDOING, area=area, at=at, steps=lambda version: (), finish=_undo)


def _undo(version: ListVersion, *, by: Actor, at: datetime) -> None:
    agency_list = version.agency_list
    if agency_list.present_id == version.pk:
        left = ListVersion.objects.filter(agency_list=agency_list, state=State.TAKEN)
        _put_in_force(agency_list, left.order_by("-as_at", "-taken_at", "-pk").first())
    drop_rows(version)
    version.state, version.undone_at = State.UNDONE, at
    version.save(update_fields=["state", "undone_at"])
    audit.did("undid a list", "list_version", version.pk)


@transaction.atomic
def settle_again(*, area: Area, at: datetime, people: Sequence[int] | None = None) -> int:
    """Ask again of rows in force that are of nobody we know or wait for a person, after rolls have come; with `people`, who were
    one and are two, of every row that was theirs by its number. How many are settled differently. As the area's service of lists.
    """
    rows = ListRow.objects.filter(area=area)
    if people is None:
        rows = rows.in_force().filter(state__in=(Settled.UNKNOWN, Settled.WAITING))
    else:
        rows = rows.filter(state=Settled.EXACT, person__in=people)
    rows = list(rows.select_for_update(of=("self",)).select_related("version__agency_list__area").order_by("pk"))
    changed = 0
    for agency_list in {row.version.agency_list for row in rows}:
        own = [row for row in rows if row.version.agency_list == agency_list]
        for row, (state, person, why) in zip(own, plan(agency_list, [as_listed(row) for row in own]), strict=True):
            if (row.state, row.person_id, row.why) != (state, person and person.pk, why):
                row.state, row.person, row.why = state, person, why
                row.save(update_fields=["state", "person", "why"])
                changed += 1
    return changed


def as_listed(row: ListRow) -> ListedChild:
    """A row as it was read, for asking again whose it is."""
    child = Pupil(line=row.line, **values_of(row, *OF_THE_CHILD))
    return ListedChild(child, row.their_id, row.code, row.starts_on, row.ends_on, row.said)
