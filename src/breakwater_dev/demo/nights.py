"""What emergency duty did in the invented area last night: one child seen, for the MASH to pick up."""

from datetime import datetime, time, timedelta
from uuid import UUID

from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.emergency_duty import operations as duty
from breakwater.practice.front_door.models import Alarm, Contact

from . import words
from .life import Life


def last_night(now: datetime) -> datetime:
    """22:10 of the evening before."""
    return moment(london_date(now) - timedelta(days=1), time(22, 10))


def tell(life: Life) -> None:
    """A neighbour wrote at 22:10 that a child is in danger; the worker on duty answered and went."""
    at = last_night(life.now)
    family = next(family for family in life.families if len(family.children) == 1)
    told = life.tell(family, family.children[:1], words.CONCERNS[2], "public", at, danger=True, goes_on=False)
    with acting_as(life.post("duty")) as by:
        contact = Contact.objects.filter(pk__in=told.contacts).select_related("case").first()
        if contact is None:
            return
        for alarm in Alarm.objects.filter(reference=contact.reference, acknowledged_at=None):
            duty.acknowledge(alarm=alarm, by=by, at=at + timedelta(minutes=4))
        duty.record(
            contact,
            duty.DutyDone(
                what="VISIT",
                words="Went with the police. The child was asleep and well; the grandmother stays.",
                still_to_do="Speak with the mother today, and with the school.",
                done_at=at + timedelta(minutes=70),
            ),
            key=UUID(int=77),
            by=by,
            at=at + timedelta(minutes=95),
        )
