"""Taking a roll in, some pupils at a time, so that it shows how far it is and goes on where it stopped."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import F

from breakwater.foundation import audit, events
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Actor, Area, Team
from breakwater.partnership.people.intake.operations import identifying
from breakwater.partnership.people.intake.operations.blind_alerts import tell_guards
from breakwater.partnership.people.intake.operations.entries import Upload
from breakwater.partnership.people.intake.reading.rows import Pupil
from breakwater.partnership.people.models import Doubt, Roll, RollOutcome, RollPupil, RollTie

from . import entering, leavers, refuges, updating
from .comparing import Comparison, Unsure
from .receiving import NOTHING_SAID, ROLLS, begin_taking, is_of_a_school

AT_ONCE = 250
State = RollTie.State


@dataclass(frozen=True)
class RollTaken:
    """A roll was taken in, and pupils left by it; keys only."""

    roll: int
    area: int


def take_in(*, roll: int, area: Area, at: datetime) -> None:
    """Take in a roll that someone confirmed."""
    ROLLS.work(roll, Roll.State.TAKING, area=area, at=at, steps=_steps_of_its_file, finish=_finish)


def take_in_at_once(
    team: Team,
    *,
    upload: Upload,
    by: Actor,
    at: datetime,
    leavers_go: bool = True,
    said: leavers.Said = NOTHING_SAID,
    sent_by: Actor | None = None,
) -> Roll:
    """Take in a roll that stays with whoever sends it (`sent_by`): no copy is kept. Run as the area's service of lists.

    Raises NotARoll, TakenInAlready.
    """
    who = sent_by or by
    confirmed = {"leavers_go": leavers_go, "confirmed_at": at, "confirmed_by": who}
    roll, _, compared = ROLLS.not_kept(team, upload=upload, by=who, at=at, **confirmed)
    leavers.keep(roll, compared.left, said)
    begin_taking(roll)
    audit.did("confirmed a roll", "roll", roll.pk, leavers=leavers_go)
    for step in [*_steps(roll, compared), _finish]:
        step(roll, by=by, at=at)
    roll.refresh_from_db()
    return roll


def _steps_of_its_file(roll: Roll) -> Iterator[Callable]:
    return _steps(roll, ROLLS.comparison_of(roll, at=roll.received_at)[1])


def _steps(roll: Roll, compared: Comparison) -> Iterator[Callable]:
    withheld = refuges.withhold(roll, compared)
    kinds = [
        (_same, [known for known, _ in compared.same if known.seen_in_id != roll.pk]),
        (_changed, compared.changed),
        (_new, compared.new),
        (_unsure, compared.unsure),
        (_left, leavers.leaving(roll, compared.left) if roll.leavers_go else []),
    ]
    for do, rows in kinds:
        for start in range(0, len(rows), AT_ONCE):
            yield partial(_work, do, rows[start : start + AT_ONCE])
    if withheld.places:
        yield partial(refuges.keep_back, withheld)
    if withheld.others:
        yield partial(refuges.tell, withheld.others)


def _work(do: Callable, rows: Sequence, roll: Roll, *, by: Actor, at: datetime) -> None:
    counts = do(roll, rows, by=by, at=at)
    outcome, _ = RollOutcome.objects.get_or_create(roll=roll, defaults={"area_id": roll.area_id, "counts": {}})
    for name, number in counts.items():
        outcome.counts[name] = outcome.counts.get(name, 0) + number
    outcome.save(update_fields=["counts"])
    Roll.objects.filter(pk=roll.pk).update(done=F("done") + len(rows))


def _finish(roll: Roll, *, by: Actor, at: datetime) -> None:
    # Fewer done than in all: someone stopped it.
    roll.state, roll.taken_at, roll.total = Roll.State.TAKEN, at, F("done")
    roll.save(update_fields=["state", "taken_at", "total"])
    updating.settle_again(roll, by=by, at=at)
    audit.did("took in a roll", "roll", roll.pk, **roll.counts)
    events.publish_on_commit(RollTaken(roll.pk, roll.area_id))


def verifies(roll: Roll) -> Actor | None:
    """Who answers for the places of a roll: whoever of the authority sent its own file.

    A school's own file is no second source, whoever presses the button that takes it in (SG-14).
    """
    return roll.by if roll.by.membership_id and not is_of_a_school(roll.by) else None


def _same(roll: Roll, rows: Sequence[RollPupil], *, by: Actor, at: datetime) -> dict[str, int]:
    RollPupil.objects.filter(pk__in=[known.pk for known in rows]).update(seen_in=roll)
    if by_whom := verifies(roll):
        updating.verify(roll, [known.pk for known in rows], by=by_whom, at=at)
    return {"unchanged": len(rows)}


def _changed(roll: Roll, rows, *, by: Actor, at: datetime) -> dict[str, int]:
    for known, pupil, fields in rows:
        updating.change(roll, known, pupil, fields, by=by, at=at)
    if by_whom := verifies(roll):
        updating.verify(roll, [known.pk for known, _, _ in rows], by=by_whom, at=at)
    return {"updated": len(rows)}


def _new(roll: Roll, rows: Sequence[Pupil], *, by: Actor, at: datetime) -> dict[str, int]:
    answers = identifying.find(rows, area=roll.team.area, team=roll.team)
    entering.enter(roll, rows, answers, verified_by=verifies(roll), by=by, at=at)
    unsettled = (State.APART, State.WAITING)
    tell_guards(
        [pupil for pupil, answer in zip(rows, answers, strict=True) if answer.state in unsettled], roll.team.area
    )
    states = [answer.state for answer in answers]
    return {
        "created": sum(state in (State.NEW, State.APART) for state in states),
        "updated": states.count(State.EXACT),
        "review": states.count(State.WAITING),
    }


def _unsure(roll: Roll, rows: Sequence[Unsure], *, by: Actor, at: datetime) -> dict[str, int]:
    answers = [identifying.Found(State.WAITING, why=Doubt.ROLL) for _ in rows]
    entering.enter(
        roll, [row.pupil for row in rows], answers, likes=[row.like for row in rows], verified_by=None, by=by, at=at
    )
    tell_guards([row.pupil for row in rows], roll.team.area)
    return {"review": len(rows)}


def _left(roll: Roll, rows: Sequence[RollPupil], *, by: Actor, at: datetime) -> dict[str, int]:
    updating.leave(roll, rows, by=by, at=at, last_day=london_date(at))
    return {"left": len(rows)}
