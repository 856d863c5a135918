"""Telling people of a case: those who may read it where it is, and the others, who are concerned all the same, whom to ring."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, ServiceName, Team, User

from .models import Case

NOT_YOURS_TO_OPEN = "{words}. It is restricted and you cannot open it: call {team}"


@dataclass(frozen=True)
class CaseNotice:
    """What people of a case are told: `words` that name nobody, and the page to open by its reference."""

    words: str
    path: str
    reference: str


def tell_of(case: Case, notice: CaseNotice, *, users: Iterable[User], ring: Team, by: Actor, at: datetime) -> None:
    """Tell `users` of a case. A seal wins (design 3), so whoever may not read it is given no page, but the team to ring.

    Whoever is barred from it is told nothing (SG-11).
    """
    told = {user.pk: user for user in users}
    barred = barred_among(case, told)
    told = {key: user for key, user in told.items() if key not in barred}
    reads = readers_among(case, told)
    notifications.tell(
        users=[user for key, user in told.items() if key in reads],
        **values_of(notice),
        by=by,
        at=at,
    )
    notifications.tell(
        users=[user for key, user in told.items() if key not in reads],
        words=NOT_YOURS_TO_OPEN.format(words=notice.words, team=ring.name[:80]),
        path="/worried/",
        reference=notice.reference,
        by=by,
        at=at,
    )


def readers_among(case: Case, humans: Iterable[int]) -> set[int]:
    """Which of these people, by id, may read the case today."""
    return _among("readers_among", case, humans)


def barred_among(case: Case, humans: Iterable[int]) -> set[int]:
    """Which of these people, by id, must learn nothing of the case."""
    return _among("barred_among", case, humans)


def _among(function: str, case: Case, humans: Iterable[int]) -> set[int]:
    with acting_as(service_of(case.area, ServiceName.INTAKE)), connection.cursor() as cursor:
        cursor.execute(f"select access.{function}(%s, %s)", [case.pk, sorted(humans)])
        return set(cursor.fetchone()[0])


def tell_team_of(case: Case, notice: CaseNotice, *, team: Team, ring: Team, by: Actor, at: datetime) -> None:
    """Tell those of a team who may read the case, and nobody else; where none of them may, all of them whom to ring: but
    for those barred from it.
    """
    posts = team.memberships.in_force(london_date(at)).values("user")
    holders = list(User.objects.filter(is_active=True, pk__in=posts).order_by("pk"))
    reads = readers_among(case, [user.pk for user in holders])
    told = [user for user in holders if user.pk in reads] or holders
    tell_of(case, notice, users=told, ring=ring, by=by, at=at)
