"""What lists do when a school's roll was taken in."""

from breakwater.foundation import events, jobs
from breakwater.partnership.people.intake.rolls.operations.applying import RollTaken

from .consultations.operations.pupil_files import FOLLOW_FILES


@events.subscribe(RollTaken, in_transaction=True)
def follow_files(event: RollTaken) -> None:
    """The files of those who left or came are asked for at once, not at the next morning's round (FD 5.7)."""
    jobs.defer(FOLLOW_FILES, area=event.area)
