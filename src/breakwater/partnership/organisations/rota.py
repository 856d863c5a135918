"""The rota of the day: who is at work, who is away, who carries a duty post. Who is at work can be given work and be paged.

A team that has entered no shift for a day keeps no rota that day: then all of it is at work who is not away.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Q

from breakwater.foundation.dates.london_time import end_of, london_date, start_of, to_london
from breakwater.foundation.design.moments import day as day_in_words

from .access.roles import Role
from .models import Absence, Area, DutyPost, Membership, Shift, Team


class State(StrEnum):
    """How a post stands to a moment."""

    ON_SHIFT = "on shift"
    AT_WORK = "at work"  # the team keeps no rota that day
    OFF = "not on shift"
    AWAY = "away"


@dataclass(frozen=True)
class Presence:
    """A post at a moment. `shift` is the one that runs, or the next of that day; `absence` why it is away."""

    membership: Membership
    state: State
    shift: Shift | None = None
    absence: Absence | None = None

    @property
    def is_at_work(self) -> bool:
        return self.state in (State.ON_SHIFT, State.AT_WORK)

    @property
    def works_today(self) -> bool:
        """At work, or on a shift that begins later that day."""
        return self.is_at_work or self.state == State.OFF and self.shift is not None

    @property
    def words(self) -> str:
        """On shift until 17:00; Away until 4 December 2026; Not on shift, next 21:00."""
        if self.state == State.AWAY:
            until = (
                f"Away until {day_in_words(self.absence.ends_on)}" if self.absence.ends_on else "Away, no return date"
            )
            cover = self.absence.covered_by
            return f"{until}. {cover.user.name} covers" if cover else until
        if self.state == State.ON_SHIFT:
            return f"On shift until {to_london(self.shift.ends_at):%H:%M}"
        if self.state == State.OFF:
            return f"Not on shift, starts {to_london(self.shift.starts_at):%H:%M}" if self.shift else "Not on shift"
        return "At work, no rota entered"


def of_team(team: Team, *, at: datetime) -> list[Presence]:
    """Everyone with a post in a team that day, by name; a screen on the wall is nobody. Three queries, however many."""
    posts = team.memberships.in_force(london_date(at)).filter(user__is_active=True).exclude(role=Role.WALL_SCREEN)
    return of_posts(list(posts.select_related("user", "role", "team").order_by("user__name", "pk")), at=at)


def of_posts(posts: Sequence[Membership], *, at: datetime) -> list[Presence]:
    """The same of some posts, in their order. Two queries."""
    today = london_date(at)
    shifts = list(
        Shift.objects.filter(removed_at=None, starts_at__lt=end_of(today), ends_at__gt=start_of(today))
        .filter(membership__team__in={post.team_id for post in posts})
        .select_related("membership", "post")
        .order_by("starts_at", "pk")
    )
    keeps = {shift.membership.team_id for shift in shifts}
    away = absences({post.user_id for post in posts}, on=today)
    return [_presence(post, shifts, keeps, away, at) for post in posts]


def _presence(
    post: Membership, shifts: Iterable[Shift], keeps: Collection[int], away: dict[int, Absence], at: datetime
) -> Presence:
    if absence := away.get(post.user_id):
        return Presence(post, State.AWAY, absence=absence)
    if post.team_id not in keeps:
        return Presence(post, State.AT_WORK)
    own = [shift for shift in shifts if shift.membership_id == post.pk and shift.ends_at > at]
    running = next((shift for shift in own if shift.starts_at <= at), None)
    if running:
        return Presence(post, State.ON_SHIFT, running)
    return Presence(post, State.OFF, own[0] if own else None)


def away_from(team: Team, *, at: datetime) -> list[Presence]:
    """Who of a team is away, each with who covers."""
    return [one for one in of_team(team, at=at) if one.state == State.AWAY]


def is_at_work(membership: Membership, *, at: datetime) -> bool:
    """Whether a post holds today and is at work now."""
    if not Membership.objects.in_force(london_date(at)).filter(pk=membership.pk, user__is_active=True).exists():
        return False
    return of_posts([membership], at=at)[0].is_at_work


def running_shift(membership: Membership, *, at: datetime) -> Shift | None:
    """The shift that a post is on now, if the rota gives it one. One query."""
    running = Shift.objects.filter(membership=membership, removed_at=None, starts_at__lte=at, ends_at__gt=at)
    return running.order_by("-ends_at", "-pk").first()


def absences(humans: Collection[int], *, on: date) -> dict[int, Absence]:
    """Which of these people are away on a day, by their key. One query."""
    found = Absence.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), removed_at=None, user__in=humans)
    found = found.select_related("covered_by__user")
    return {absence.user_id: absence for absence in found.filter(starts_on__lte=on).order_by("starts_on", "pk")}


def away_in(area: Area, *, on: date) -> set[int]:
    """Everyone with a post in an area who is away on a day."""
    posts = Membership.objects.in_force(on).filter(team__area=area)
    return set(absences(set(posts.values_list("user", flat=True)), on=on))


def numbers_of(teams: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """The duty posts of each team that can be called, each title with its number: by the team's key. One query."""
    found: dict[int, list[tuple[str, str]]] = {}
    for post in DutyPost.objects.filter(team__in=teams).exclude(telephone="").order_by("title", "pk"):
        found.setdefault(post.team_id, []).append((post.title, post.telephone))
    return found


def carriers(posts: Collection[DutyPost], *, at: datetime) -> dict[int, Shift]:
    """Who carries each duty post at a moment by their shift, and is not away: by the post's key. Two queries."""
    running = Shift.objects.filter(removed_at=None, post__in=posts, starts_at__lte=at, ends_at__gt=at)
    running = list(running.select_related("membership__user", "post").order_by("-starts_at", "-pk"))
    away = absences({shift.membership.user_id for shift in running}, on=london_date(at))
    today = london_date(at)
    held = [s for s in running if s.membership.user_id not in away and _holds(s.membership, today)]
    return {shift.post_id: shift for shift in held}


def _holds(post: Membership, day: date) -> bool:
    lasts = post.ends_on is None or post.ends_on >= day
    return post.user.is_active and post.revoked_at is None and post.starts_on <= day and lasts
