"""Entering who works when and who is away: by who answers for the team."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from breakwater.foundation import audit, events
from breakwater.foundation.dates.london_time import end_of, london_date, moment, start_of
from breakwater.foundation.design.moments import day
from breakwater.foundation.refusals import Refusal

from ..access import Permission, require
from ..models import Absence, Actor, Area, DutyPost, Membership, Shift, Team, TeamService, User
from ..rules import EMERGENCY_DUTY

LONGEST_RUN = 62  # days entered at once


class NotADayToCome(Refusal):
    """Shifts and absences that are over stay as they were."""

    words = "That shift is over, or no working day lies between these days"
    box = "first"


class WrongWayRound(Refusal):
    """The last day lies before the first."""

    words = "The last day must not be before the first"
    box = "last"


class TooLong(Refusal):
    """More days than are entered at once."""

    words = f"Enter at most {LONGEST_RUN} days at a time"
    box = "last"


class PostDoesNotHold(Refusal):
    """The post has not begun, or ends before these days."""

    words = "Their role does not cover all of these days. Choose other days, or someone else"
    box = "who"


class CoversOneself(Refusal):
    """Cover gives sight of families, so nobody gives it to themselves, and nobody covers their own absence."""

    words = "Somebody else must name you: the person who is away, or another colleague. Nobody can name themselves"
    box = "cover"


class WorksThenAlready(Refusal):
    """The same person has a shift at that time. The first argument is its first moment."""

    box = "first"


@dataclass(frozen=True)
class ShiftFacts:
    """A shift from `opens` to `closes` (the next day, where that is no later) on each day from `first` to `last`."""

    first: date
    last: date
    opens: time
    closes: time
    post: DutyPost | None = None
    pager: str = ""
    with_weekends: bool = False

    def spans(self) -> list[tuple[datetime, datetime]]:
        """The moments of each."""
        days = [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]
        days = [day for day in days if self.first == self.last or self.with_weekends or day.weekday() < 5]
        over = timedelta(days=1) if self.closes <= self.opens else timedelta(0)
        return [(moment(day, self.opens), moment(day + over, self.closes)) for day in days]


@dataclass(frozen=True)
class CoverChanged:
    """Somebody of an area is away, or back: who covers whom may be another."""

    area: int
    at: datetime


@transaction.atomic
def add_shifts(*, membership: Membership, facts: ShiftFacts, by: Actor, at: datetime) -> list[Shift]:
    """Enter a post's shifts. The same shift entered again is the same shift.

    Raises WrongWayRound, TooLong, NotADayToCome, PostDoesNotHold, WorksThenAlready.
    """
    require(by, Permission.ROTA_KEEP, membership.team)
    if facts.last < facts.first:
        raise WrongWayRound(facts.last)
    if (facts.last - facts.first).days >= LONGEST_RUN:
        raise TooLong(facts.last)
    spans = facts.spans()
    if not spans or spans[-1][1] <= at:
        raise NotADayToCome(facts.first)
    User.objects.select_for_update(no_key=True).get(pk=membership.user_id)
    ends = membership.ends_on
    if membership.revoked_at or membership.starts_on > facts.first or (ends is not None and ends < facts.last):
        raise PostDoesNotHold(membership.pk)
    made = []
    for starts_at, ends_at in spans:
        known = Shift.objects.filter(removed_at=None, membership__user=membership.user_id)
        meeting = known.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).first()
        if meeting and (meeting.membership_id, meeting.starts_at, meeting.ends_at) == (
            membership.pk,
            starts_at,
            ends_at,
        ):
            continue
        if meeting:
            words = f"They have a shift at that time on {day(meeting.starts_at)}. Remove it first"
            raise WorksThenAlready(meeting.starts_at, words=words)
        made.append(
            Shift(
                membership=membership,
                starts_at=starts_at,
                ends_at=ends_at,
                post=facts.post,
                pager=facts.pager if facts.post else "",
                made_at=at,
                made_by=by,
            )
        )
    made = Shift.objects.bulk_create(made)
    audit.did("entered shifts", "team", membership.team_id, post=membership.pk, shifts=[shift.pk for shift in made])
    return made


@transaction.atomic
def remove_shift(*, shift: Shift, by: Actor, at: datetime) -> Shift:
    """Take a shift off the rota, before it is over. Raises NotADayToCome."""
    require(by, Permission.ROTA_KEEP, shift.membership.team)
    held = Shift.objects.select_for_update().get(pk=shift.pk)
    if held.removed_at is None:
        if held.ends_at <= at:
            raise NotADayToCome(held.pk, words="That shift is over, so it stays on the rota")
        held.removed_at, held.removed_by = at, by
        held.save(update_fields=["removed_at", "removed_by"])
        audit.did("removed a shift", "team", shift.membership.team_id, shift=held.pk)
    return held


@transaction.atomic
def add_absence(
    *,
    membership: Membership,
    first: date,
    last: date | None,
    by: Actor,
    at: datetime,
    cover: Membership | None = None,
) -> Absence:
    """Someone of a team is away from a day on, until `last` or until it is ended, and a colleague may cover.

    Raises WrongWayRound, NotADayToCome, CoversOneself.
    """
    require(by, Permission.ROTA_KEEP, membership.team)
    if cover is not None and (cover.user_id in (membership.user_id, by.membership.user_id)):
        raise CoversOneself(cover.pk)
    if cover is not None and cover.team_id != membership.team_id:
        raise PostDoesNotHold(cover.pk, box="cover")
    if last is not None and last < first:
        raise WrongWayRound(last)
    if last is not None and last < london_date(at):
        raise NotADayToCome(last, words="That absence is over. Enter a day from today on", box="last")
    User.objects.select_for_update(no_key=True).get(pk=membership.user_id)
    known = Absence.objects.filter(user=membership.user_id, removed_at=None, starts_on=first, ends_on=last).first()
    if known:
        return known
    made = Absence.objects.create(
        user=membership.user, starts_on=first, ends_on=last, covered_by=cover, made_at=at, made_by=by
    )
    covered = {"cover": cover.pk} if cover else {}
    audit.did("recorded an absence", "team", membership.team_id, post=membership.pk, **covered)
    events.publish_on_commit(CoverChanged(membership.team.area_id, at))
    return made


@transaction.atomic
def end_absence(*, absence: Absence, team: Team, by: Actor, at: datetime) -> Absence:
    """They are back today, or the absence was never to be: it counts no more from today on."""
    require(by, Permission.ROTA_KEEP, team)
    held = Absence.objects.select_for_update().get(pk=absence.pk)
    today = london_date(at)
    if held.removed_at is not None or (held.ends_on is not None and held.ends_on < today):
        return held
    if held.starts_on < today:
        held.ends_on = today - timedelta(days=1)
    else:
        held.removed_at, held.removed_by = at, by
    held.save(update_fields=["ends_on", "removed_at", "removed_by"])
    audit.did("ended an absence", "team", team.pk, absence=held.pk)
    events.publish_on_commit(CoverChanged(team.area_id, at))
    return held


def absences_to_come(users: Iterable[int], today: date) -> list[Absence]:
    """Who of these humans is away now or later, the first to begin first."""
    found = Absence.objects.filter(removed_at=None, user__in=list(users)).exclude(ends_on__lt=today)
    return list(found.select_related("covered_by__user").order_by("starts_on", "pk"))


def emergency_duty_of(area: Area) -> list[Team]:
    """The teams of an area that receive emergency duty there."""
    return [row.team for row in TeamService.objects.filter(area=area, service=EMERGENCY_DUTY, team__area=area)]


def shifts_to_come(team: Team, *, first: date, last: date) -> list[Shift]:
    """The shifts of a team on these days, in order. One query."""
    found = Shift.objects.filter(removed_at=None, membership__team=team)
    found = found.filter(starts_at__lt=end_of(last), ends_at__gt=start_of(first))
    return list(found.select_related("membership__user", "membership__role", "post").order_by("starts_at", "pk"))
