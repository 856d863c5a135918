"""Taking back one decision on a doubtful row: what it wrote goes, and the row waits for a person again.

As with a whole roll, what someone has built on since stays, and nobody gains sight by it; the school's sight by the decision ends
with it (SG-14). Words and refusals are the same whether or not something is hidden (SG-13).
"""

from datetime import datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, ServiceName
from breakwater.partnership.people.models import Roll, RollChange, RollPupil, RollTie

from .receiving import ROLLS
from .recording import change_of
from .undoing import is_back, people_in, pupil_value_back, unmake

State = RollTie.State
WAITS = {"state": State.WAITING.value, "person_id": None, "place_id": None, "decided_at": None, "decided_by_id": None}


class NothingToTakeBack(Refusal):
    """No person decided the row, someone took it back meanwhile, or its roll was undone."""

    words = "There is nothing to undo now."


class SaidSince(Refusal):
    """A later roll of the school, or someone of the authority, has changed the pupil's entry since."""

    words = "A later roll says something of this pupil. Undo that one first."


def newest_change() -> int:
    """What is put on record from now on has a higher number."""
    return RollChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def keep_a_decision(tie: RollTie, *, verdict: str, held: dict, pupil_was: dict, after: int) -> None:
    """Put on record, after all that a decision wrote, that a person made it."""
    roll = tie.pupil.seen_in
    if roll is None:
        return
    ours = RollChange.objects.filter(pk__gt=after, roll=roll, pupil__in=[tie.pupil_id, tie.pupil.like_id])
    wrote = sorted(ours.values_list("pk", flat=True))
    was = {**WAITS, "held": held}
    did = {"what": "tie", "id": tie.pk, "was": was, "is": {"state": tie.state}, "wrote": wrote, "verdict": verdict}
    change_of(roll, tie.pupil, [did], pupil_was).save()


def decision_of(tie: RollTie) -> RollChange | None:
    """The record of the decision that stands; None where no person decided, or before decisions were put on record."""
    if tie.state == State.WAITING:
        return None
    made = RollChange.objects.filter(pupil=tie.pupil_id, did__contains=[{"what": "tie", "id": tie.pk}])
    return next((one for one in made.order_by("-pk") if "wrote" in one.did[0]), None)


def ties_decided_in(roll: Roll):
    """The rows of a roll that a person decided, newest first."""
    decided = RollChange.objects.filter(roll=roll, did__0__has_key="wrote").values("pupil")
    found = RollTie.objects.filter(pupil__in=decided).exclude(state=State.WAITING)
    return found.select_related("pupil").order_by("-decided_at", "-pk")


@transaction.atomic
def take_back_decision(tie: RollTie, *, by: Actor, at: datetime) -> int:
    """Take one decision back; the row waits again. Return how much of what it wrote stays, as people have built on it.

    Raises NothingToTakeBack, SaidSince.
    """
    ROLLS.one_at_a_time(tie.pupil.team)
    tie = RollTie.objects.select_for_update(of=("self",)).select_related("area", "pupil").filter(pk=tie.pk).first()
    decision = tie and decision_of(tie)
    if decision is None or decision.roll.state != Roll.State.TAKEN:
        raise NothingToTakeBack
    wrote = decision.did[0]["wrote"]
    if RollChange.objects.filter(pupil=tie.pupil_id, pk__gt=decision.pk).exists():
        raise SaidSince(str(tie.public_id))
    with acting_as(service_of(tie.area, ServiceName.LISTS)):
        kept = _unmake(tie, decision, wrote, at=at)
    audit.did("undid a decision on a row of a roll", "roll_row", tie.pk, kept=kept)
    return kept


def _unmake(tie: RollTie, decision: RollChange, wrote: list[int], *, at: datetime) -> int:
    pupil = tie.pupil
    changes = list(RollChange.objects.filter(pk__in=wrote, pupil=pupil).order_by("-pk"))
    for person in sorted(people_in(pupil, changes)):
        audit.did("withdrew what was decided of a roll", "person", person, roll_row=tie.pk)
    made_by = "access.unmake_decision(%s, %s::bigint[], %s)", [tie.pk, wrote, london_date(at)]
    kept = unmake(decision.roll, pupil, changes, made_by=made_by, today=london_date(at))
    _like_back(decision, wrote)
    for name, value in decision.pupil_was.items():
        pupil_value_back(pupil, name, value)
    pupil.keep()
    for name, value in decision.did[0]["was"].items():
        setattr(tie, name, value)
    tie.save(update_fields=["state", "person", "place", "held", "decided_at", "decided_by"])
    RollChange.objects.filter(pk__in=[*wrote, decision.pk]).delete()
    return kept


def _like_back(decision: RollChange, wrote: list[int]) -> None:
    """The pupil whose place on the last roll the row had taken stands there again, unless a later roll brought them back."""
    for change in RollChange.objects.filter(pk__in=wrote).exclude(pupil=decision.pupil_id).select_related("pupil"):
        like: RollPupil = change.pupil
        if like.left_in_id == decision.roll_id and not is_back(like):
            like.left_in = None
            like.save(update_fields=["left_in"])
