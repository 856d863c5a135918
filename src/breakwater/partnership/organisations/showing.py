"""An area's configuration in words: what holds now, what is to come, what has ended, and what must be checked again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import groupby

from django.db.models import Count

from breakwater.foundation.dates.working_days import bank_holidays

from .keeping import hours as keeping_hours
from .keeping.numbers import ONE_AT_A_TIME
from .keeping.teams import is_overdue
from .models import Area, ContactPoint, DutyPost, OpeningHours, Team, TeamService

FRONT_DOOR = "front_door"
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
END_OF_DAY = time(23, 59, 59)
ENDED_SHOWN, GONE_SHOWN, A_YEAR = 20, 10, 366
IN_ORDER = {purpose: place for place, purpose in enumerate(ContactPoint.Purpose.values)}


@dataclass(frozen=True)
class Number:
    """One published number as the page draws it."""

    point: ContactPoint
    state: str  # now, to come, ended
    dates: str
    is_overdue: bool
    is_ours: bool
    may_check: bool
    may_end: bool

    @property
    def purpose(self) -> str:
        """What it is for; a helpline of the area's own is not called national."""
        own_line = self.is_ours and self.point.purpose == ContactPoint.Purpose.HELPLINE
        return "Helpline" if own_line else self.point.get_purpose_display()


@dataclass(frozen=True)
class TeamHours:
    """A team's hours now, and each week to come with its first day."""

    team: Team
    receives: list[str]
    now: str
    coming: list[tuple[date, str]]


@dataclass(frozen=True)
class Post:
    """A duty post with each way to reach it and whether the public reads that."""

    post: DutyPost
    ways: list[tuple[str, bool]]
    is_overdue: bool


@dataclass
class Page:
    """Everything the page says. `overdue` counts reviews gone by."""

    numbers: dict[str, list[Number]]
    hours: list[TeamHours]
    closures: list = field(default_factory=list)
    closures_gone: list = field(default_factory=list)
    holidays: list = field(default_factory=list)
    terms: list = field(default_factory=list)
    services: list = field(default_factory=list)
    patches: list = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)

    @property
    def overdue(self) -> list[tuple[str, str]]:
        """Of each overdue review of our own what it is of, and the part of the page that holds it."""
        numbers = [each for state in ("now", "to come") for each in self.numbers[state]]
        return [(each.point.label, "numbers") for each in numbers if each.is_overdue and each.is_ours] + [
            (each.post.title, "posts") for each in self.posts if each.is_overdue
        ]


def page_of(area: Area, today: date) -> Page:
    """The whole page, in a fixed number of queries."""
    services = list(
        TeamService.objects.filter(area=area).select_related("team__organisation").order_by("service", "pk")
    )
    closures = list(area.closures.filter(day__gte=today - timedelta(days=A_YEAR)).order_by("day"))
    patches = area.patches.annotate(how_many=Count("schools")).order_by("name", "pk")
    posts = DutyPost.objects.filter(team__area=area).select_related("team", "patch").order_by("title", "pk")
    return Page(
        numbers=_numbers(area, today),
        hours=_hours(area, services, today),
        closures=[closure for closure in closures if closure.day >= today],
        closures_gone=[closure for closure in closures if closure.day < today][-GONE_SHOWN:],
        holidays=holidays_ahead(today),
        terms=[
            {
                "term": term,
                "state": "now"
                if term.starts_on <= today <= term.ends_on
                else "to come"
                if term.starts_on > today
                else "ended",
            }
            for term in area.terms.filter(ends_on__gte=today - timedelta(days=A_YEAR)).order_by("starts_on", "pk")
        ],
        services=[{"row": row, "name": row.service_in_words} for row in services],
        patches=list(patches),
        posts=[_post(post, today) for post in posts],
    )


