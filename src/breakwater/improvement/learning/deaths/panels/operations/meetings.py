"""A meeting of the panel is arranged, filled with cases, attended and held. Whoever took part in a child's care is out of that case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from breakwater.foundation import audit
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area

from ....models import ChildDeath, DeathState, PanelCase, PanelMeeting, PanelRecusal, PanelSeat
from ...operations import states
from .. import lookup
from ..codes import CURRENT
from .holding import KIND, destroy_papers, locked, locked_case


class SitsAlready(Refusal):
    box, words = "named", "This person has a seat at the meeting already"


class ListedAlready(Refusal):
    box, words = "deaths", "One of these is on a list already. Open the page again to see which are left."


class NothingSettled(Refusal):
    words = "Record an outcome for every case, or take it off the list, before the meeting is recorded as held."


class HasAnOutcome(Refusal):
    words = "The panel has settled this case. It stays on the list of this meeting."


@dataclass(frozen=True)
class MeetingFacts:
    kind: str
    theme: str
    on: date
    place: str = ""


@transaction.atomic
def arrange(facts: MeetingFacts, *, by: Actor, at: datetime, key: UUID) -> PanelMeeting:
    """Arrange a meeting of the actor's child death team. Whoever sat at the last one has a seat again."""
    if known := made_before(PanelMeeting, key):
        return known
    team = by.membership.team
    last = lookup.MEETINGS.filter(team=team).exclude(state=PanelMeeting.State.CANCELLED).order_by("-on", "-pk").first()
    made = PanelMeeting.objects.create(
        area=Area.objects.get(pk=team.area_id), team=team, made_at=at, made_by=by, key=key, **vars(facts)
    )
    for each in lookup.seats_of(last) if last else ():
        PanelSeat.objects.create(meeting=made, seat=each.seat, named=each.named, agency=each.agency, at=at, by=by)
    audit.did("arranged", KIND, made.pk)
    return made


@transaction.atomic
def seat(meeting: PanelMeeting, seat: str, named: str, agency: str, *, by: Actor, at: datetime) -> PanelSeat:
    """Give somebody a seat. Raises IsOver, SitsAlready."""
    meeting = locked(meeting)
    if meeting.seats.filter(named__iexact=named).exists():
        raise SitsAlready(meeting.pk)
    audit.did("gave a seat at", KIND, meeting.pk)
    return PanelSeat.objects.create(meeting=meeting, seat=seat, named=named, agency=agency, at=at, by=by)


@transaction.atomic
def list_deaths(
    meeting: PanelMeeting, deaths: Sequence[ChildDeath], edition: str = CURRENT.code, *, by: Actor, at: datetime
) -> list[PanelCase]:
    """Put deaths on the list, each under the next number. Raises IsOver, ListedAlready."""
    meeting = locked(meeting)
    held = [states.locked(each) for each in sorted(deaths, key=lambda each: each.pk)]
    if not {each.pk for each in held} <= {each.pk for each in lookup.to_list(meeting)}:
        raise ListedAlready(meeting.pk)
    last = meeting.cases.aggregate(last=Max("number"))["last"] or 0
    made = []
    for number, death in enumerate(held, last + 1):
        made.append(
            PanelCase.objects.create(meeting=meeting, death=death, number=number, edition=edition, at=at, by=by)
        )
        if death.state != DeathState.LISTED:
            states.move(death, DeathState.LISTED, by=by, at=at)
        audit.did("listed for a panel", "child_death", death.pk, case=number)
    return made


@transaction.atomic
def withdraw(case: PanelCase, why: str, *, by: Actor, at: datetime) -> PanelCase:
    """Take a case off the list; it waits for another meeting. Its papers are destroyed. Raises IsOver, TakenOff, HasAnOutcome."""
    case = locked_case(case)
    if case.outcomes.exists():
        raise HasAnOutcome(case.pk)
    case.withdrawn_at, case.withdrawn_why = at, why
    case.save(update_fields=["withdrawn_at", "withdrawn_why"])
    destroy_papers(case)
    audit.did("took off the list of a panel", "child_death", case.death_id)
    return case


@transaction.atomic
def recuse(case: PanelCase, seat: PanelSeat, why: str, *, by: Actor, at: datetime) -> PanelRecusal:
    """Somebody who took part in the child's care is out while this case is looked at. Raises IsOver, TakenOff."""
    case = locked_case(case)
    audit.did("recorded who is out of the panel’s case of", "child_death", case.death_id)
    made, _ = PanelRecusal.objects.get_or_create(case=case, seat=seat, defaults={"why": why, "at": at, "by": by})
    return made


@transaction.atomic
def record_attendance(meeting: PanelMeeting, came: Sequence[PanelSeat], *, by: Actor, at: datetime) -> PanelMeeting:
    """Who came. Raises IsOver."""
    meeting, present = locked(meeting), {each.pk for each in came}
    for each in meeting.seats.all():
        each.came = each.pk in present
        each.save(update_fields=["came"])
    audit.did("recorded the attendance of", KIND, meeting.pk, came=len(present))
    return meeting


@transaction.atomic
def hold(meeting: PanelMeeting, minutes: str, *, by: Actor, at: datetime) -> PanelMeeting:
    """The meeting was held: every case has an outcome, and the papers are destroyed. Raises IsOver, NothingSettled."""
    meeting = locked(meeting)
    cases = lookup.cases_of(meeting)
    if not all(lookup.outcome_of(each) for each in cases):
        raise NothingSettled(meeting.pk)
    return _end(meeting, cases, PanelMeeting.State.HELD, minutes, at)


@transaction.atomic
def cancel(meeting: PanelMeeting, *, by: Actor, at: datetime) -> PanelMeeting:
    """It is not held: its cases wait for another meeting. Raises IsOver, HasAnOutcome."""
    meeting = locked(meeting)
    cases = lookup.cases_of(meeting)
    if any(lookup.outcome_of(each) for each in cases):
        raise HasAnOutcome(meeting.pk)
    for each in cases:
        withdraw(each, "The meeting was cancelled", by=by, at=at)
    return _end(meeting, [], PanelMeeting.State.CANCELLED, "", at)


def _end(meeting: PanelMeeting, cases: list[PanelCase], state, minutes: str, at: datetime) -> PanelMeeting:
    meeting.state, meeting.minutes, meeting.ended_at = state, minutes, at
    meeting.save(update_fields=["state", "minutes", "ended_at"])
    for each in cases:
        destroy_papers(each)
    audit.did(f"recorded as {PanelMeeting.State(state).label.lower()}", KIND, meeting.pk)
    return meeting
