"""Lists made the morning before their release, schools asked again each morning, replies told when they are due."""

from datetime import date, timedelta

from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName, Team, TeamService

from .answers.operations import worries
from .consultations.operations import pupil_files
from .fortnights import calendar
from .lists.operations import building, doubts, new_versions, reminders
from .pathway import LINK_SERVICE
from .who_to_talk_to import operations as who_to_talk_to_operations


def _areas():
    return Area.objects.filter(pk__in=TeamService.objects.filter(service=LINK_SERVICE).values("area")).order_by("pk")


@jobs.every("30 4 * * *", name="education.build_lists")
def build_lists() -> None:
    """Make the lists of each area whose release is today or on the next school day; one that is out is left alone."""
    now = timezone.now()

    def in_one(area: Area) -> None:
        coming = calendar.next_release(area, london_date(now) - timedelta(days=1))
        if coming and timedelta(0) <= coming.on - london_date(now) <= doubts.FIRST_MADE:
            building.build(area=area, period=coming.on, lists_on=london_date(now), at=now)

    jobs.for_each(_areas(), in_one)


@jobs.job(new_versions.JOB)
def make_anew(area: int, team: int, period: str) -> None:
    """Make one school's list again."""
    new_versions.make(
        area=Area.objects.get(pk=area),
        team=Team.objects.get(pk=team),
        period=date.fromisoformat(period),
        at=timezone.now(),
    )


@jobs.job(pupil_files.FOLLOW_FILES)
def follow_files(area: int) -> None:
    """Ask for the files of those who left by a roll, and of those who came."""
    now = timezone.now()
    if one := _areas().filter(pk=area).first():
        reminders.ask_for_files(area=one, at=now)
        pupil_files.follow(area=one, at=now)


@jobs.every("0 7 * * 1-5", name="education.chase")
def chase_schools() -> None:
    """Ask schools again for their answers, for the files of pupils who changed school, and the MASH for rows lists wait for."""
    now = timezone.now()

    def in_one(area: Area) -> None:
        reminders.ask_for_files(area=area, at=now)
        pupil_files.follow(area=area, at=now)
        reminders.chase(area=area, at=now)
        doubts.ask_those_who_settle(area=area, at=now)

    jobs.for_each(_areas(), in_one)


@jobs.every("*/15 * * * *", name="education.tell_replies")
def tell_replies() -> None:
    """Tell schools that the reply about a pupil they worry about is there (SG-17)."""
    now = timezone.now()

    def in_one(area: Area) -> None:
        with acting_as(service_of(area, ServiceName.LISTS)) as by:
            worries.tell_replies(at=now, by=by)

    jobs.for_each(_areas(), in_one)


@jobs.every("0 6 * * 1-5", name="education.ask_who_to_talk_to")
def ask_who_to_talk_to() -> None:
    """Ask whoever keeps a line of "Who to talk to" that nobody confirmed for three months."""
    now = timezone.now()
    jobs.for_each(_areas(), lambda area: who_to_talk_to_operations.ask_again(area=area, at=now))


@jobs.every("0 7 1 * *", name="education.tell_of_unanswered")
def tell_of_unanswered() -> None:
    """Tell each service's manager how many calls it did not return, and how many invitations did not come."""
    now = timezone.now()
    jobs.for_each(_areas(), lambda area: who_to_talk_to_operations.tell_managers(area=area, at=now))
