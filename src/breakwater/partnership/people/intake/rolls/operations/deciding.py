"""Doubtful rows, decided by a person of the authority one at a time (SG-15), and places a co-ordinator confirms (SG-14)."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Count, Q

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName, Team
from breakwater.partnership.people.intake.operations import identifying
from breakwater.partnership.people.intake.operations.blind_alerts import tell_guards
from breakwater.partnership.people.models import Enrolment, Person, RollPupil, RollTie

from . import entering, recording, reversing, updating

State = RollTie.State
SETTLED = (State.EXACT, State.NEW, State.DECIDED)


class NotWaiting(Refusal):
    """Someone has decided the row, or its roll was undone."""

    words = "This row was decided meanwhile, or its roll was undone."


class Verdict(StrEnum):
    """What a person decides of a doubtful row."""

    SAME = "SAME"
    MOVED = "MOVED"
    BOTH = "BOTH"
    NEW = "NEW"
    NOT_OURS = "NOT_OURS"

    @property
    def needs_person(self) -> bool:
        return self in (Verdict.SAME, Verdict.MOVED, Verdict.BOTH)

    @property
    def said(self) -> str:
        """What was decided, in words that name nobody: they are the same whether or not something is hidden (SG-13)."""
        decided = {
            "SAME": "a child who was known",
            "MOVED": "a child who was known, and who has moved here",
            "BOTH": "a child who was known, and who goes to both schools",
            "NEW": "a new child",
            "NOT_OURS": "not a pupil of this school",
        }
        return f"{State.DECIDED.label}: {decided[self]}"


@transaction.atomic
def decide(tie: RollTie, *, verdict: Verdict, by: Actor, at: datetime, person: Person | None = None) -> RollTie:
    """A person decides whom a doubtful row is. Raises NotWaiting. The same decision sent twice is made once.

    SAME, MOVED (the place at the other school ends today) and BOTH (dual registration) need the person; the school then sees
    the child. NEW enters the child, and nobody where a hidden record may be meant, with no other word (SG-13). NOT_OURS gives
    no place.
    """
    tie = (
        RollTie.objects.select_for_update(of=("self",))
        .select_related("area", "pupil__team__organisation", "pupil__seen_in")
        .get(pk=tie.pk)
    )
    if tie.state != State.WAITING:
        raise NotWaiting(str(tie.public_id))
    if verdict.needs_person and person is None:
        raise ValueError("this verdict needs a person")
    pupil = updating.as_read(tie)
    held, pupil_was, after = tie.held, {"registration": tie.pupil.registration}, reversing.newest_change()
    if verdict.needs_person:
        if verdict == Verdict.MOVED:
            _end_elsewhere(tie, person, at=at)
        if verdict == Verdict.BOTH and pupil.registration not in ("M", "S"):
            tie.pupil.registration = "S"
            tie.pupil.save(update_fields=["registration"])
            pupil = updating.as_read(tie)
        updating.settle(tie, person, pupil, state=State.DECIDED, verified_by=by, by=by, at=at)
    elif verdict == Verdict.NEW:
        if _may_be_hidden(tie, pupil):
            tie.state, tie.held = State.APART, {}
        else:
            made = _enter(tie, pupil, by=by, at=at)
            updating.settle(tie, made, pupil, state=State.DECIDED, verified_by=by, by=by, at=at)
    else:
        tie.state, tie.held = State.NOT_OURS, {}
    tie.decided_at, tie.decided_by = at, by
    tie.save(update_fields=["state", "held", "decided_at", "decided_by"])
    if tie.pupil.like_id:
        pupil_was["like_id"] = tie.pupil.like_id
        if verdict.needs_person:
            _stand_for(tie)
        RollPupil.objects.filter(pk=tie.pupil_id).update(like=None)
    reversing.keep_a_decision(tie, verdict=verdict, held=held, pupil_was=pupil_was, after=after)
    audit.did("decided a row of a roll", "roll_row", tie.pk, verdict=verdict.value, person=tie.person_id)
    return tie


def _may_be_hidden(tie: RollTie, pupil) -> bool:
    """Whether a record that is hidden may be meant; those who guard it are told."""
    with acting_as(service_of(tie.area, ServiceName.LISTS)):
        if not identifying.hidden_lines([pupil], tie.area):
            return False
        tell_guards([pupil], tie.area)
        return True


def _end_elsewhere(tie: RollTie, person: Person, *, at: datetime) -> None:
    today, did = london_date(at), []
    for place in (
        Enrolment.objects.select_for_update().filter(person=person, ends_on=None).exclude(team=tie.pupil.team_id)
    ):
        did.append(recording.changed("place", place, ends_on=max(today, place.starts_on)))
        audit.did("ended enrolment", "person", person.pk, enrolment=place.pk)
    _record(tie, did)


def _record(tie: RollTie, did: list) -> None:
    if did and tie.pupil.seen_in_id:
        recording.change_of(tie.pupil.seen_in, tie.pupil, did, {}).save()


def _enter(tie: RollTie, pupil, *, by: Actor, at: datetime) -> Person:
    """Enter the child from the row, with what the row says of numbers and home."""
    did: dict[int, list] = {0: []}
    entered = entering.people_from(tie.pupil.seen_in_id, tie.area_id, {0: pupil}, did, by=by, at=at)
    _record(tie, did[0])
    return entered[0]


def _stand_for(tie: RollTie) -> None:
    """The row is the pupil it resembled: it stands in that pupil's place on the school's last roll."""
    like = RollPupil.objects.filter(pk=tie.pupil.like_id, left_in=None).first()
    if like is None or not RollTie.objects.filter(pupil=like, person=tie.person_id).exists():
        return
    like.left_in = tie.pupil.seen_in
    like.save(update_fields=["left_in"])
    if tie.pupil.seen_in_id:
        recording.change_of(tie.pupil.seen_in, like, [], {"left_in_id": None}).save()


def places_to_confirm(area: Area | int, *, team: Team | None = None) -> dict[int, int]:
    """How many places of present pupils a second source or co-ordinator has still to confirm, by the school's team."""
    waiting = _unconfirmed(area)
    if team is not None:
        waiting = waiting.filter(pupil__team=team)
    counted = waiting.values("pupil__team").annotate(number=Count("pk"))
    return {row["pupil__team"]: row["number"] for row in counted}


