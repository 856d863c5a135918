"""Opening a record again that a file marked as restricted, where the mark no longer holds."""

from datetime import datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import EarlierRecord
from breakwater.partnership.people.records.operations import restrictions
from breakwater.partnership.people.records.operations.locking import call, refused_as


class NotClosed(Refusal):
    """Nothing of its own closes the record, or this actor is none of its readers."""

    words = "This record is open already, or somebody else is named to read it: only one of its readers may open it."


@transaction.atomic
def open_again(record: EarlierRecord, *, why: str, by: Actor, at: datetime) -> EarlierRecord:
    """Lift what closes the record itself; a restriction of its person goes on closing it. Raises NotClosed."""
    seals = restrictions.seals_standing_on("earlier_record", record.pk)
    if not seals:
        raise NotClosed(str(record.public_id))
    audit.because(why)
    with refused_as(NotClosed):
        for seal in seals:
            call("access.lift_seal(%s)", seal["seal"])
    audit.did("unrestricted", "earlier_record", record.pk, seals=[seal["seal"] for seal in seals])
    return record
