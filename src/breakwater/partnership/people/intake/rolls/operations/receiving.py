"""A roll from its arrival to someone's word: read, shown, its columns named, confirmed, released, dropped, forgotten."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit, jobs
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Actor, Organisation, School, Team
from breakwater.partnership.people.intake.operations import files
from breakwater.partnership.people.intake.reading import reader
from breakwater.partnership.people.intake.reading.reader import LIMITS
from breakwater.partnership.people.intake.reading.rows import ColumnsNotKnown, NotARoll
from breakwater.partnership.people.intake.reading.rows import Roll as RollRead
from breakwater.partnership.people.models import Roll, RollColumns, RollPupil

from .comparing import Comparison, compare

State = Roll.State
WORKING = (State.TAKING, State.UNDOING)


class TakenInAlready(Exception):
    """The very same file is the school's last roll already; nothing changes."""

    def __init__(self, roll: Roll):
        self.roll = roll
        super().__init__(str(roll.public_id))


class GoneAlready(Exception):
    """The roll was taken in, undone or dropped meanwhile, or its file is deleted."""


class Busy(Exception):
    """Another roll of the school is being taken in or undone at this moment."""


def school_of(urn: str) -> Team | None:
    """The team of a school that its pupils are shown to, by the school's URN."""
    school = School.objects.filter(urn=urn.strip()).first()
    if school is None:
        return None
    return (
        school.organisation.teams.filter(closed_on=None).select_related("area", "organisation").order_by("pk").first()
    )


def profile_of(team: Team) -> dict[str, str]:
    saved = RollColumns.objects.filter(team=team).first()
    return saved.read_as if saved else {}


def last_roll(team: Team) -> list[RollPupil]:
    """The pupils of the school's own last roll."""
    return list(RollPupil.objects.filter(team=team, left_in=None).order_by("surname", "forename", "pk"))


def read_for(team: Team, content: bytes, name: str, *, at: datetime, profile: dict | None = None) -> RollRead:
    """Read a roll of this school. Raises NotARoll, also where the file is of another school."""
    found = reader.read(content, name, today=london_date(at), profile=profile_of(team) if profile is None else profile)
    _refuse_another_school(found, team)
    return found


def _refuse_another_school(found: RollRead, team: Team) -> None:
    named = [one for one in (found.of, found.to) if one.is_named]
    if not named:
        return
    if found.kind == "CTF" and found.to.la == "XXX" and found.to.estab == "XXXX":
        raise NotARoll(
            "This file is for a pupil whose next school is not known. It is no roll: give it to the authority's team for "
            "children missing education"
        )
    ours = School.objects.filter(organisation=team.organisation_id).first()
    if ours is None or not (ours.urn and (ours.establishment_number or not any(one.estab for one in named))):
        raise NotARoll(
            "We do not hold this school's DfE number, so we cannot tell whose file this is. Ask the authority to add it"
        )
    for one in named:
        if one.urn and one.urn == ours.urn:
            return
        if (
            one.estab
            and one.estab == ours.establishment_number
            and one.la.lstrip("0") in ("", ours.la_code.lstrip("0"))
        ):
            return
    raise NotARoll(f"This file is of another school than {team.organisation.name}. Nothing was read")


def is_of_a_school(actor: Actor) -> bool:
    return bool(actor.membership_id) and actor.membership.team.organisation.kind == Organisation.Kind.SCHOOL


