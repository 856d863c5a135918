"""A roll from its arrival to someone's word: read, shown, its columns named, confirmed, released, dropped, forgotten."""

from datetime import datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Actor, Organisation, School, Team
from breakwater.partnership.people.intake.operations.entries import Intake, TakenInAlready, refuse_gone
from breakwater.partnership.people.intake.reading import reader
from breakwater.partnership.people.intake.reading.reader import LIMITS
from breakwater.partnership.people.intake.reading.rows import NotARoll
from breakwater.partnership.people.intake.reading.rows import Roll as RollRead
from breakwater.partnership.people.models import Roll, RollColumns, RollPupil

from . import leavers
from .comparing import Comparison, compare

State = Roll.State
NOTHING_SAID: leavers.Said = {}


def school_of(urn: str) -> Team | None:
    """The team of a school that its pupils are shown to, by the school's URN."""
    school = School.objects.filter(urn=urn.strip()).first()
    if school is None:
        return None
    return (
        school.organisation.teams.filter(closed_on=None).select_related("area", "organisation").order_by("pk").first()
    )


def last_roll(team: Team) -> list[RollPupil]:
    """The pupils of the school's own last roll."""
    return list(RollPupil.objects.filter(team=team, left_in=None).order_by("surname", "forename", "pk"))


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


class Rolls(Intake):
    """Schools' rolls."""

    model, noun, entry, owner, limits = Roll, "roll", "roll", "team", LIMITS
    related = ("team__organisation", "team__area", "area")

    def refuse(self, roll, *, at) -> None:
        """No roll is refused before it is read."""

    def read(self, team, upload, *, at, profile=None) -> RollRead:
        """Raises NotARoll also where the file is of another school."""
        profile = self.profile_of(team) if profile is None else profile
        found = reader.read(upload.content, upload.name, today=london_date(at), profile=profile)
        _refuse_another_school(found, team)
        return found

    def compare(self, team, found) -> Comparison:
        return compare(found, last_roll(team))

    def describe(self, roll, found, compared) -> None:
        roll.is_whole, roll.rows, roll.counts = found.is_whole, len(found.pupils), compared.counts

    def profile_of(self, team) -> dict[str, str]:
        saved = RollColumns.objects.filter(team=team).first()
        return saved.read_as if saved else {}

    def remember(self, team, profile, *, by, at) -> None:
        said = {"read_as": profile, "saved_at": at, "by": by}
        new = said | {"area_id": team.area_id}
        RollColumns.objects.update_or_create(team=team, defaults=said, create_defaults=new)

    def refuse_twice(self, roll, digest) -> None:
        newest = _last_taken(roll)
        if newest and newest.digest == digest and newest.done >= newest.total:  # one that was stopped may come again
            raise TakenInAlready(newest)

    def end_stopped(self, roll, at) -> None:
        if roll.state == State.TAKING:
            _end(roll, at)
        else:
            self.defer(roll)  # undoing needs no file


ROLLS = Rolls()


def _last_taken(roll: Roll) -> Roll | None:
    return Roll.objects.filter(team=roll.team, state=State.TAKEN).order_by("-taken_at", "-pk").first()


@transaction.atomic
def confirm(roll: Roll, *, leavers_go: bool, by: Actor, at: datetime, said: leavers.Said = NOTHING_SAID) -> Roll:
    """Someone says that the roll is right, and what of each who is missing. A job takes it in, or it waits for the authority where
    many would leave (SG-14).

    Raises GoneAlready, Busy, TakenInAlready. Said twice, it is taken in once.
    """
    ROLLS.one_at_a_time(roll.team)
    roll = ROLLS.locked(roll)
    if roll.state in (State.TAKING, State.TAKEN, State.HELD):
        return roll
    refuse_gone(roll, State.SHOWN)
    ROLLS.refuse_twice(roll, roll.digest)
    _, comparison = ROLLS.comparison_of(roll, at=at)
    roll.counts, roll.leavers_go = comparison.counts, leavers_go
    roll.confirmed_at, roll.confirmed_by = at, by
    leave = leavers.keep(roll, comparison.left, said)
    if comparison.is_many(leave) and is_of_a_school(by):
        roll.state = State.HELD
        roll.keep()
        audit.did("held a roll", "roll", roll.pk, left=leave, of=comparison.of)
        return roll
    _begin(roll, at)
    return roll


@transaction.atomic
def release(roll: Roll, *, leavers_go: bool, by: Actor, at: datetime) -> Roll:
    """The authority lets a held roll be taken in, with or without those who would leave. Raises GoneAlready, Busy."""
    ROLLS.one_at_a_time(roll.team)
    roll = ROLLS.locked(roll)
    if roll.state in (State.TAKING, State.TAKEN):
        return roll
    refuse_gone(roll, State.HELD)
    roll.leavers_go, roll.released_at, roll.released_by = leavers_go, at, by
    audit.did("released a roll", "roll", roll.pk, leavers=leavers_go)
    _begin(roll, at)
    return roll


def _begin(roll: Roll, at: datetime) -> None:
    ROLLS.refuse_two_at_once(roll)
    begin_taking(roll)
    ROLLS.defer(roll)
    audit.did("confirmed a roll", "roll", roll.pk, leavers=roll.leavers_go)


@transaction.atomic
def stop(roll: Roll, *, by: Actor, at: datetime) -> Roll:
    """Take in no more of a roll. It counts as taken in as far as it came, so that it can be undone, or sent again."""
    roll = ROLLS.locked(roll)
    if roll.state == State.TAKING:
        _end(roll, at)
        roll.save(update_fields=["state", "taken_at"])
    return roll


def _end(roll: Roll, at: datetime) -> None:
    roll.state, roll.taken_at = State.TAKEN, at
    audit.did("stopped a roll", "roll", roll.pk, done=roll.done, total=roll.total)


def begin_taking(roll: Roll) -> None:
    roll.state, roll.before, roll.done = State.TAKING, _last_taken(roll), 0
    roll.total = sum(roll.counts[name] for name in ("new", "same", "changed", "unsure"))
    roll.total += roll.counts["leave"] if roll.leavers_go else 0
    roll.keep()
