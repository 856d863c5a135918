"""Reminders of a request's day: its officer five working days ahead and on the day; once it is over, its officer and the heads of service.

A correction that a team has not answered within its days reaches whoever leads that team.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from breakwater.foundation.dates.london_time import london_date, start_of
from breakwater.foundation.dates.working_days import WorkingCalendar
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Permission, Role, acting_as, allows, service_of
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Actor, Area, Membership, ServiceName, User
from breakwater.partnership.organisations.operations import who_hold

from . import lookup

AHEAD = 5  # working days
SOON = f"An information request is due within {AHEAD} working days"
TODAY = "An information request is due today"
LATE = "An information request is overdue"
UNANSWERED = "A team has not answered in time whether a record is corrected"
UNANSWERED_BY_YOURS = "Your team has not answered whether a record is to be corrected"
LEADS = [
    role.value
    for role in Role
    if allows(role.value, Permission.POST_REVIEW) and allows(role.value, Permission.RIGHTS_CORRECT)
]
NO_PAGE = "/today/"  # of whoever is told, and does not read the request


@dataclass(frozen=True)
class Due:
    public_id: str
    reference: str
    due_on: date
    officer: int

    @property
    def path(self) -> str:
        return f"/information-requests/{self.public_id}/"


@dataclass(frozen=True)
class LateCorrection:
    """What a team (by key) was to correct, and has not answered within its days."""

    public_id: str
    reference: str
    due_on: date
    holder: int

    @property
    def path(self) -> str:
        return f"/information-requests/corrections/{self.public_id}/"


def remind(area: Area, *, at: datetime) -> int:
    """Return how many people were told. What a morning missed, the next working one makes up for; of each step everybody is told once."""
    calendar = working_calendar(area)
    if not calendar.is_working_day(london_date(at)):
        return 0
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        told = sum(_remind(each, area, calendar, by=by, at=at) for each in _due(area))
        return told + sum(_remind_leads(each, area, by=by, at=at) for each in _corrections_late(area, london_date(at)))


def _due(area: Area) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute("select public_id, reference, due_on, officer from access.rights_due(%s)", [area.pk])
        return [Due(*row) for row in cursor.fetchall()]


def _corrections_late(area: Area, today: date) -> list[LateCorrection]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select public_id, reference, due_on, holder from access.rights_corrections_late(%s, %s)", [area.pk, today]
        )
        return [LateCorrection(*row) for row in cursor.fetchall()]


def _remind(due: Due, area: Area, calendar: WorkingCalendar, *, by: Actor, at: datetime) -> int:
    today, begins = london_date(at), calendar.add_working_days(due.due_on, -AHEAD)
    if today < begins:
        return 0
    officers = list(lookup.officers_of(area, at))
    own = [post.user for post in officers if post.pk == due.officer] or [post.user for post in officers]
    if today > due.due_on:
        heads = who_hold(Role.HEAD_OF_SERVICE, area=area, at=at)
        return _tell(LATE, due, own, due.path, due.due_on, by, at) + _tell(
            LATE, due, heads, NO_PAGE, due.due_on, by, at
        )
    words, since = (TODAY, today) if today == due.due_on else (SOON, begins)
    return _tell(words, due, own, due.path, since, by, at)


def _remind_leads(late: LateCorrection, area: Area, *, by: Actor, at: datetime) -> int:
    """Whoever reviews the posts of the team and corrects its records, which is its lead; where nobody does, the heads of service, who do not read
    what is asked.
    """
    posts = Membership.objects.in_force(london_date(at)).filter(team=late.holder, role__in=LEADS)
    leads = list(User.objects.filter(is_active=True, pk__in=posts.values("user")))
    if leads:
        return _tell(UNANSWERED_BY_YOURS, late, leads, late.path, late.due_on, by, at)
    heads = who_hold(Role.HEAD_OF_SERVICE, area=area, at=at)
    return _tell(UNANSWERED, late, heads, NO_PAGE, late.due_on, by, at)


def _tell(words: str, due: Due | LateCorrection, users, path: str, since: date, by: Actor, at: datetime) -> int:
    said = f"{words}: {due.reference}"
    left: list[User] = notifications.not_told(users, words=said, path=path, since=start_of(since))
    if not left:
        return 0
    return len(notifications.tell(words=said, path=path, users=left, reference=due.reference, by=by, at=at))