@transaction.atomic
def show(*, team: Team, content: bytes, name: str, by: Actor, at: datetime, key: UUID | None = None) -> Roll:
    """Read a roll and keep it, encrypted, until someone takes it in; where its columns are not known, until they are named.

    Raises NotARoll, TakenInAlready, storage.Refused.
    """
    one_at_a_time(team)
    if key and (sent := Roll.objects.filter(key=key).first()):
        return sent
    try:
        found, columns = read_for(team, content, name, at=at), None
        refuse_twice(team, found.digest)
    except ColumnsNotKnown as unknown:
        found, columns = None, unknown.columns
    stored = files.keep(content, name, LIMITS)
    made = Roll(area_id=team.area_id, team=team, received_at=at, by=by, key=key, **files.facts_of(stored))
    if found is None:
        made.state, made.headings = State.COLUMNS, files.headings_of(columns)
    else:
        describe(made, found, compare(found, last_roll(team)))
    made.keep()
    audit.did("read a roll", "roll", made.pk, rows=made.rows, refused=len(made.refused))
    return made


def describe(roll: Roll, found: RollRead, comparison: Comparison) -> None:
    """Put what a file says, and how it compares, on its entry; no value of a row."""
    roll.kind, roll.is_whole, roll.rows, roll.state = found.kind, found.is_whole, len(found.pupils), State.SHOWN
    roll.headings = files.headings_of(found.columns) if found.columns and not roll.deleted_at else []
    roll.counts = comparison.counts
    roll.refused = files.said_of(found.refused)
    roll.remarks = files.said_of(found.remarks)


@transaction.atomic
def name_columns(*, roll: Roll, read_as: dict[str, str], by: Actor, at: datetime) -> Roll:
    """Someone says what the school's headings mean; it is remembered, and the roll is read. Raises NotARoll, GoneAlready."""
    roll = held(roll)
    if roll.state not in (State.COLUMNS, State.SHOWN) or roll.deleted_at:
        raise GoneAlready(str(roll.public_id))
    profile = {**profile_of(roll.team), **read_as}
    found = read_for(roll.team, files.content_of(roll), roll.name, at=at, profile=profile)
    RollColumns.objects.update_or_create(
        team=roll.team,
        defaults={"read_as": profile, "saved_at": at, "by": by},
        create_defaults={"area_id": roll.area_id, "read_as": profile, "saved_at": at, "by": by},
    )
    describe(roll, found, compare(found, last_roll(roll.team)))
    roll.keep()
    audit.did("named the columns of a roll", "roll", roll.pk)
    return roll


def comparison_of(roll: Roll, *, at: datetime) -> tuple[RollRead, Comparison]:
    """The roll as it would be taken in now. Raises GoneAlready where its file is deleted."""
    if roll.deleted_at:
        raise GoneAlready(str(roll.public_id))
    found = read_for(roll.team, files.content_of(roll), roll.name, at=at)
    return found, compare(found, last_roll(roll.team))


@transaction.atomic
def confirm(*, roll: Roll, leavers_go: bool, by: Actor, at: datetime) -> Roll:
    """Someone says that the roll is right. A job takes it in, or it waits for the authority where many would leave (SG-14).

    Raises GoneAlready, Busy, TakenInAlready. Said twice, it is taken in once.
    """
    one_at_a_time(roll.team)
    roll = held(roll)
    if roll.state in (State.TAKING, State.TAKEN, State.HELD):
        return roll
    if roll.state != State.SHOWN or roll.deleted_at:
        raise GoneAlready(str(roll.public_id))
    refuse_twice(roll.team, roll.digest)
    _, comparison = comparison_of(roll, at=at)
    roll.counts, roll.leavers_go = comparison.counts, leavers_go
    roll.confirmed_at, roll.confirmed_by = at, by
    if leavers_go and comparison.many_would_leave and is_of_a_school(by):
        roll.state = State.HELD
        roll.keep()
        audit.did("held a roll", "roll", roll.pk, left=len(comparison.left), of=comparison.of)
        return roll
    _begin(roll, at)
    return roll


@transaction.atomic
def release(*, roll: Roll, leavers_go: bool, by: Actor, at: datetime) -> Roll:
    """The authority lets a held roll be taken in, with or without those who would leave. Raises GoneAlready, Busy."""
    one_at_a_time(roll.team)
    roll = held(roll)
    if roll.state in (State.TAKING, State.TAKEN):
        return roll
    if roll.state != State.HELD or roll.deleted_at:
        raise GoneAlready(str(roll.public_id))
    roll.leavers_go, roll.released_at, roll.released_by = leavers_go, at, by
    audit.did("released a roll", "roll", roll.pk, leavers=leavers_go)
    _begin(roll, at)
    return roll


