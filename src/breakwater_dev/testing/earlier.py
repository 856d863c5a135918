"""Files of an earlier system for tests: invented lines, taken in and undone as a job would."""

from datetime import date

from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.intake.earlier.operations import applying, receiving
from breakwater.partnership.people.intake.operations.entries import Upload
from breakwater.partnership.people.models import EarlierFile, EarlierRecord
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.rolls import lists as service

DRAWN = date(2026, 3, 2)
HEADS = {
    "people": "pers_person_id,UPN,NHS number,forename,surname,pers_dob,restricted",
    "contacts": "cont_contact_id,cont_person_id,cont_contact_date,cont_contact_source_desc,reason,cont_contact_outcome_json,restricted",
    "episodes": "earl_episode_id,earl_person_id,earl_episode_start_date,earl_episode_end_date,earl_episode_reason,earl_episode_end_reason",
}


def file_of(about: str, *lines: str, head: str = "") -> bytes:
    return "\n".join([head or HEADS[about], *lines]).encode()


def upload_of(about: str, *lines: str, head: str = "") -> Upload:
    return Upload(f"{about}.csv", file_of(about, *lines, head=head))


def bring(about: str, *lines: str, head: str = "", readers=(), as_at=DRAWN, system="Old System") -> EarlierFile:
    """Take a file in at once, as the command does."""
    area, now = make.area(), timezone.now()
    with acting_as(service(area)) as by:
        source = receiving.source_of(area, system=system, about=about.upper(), by=by, at=now)
        return applying.take_in_at_once(
            source,
            upload=upload_of(about, *lines, head=head),
            as_at=as_at,
            by=by,
            at=now,
            readers=[one.membership.user_id for one in readers],
        )


def undo(entry: EarlierFile, by) -> EarlierFile:
    with acting_as(by):
        applying.undo(entry, by=by, at=timezone.now())
    applying.work_back(file=entry.pk, area=entry.area, at=timezone.now())
    with acting_as(service(entry.area)):
        return EarlierFile.objects.get(pk=entry.pk)


def states(by=None) -> list[tuple]:
    """(number, state, forename of whom it is) of the records in force, as the service or somebody sees them."""
    with acting_as(by or service(make.area())):
        found = EarlierRecord.objects.in_force().select_related("person").order_by("file_id", "line")
        return [(one.reference, one.state, one.person.forename if one.person else None) for one in found]