def _unconfirmed(area):
    """Ties of present pupils whose place waits; one kept apart waits as if it had a place, until it is confirmed (SG-13)."""
    open_places = Enrolment.objects.filter(ends_on=None, verified_on=None)
    waits = Q(state__in=SETTLED, place__in=open_places) | Q(state=State.APART, decided_at=None)
    return RollTie.objects.filter(waits, area=area, pupil__left_in=None)


def rows_to_confirm(team: Team):
    """The rows of a school whose places wait, with the pupils as the school names them; one kept apart reads as any other."""
    waiting = _unconfirmed(team.area_id).filter(pupil__team=team).select_related("pupil__seen_in")
    return waiting.order_by("pupil__surname", "pupil__forename", "pupil__born_on", "pk")


@transaction.atomic
def confirm_places(*, team: Team, ties: Sequence[RollTie], by: Actor, at: datetime) -> int:
    """A co-ordinator confirms that these pupils of a school's roll have their places; return how many of them still waited.

    From now on the school sees them. Nobody whose record is restricted is among them for anyone who may not read it.
    """
    found = list(rows_to_confirm(team).filter(pk__in=[tie.pk for tie in ties]))
    rolls = {tie.pupil.seen_in for tie in found if tie.pupil.seen_in_id}
    for roll in rolls:
        updating.verify(
            roll, [tie.pupil_id for tie in found if tie.pupil.seen_in_id == roll.pk], by=by, at=at, by_hand=True
        )
    audit.did("confirmed places", "roll", max((roll.pk for roll in rolls), default=None), places=len(found))
    return len(found)