def holidays_ahead(today: date) -> list[tuple[date, str]]:
    """England's bank holidays of the year ahead."""
    days = {**bank_holidays(today.year), **bank_holidays(today.year + 1)}
    return sorted((day, name) for day, name in days.items() if today <= day < today + timedelta(days=A_YEAR))


def spans_in_words(spans: Sequence[tuple[time, time]], closed: str = "closed") -> str:
    """Return "8:30 to 12:30, 13:00 to 17:00"."""
    return ", ".join(f"{_clock(opens)} to {_clock(closes)}" for opens, closes in spans) or closed


def week_in_words(week: Sequence[Sequence[tuple[time, time]]]) -> str:
    """Return "Monday to Thursday 8:30 to 17:00; Friday 8:30 to 16:30; Saturday and Sunday closed"."""
    said = []
    for words, days in groupby(range(7), key=lambda day: spans_in_words(week[day])):
        names = [DAY_NAMES[day] for day in days]
        joined = names[0] if len(names) == 1 else f"{names[0]} {'and' if len(names) == 2 else 'to'} {names[-1]}"
        said.append(f"{joined} {words}")
    return "; ".join(said)


def _clock(at: time) -> str:
    return "midnight" if at == END_OF_DAY else f"{at.hour}:{at.minute:02}"


def _numbers(area: Area, today: date) -> dict[str, list[Number]]:
    from_here_or_everywhere = ContactPoint.objects.filter(area=area) | ContactPoint.objects.filter(area=None)
    rows = sorted(
        from_here_or_everywhere, key=lambda row: (IN_ORDER[row.purpose], row.order, row.effective_from, row.pk)
    )
    found: dict[str, list[Number]] = {"now": [], "to come": [], "ended": []}
    for row in rows:
        never_held = row.effective_to is not None and row.effective_to < row.effective_from
        ended = never_held or (row.effective_to is not None and row.effective_to < today)
        state = "ended" if ended else "to come" if row.effective_from > today else "now"
        found[state].append(
            Number(
                point=row,
                state=state,
                dates="replaced before its first day was over" if never_held else "",
                is_overdue=not ended and row.review_by < today,
                is_ours=row.area_id == area.pk,
                may_check=row.last_checked_on != today or row.review_by < today,
                may_end=row.purpose not in ONE_AT_A_TIME,
            )
        )
    found["ended"] = sorted(found["ended"], key=lambda each: each.point.effective_to, reverse=True)[:ENDED_SHOWN]
    return found


def _hours(area: Area, services: Iterable[TeamService], today: date) -> list[TeamHours]:
    receives: dict[int, list[str]] = {}
    teams: dict[int, Team] = {}
    for row in services:
        receives.setdefault(row.team_id, []).append(row.service)
        teams[row.team_id] = row.team
    rows: dict[int, list[OpeningHours]] = {}
    for row in OpeningHours.objects.filter(team__area=area, team__closed_on=None).select_related("team__organisation"):
        rows.setdefault(row.team_id, []).append(row)
        teams[row.team_id] = row.team
    shown = [_team_hours(team, receives.get(key, []), rows.get(key, []), today) for key, team in teams.items()]
    return sorted(shown, key=lambda each: (FRONT_DOOR not in each.receives, each.team.name, each.team.pk))


def _team_hours(team: Team, receives: list[str], rows: list[OpeningHours], today: date) -> TeamHours:
    week = keeping_hours.in_force(rows, today)
    starts = sorted({row.effective_from for row in rows if row.effective_from > today})
    return TeamHours(
        team=team,
        receives=receives,
        now=week_in_words(week) if any(week) else "",
        coming=[(day, week_in_words(keeping_hours.in_force(rows, day))) for day in starts],
    )


def _post(post: DutyPost, today: date) -> Post:
    ways = [(post.telephone, post.telephone_is_public), (post.email, post.email_is_public)]
    return Post(post=post, ways=[way for way in ways if way[0]], is_overdue=is_overdue(post, today))
