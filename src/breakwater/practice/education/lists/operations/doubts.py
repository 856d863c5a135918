"""Rows of which nobody is sure whom they mean: on no list (SG-15). How many wait, with whom, till when, and what came of them.

The children stay unseen: the wall hides them from co-ordinators, so these are the numbers of the area's service of lists.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from breakwater.casework.cases.standings import DOUBTS, Doubts
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Permission, acting_as, service_of
from breakwater.partnership.organisations.access.roles import ROLES
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Area, Membership, ServiceName
from breakwater.practice.education.cohorts import operations as cohorts
from breakwater.practice.education.fortnights import calendar as release_calendar
from breakwater.practice.education.models import See

LATELY = timedelta(days=14)
ASKED_BEFORE = 2
FIRST_MADE = timedelta(days=1)


@dataclass(frozen=True)
class Needed:
    """The next lists, and the last working day before they are first made, the morning before their day.

    Later they are being checked, and a checked list takes up nothing unless somebody has it made again.
    """

    lists_of: date
    by: date
    is_late: bool

    def words(self, rows: str = "it") -> str:
        lists = f"Schools’ lists of {date_in_words(self.lists_of)}"
        if self.is_late:
            return f"{lists} are made and being checked: decide at once and tell the co-ordinators, who can make one again."
        return f"{lists} wait for {rows}: decide by {date_in_words(self.by)}."


def needed(area: Area, today: date) -> Needed | None:
    """When the next lists need what is in doubt; None where no terms are entered that far."""
    coming = release_calendar.next_release(area, today)
    if coming is None:
        return None
    calendar, by = working_calendar(area), coming.on - FIRST_MADE - timedelta(days=1)
    while not calendar.is_working_day(by):
        by -= timedelta(days=1)
    return Needed(coming.on, by, is_late=by < today)


def codes_schools_see(area: Area, on: date) -> frozenset[str]:
    """The cohorts that may stand on a list: a row of another is nobody's to hurry."""
    return frozenset(code for code, rule in cohorts.in_force(area, on).items() if rule.see != See.NEVER)


def of_area(area: Area, *, at: datetime) -> list[Doubts]:
    """Every source with rows in doubt, or with some decided in the last fortnight, as the actor may count them."""
    codes = codes_schools_see(area, london_date(at))
    found = [one for ask in DOUBTS.values() for one in ask(area, codes, at - LATELY)]
    return [one for one in found if one.waiting or one.tied or one.nobody]


def counted_once(area: Area, *, at: datetime) -> list[Doubts]:
    """The same for every co-ordinator: counted as the area's service of lists (SG-22)."""
    with acting_as(service_of(area, ServiceName.LISTS)):
        return of_area(area, at=at)


def who_settles(area: Area, permission: Permission, *, on: date) -> Sequence[Membership]:
    """The posts whose queue the rows stand in, by team and name."""
    roles = [role.value for role, said in ROLES.items() if permission in said.permissions]
    held = Membership.objects.in_force(on).filter(team__area=area, role__in=roles, user__is_active=True)
    return list(held.select_related("user", "team").order_by("team__name", "user__name", "pk"))


def ask_those_who_settle(*, area: Area, at: datetime) -> int:
    """On the last working day for it and the one before, tell whoever settles rows that lists wait for them; return how many wait."""
    today = london_date(at)
    until = needed(area, today)
    if until is None or not 0 <= working_calendar(area).working_days_between(today, until.by) <= ASKED_BEFORE - 1:
        return 0
    with acting_as(service_of(area, ServiceName.LISTS)) as by:
        waiting = [one for one in of_area(area, at=at) if one.waiting]
        for path, permission in sorted({(one.path, one.settles) for one in waiting}):
            users = {post.user for post in who_settles(area, permission, on=today)}
            notifications.tell(
                users=sorted(users, key=lambda user: user.pk),
                words="Schools’ lists wait for rows that you decide",
                path=path,
                by=by,
                at=at,
            )
    return sum(one.waiting for one in waiting)
