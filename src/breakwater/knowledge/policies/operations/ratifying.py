"""An area decides: it takes a settled version by a quorate decision."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Min

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Actor, Area

from ..models import Chapter, Period, Ratification, Version


class NotQuorate(Exception):
    """Fewer were there than the body needs: it decided nothing."""


class NotDecidedYet(Exception):
    """The day of the decision is still to come."""


class NotSettled(Exception):
    """The text may still change, so nobody can ratify it."""


class AlreadyRatified(Exception):
    """The area has taken this version before."""


class CorrectedAlready(Exception):
    """Somebody has put this record right meanwhile."""


class InForceBefore(Exception):
    """The version is on record as in force from a day before the decision: its argument. That day is to be put right first."""


@dataclass(frozen=True)
class Decision:
    """What a body decided, with what makes it valid. Raises NotQuorate."""

    body: str
    decided_on: date
    number: str
    present: int
    needed: int

    def __post_init__(self):
        if self.needed < 1 or self.present < self.needed:
            raise NotQuorate(f"{self.present} were there, {self.needed} are needed")

    def columns(self, *, area: Area, by: Actor, at: datetime) -> dict:
        """How `models.Decided` keeps it. Raises NotDecidedYet."""
        if self.decided_on > london_date(at):
            raise NotDecidedYet(self.decided_on)
        return {
            "area": area,
            "body": self.body,
            "decided_on": self.decided_on,
            "decision": self.number,
            "present": self.present,
            "needed": self.needed,
            "recorded_at": at,
            "recorded_by": by,
        }


@transaction.atomic
def ratify(*, version: Version, area: Area, decision: Decision, by: Actor, at: datetime) -> Ratification:
    """Put on record that the area takes the version. Raises NotSettled, AlreadyRatified, NotDecidedYet."""
    locked = Version.objects.select_for_update().get(pk=version.pk)
    if locked.state != Version.State.SETTLED:
        raise NotSettled(locked.state)
    if Ratification.objects.holding().filter(version=locked, area=area).exists():
        raise AlreadyRatified(area.pk)
    made = Ratification.objects.create(version=locked, **decision.columns(area=area, by=by, at=at))
    audit.did("ratified", "policy_version", version.pk, area=area.code, decision=made.pk)
    return made


@transaction.atomic
def correct(*, ratification: Ratification, decision: Decision, why: str, by: Actor, at: datetime) -> Ratification:
    """The decision was recorded wrongly: here is what was decided, and what was wrong. The record before it stays.

    Raises CorrectedAlready, NotDecidedYet, and InForceBefore where the version has been in force since before that day.
    """
    version, area = ratification.version, ratification.area
    Chapter.objects.select_for_update().get(pk=version.chapter_id)
    held = Ratification.objects.select_for_update(of=("self",)).get(pk=ratification.pk)
    if held.corrected_at:
        raise CorrectedAlready(held.pk)
    first = Period.objects.believed().filter(version=version, area=area).aggregate(Min("starts_on"))["starts_on__min"]
    if first and first < decision.decided_on:
        raise InForceBefore(first)
    held.corrected_at = at
    held.save(update_fields=["corrected_at"])
    made = Ratification.objects.create(version=version, why=why, **decision.columns(area=area, by=by, at=at))
    audit.did(
        "corrected a decision", "policy_version", version.pk, area=area.code, decision=made.pk, instead_of=held.pk
    )
    return made
