"""Rolls, agencies' lists and records of earlier systems are taken in and undone by jobs, and their files forgotten at night."""

from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName

from .intake.earlier.operations import applying as earlier_applying
from .intake.earlier.operations import receiving as earlier_receiving
from .intake.lists.operations import applying as list_applying
from .intake.lists.operations import receiving as list_receiving
from .intake.rolls.operations import applying as roll_applying
from .intake.rolls.operations import receiving as roll_receiving
from .intake.rolls.operations import undoing as roll_undoing
from .linking.operations import suggest_doubles


@jobs.job("people.take_in_roll")
def take_in_roll(roll: int, area: int) -> None:
    """Take in a roll that someone confirmed; a job that died goes on where it was."""
    roll_applying.take_in(roll=roll, area=Area.objects.get(pk=area), at=timezone.now())


@jobs.job("people.undo_roll")
def undo_roll(roll: int, area: int) -> None:
    """Undo a roll as someone asked."""
    roll_undoing.work_back(roll=roll, area=Area.objects.get(pk=area), at=timezone.now())


@jobs.every("50 2 * * *", name="people.forget_rolls")
def forget_rolls() -> None:
    """Delete the files of rolls after 30 days (SG-29); what they said of places stays."""

    def in_one(area: Area) -> None:
        with acting_as(service_of(area, ServiceName.LISTS)):
            roll_receiving.ROLLS.forget(area=area, at=timezone.now())

    jobs.for_each(Area.objects.order_by("pk"), in_one)


@jobs.job("people.take_in_list")
def take_in_list(version: int, area: int) -> None:
    """Take in a version of an agency's list that someone confirmed; a job that died goes on where it was."""
    list_applying.take_in(version=version, area=Area.objects.get(pk=area), at=timezone.now())


@jobs.job("people.undo_list")
def undo_list(version: int, area: int) -> None:
    """Undo a version of a list as someone asked."""
    list_applying.work_back(version=version, area=Area.objects.get(pk=area), at=timezone.now())


@jobs.job("people.take_in_earlier_records")
def take_in_earlier_records(file: int, area: int) -> None:
    """Take in a file of an earlier system that someone confirmed; a job that died goes on where it was."""
    earlier_applying.take_in(file=file, area=Area.objects.get(pk=area), at=timezone.now())


@jobs.job("people.undo_earlier_records")
def undo_earlier_records(file: int, area: int) -> None:
    """Undo a file of an earlier system as someone asked."""
    earlier_applying.work_back(file=file, area=Area.objects.get(pk=area), at=timezone.now())


@jobs.every("55 2 * * *", name="people.tend_lists")
def tend_lists() -> None:
    """Delete files of lists and earlier systems after 30 days (SG-29), and ask again of rows whose child a roll has brought since."""

    def in_one(area: Area) -> None:
        with acting_as(service_of(area, ServiceName.LISTS)):
            list_receiving.LISTS.forget(area=area, at=timezone.now())
            earlier_receiving.EARLIER.forget(area=area, at=timezone.now())
            list_applying.settle_again(area=area, at=timezone.now())

    jobs.for_each(Area.objects.order_by("pk"), in_one)


@jobs.every("20 3 * * 0", name="people.compare_records")
def compare_records() -> None:
    """Compare each area's children with one another on Sunday nights; whoever may be one child waits in the queue of pairs."""

    def in_one(area: Area) -> None:
        with acting_as(service_of(area, ServiceName.LISTS)) as by:
            suggest_doubles(area=area, by=by, at=timezone.now())

    jobs.for_each(Area.objects.order_by("pk"), in_one)
