"""An area decides: it takes a settled version by a quorate decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Min

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area

from ..models import Chapter, Period, Ratification, Version


class NotQuorate(Refusal):
    """Fewer were there than the body needs: it decided nothing."""


class NotDecidedYet(Refusal):
    """The day of the decision is still to come."""


class NotSettled(Refusal):
    """The text may still change, so nobody can ratify it."""


class AlreadyRatified(Refusal):
    """The area has taken this version before."""


class CorrectedAlready(Refusal):
    words = "Somebody has corrected it meanwhile. Look at what is recorded now"


class InForceBefore(Refusal):
    """The version is on record as in force from a day before the decision."""

    box = "decided_on"

    def __init__(self, since: date):
        words = f"The version is recorded as in force from {since:%-d %B %Y}. Correct that date first, if it is wrong"
        super().__init__(since, words=words)


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


def recorded(version: Version, area: Area) -> list[Ratification]:
    """What is on record of an area's decision on a version, the corrected before what corrects it."""
    return list(Ratification.objects.filter(version=version, area=area).order_by("recorded_at", "pk"))


def holding(version: Version, area: Area) -> Ratification | None:
    """The decision by which an area has taken a version."""
    return Ratification.objects.holding().filter(version=version, area=area).first()


def decisions_on(versions: Iterable[int], area: Area) -> list[Ratification]:
    """The decisions of an area on these versions, the newest first."""
    found = Ratification.objects.holding().filter(area=area, version__in=list(versions)).select_related("version")
    return list(found.order_by("-decided_on", "-pk"))


@transaction.atomic
def ratify(*, version: Version, area: Area, decision: Decision, by: Actor, at: datetime) -> Ratification:
    """Put on record that the area takes the version. Raises NotSettled, AlreadyRatified, NotDecidedYet."""
    locked = Version.objects.select_for_update().get(pk=version.pk)
    if locked.state != Version.State.SETTLED:
        raise NotSettled(locked.state)
    if holding(locked, area):
        raise AlreadyRatified(area.pk, words=f"{area.name} has taken this version already")
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
