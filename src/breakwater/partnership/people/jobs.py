"""Rolls are taken in and undone by jobs, and their files forgotten at night."""

from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName

from .operations import rolls


@jobs.job("people.take_in_roll")
def take_in_roll(roll: int, area: int) -> None:
    """Take in a roll that someone confirmed; a job that died goes on where it was."""
    rolls.take_in(roll=roll, area=Area.objects.get(pk=area), at=timezone.now())


@jobs.job("people.undo_roll")
def undo_roll(roll: int, area: int) -> None:
    """Undo a roll as someone asked."""
    rolls.work_back(roll=roll, area=Area.objects.get(pk=area), at=timezone.now())


@jobs.every("50 2 * * *", name="people.forget_rolls")
def forget_rolls() -> None:
    """Delete the files of rolls after 30 days (SG-29); what they said of places stays."""
    for area in Area.objects.order_by("pk"):
        with acting_as(service_of(area, ServiceName.LISTS)):
            rolls.forget(area=area, at=timezone.now())