def _begin(roll: Roll, at: datetime) -> None:
    if Roll.objects.filter(team=roll.team, state__in=WORKING).exclude(pk=roll.pk).exists():
        raise Busy(str(roll.public_id))
    begin_taking(roll)
    _defer(roll)
    audit.did("confirmed a roll", "roll", roll.pk, leavers=roll.leavers_go)


def _defer(roll: Roll) -> None:
    name = "people.take_in_roll" if roll.state == State.TAKING else "people.undo_roll"
    jobs.defer(name, roll=roll.pk, area=roll.area_id, lock=f"roll:{roll.team_id}")


@transaction.atomic
def again(*, roll: Roll, by: Actor, at: datetime) -> Roll:
    """Go on with a roll whose job has stopped; one that still runs is waited for, and then there is nothing left to do."""
    roll = held(roll)
    if roll.state in WORKING:
        _defer(roll)
        audit.did("began a roll again", "roll", roll.pk)
    return roll


@transaction.atomic
def stop(*, roll: Roll, by: Actor, at: datetime) -> Roll:
    """Take in no more of a roll. It counts as taken in as far as it came, so that it can be undone, or sent again."""
    roll = held(roll)
    if roll.state == State.TAKING:
        _end(roll, at)
        roll.save(update_fields=["state", "taken_at"])
    return roll


def _end(roll: Roll, at: datetime) -> None:
    roll.state, roll.taken_at = State.TAKEN, at
    audit.did("stopped a roll", "roll", roll.pk, done=roll.done, total=roll.total)


def begin_taking(roll: Roll) -> None:
    before = Roll.objects.filter(team=roll.team, state=State.TAKEN).order_by("-taken_at", "-pk").first()
    roll.state, roll.before, roll.done = State.TAKING, before, 0
    roll.total = sum(roll.counts[name] for name in ("new", "same", "changed", "unsure"))
    roll.total += roll.counts["left"] if roll.leavers_go else 0
    roll.keep()


@transaction.atomic
def drop(*, roll: Roll, by: Actor, at: datetime) -> Roll:
    """Do not take in a roll that was shown or held: its file goes at once."""
    roll = held(roll)
    if roll.state in (State.COLUMNS, State.SHOWN, State.HELD):
        roll.state = State.DROPPED
        files.discard(roll, at)
        audit.did("dropped a roll", "roll", roll.pk)
    return roll


def forget(*, area, at: datetime) -> int:
    """Delete the files of rolls that came 30 days ago or earlier (SG-29), and end work that has stopped; return how many."""
    old = list(Roll.objects.filter(area=area, received_at__lte=at - files.KEPT_FOR, deleted_at=None))
    for roll in old:
        if roll.state == State.TAKING:
            _end(roll, at)
        elif roll.state == State.UNDOING:
            _defer(roll)  # it needs no file
        if roll.state in (State.COLUMNS, State.SHOWN, State.HELD):
            roll.state = State.DROPPED
        files.discard(roll, at)
    return len(old)


def held(roll: Roll) -> Roll:
    return (
        Roll.objects.select_for_update(of=("self",))
        .select_related("team__organisation", "team__area", "area")
        .get(pk=roll.pk)
    )


def refuse_twice(team: Team, digest: str) -> None:
    newest = Roll.objects.filter(team=team, state=State.TAKEN).order_by("-taken_at", "-pk").first()
    if newest and newest.digest == digest and newest.done >= newest.total:  # one that was stopped may come again
        raise TakenInAlready(newest)


def one_at_a_time(team: Team) -> None:
    files.one_at_a_time(f"roll-{team.pk}")
