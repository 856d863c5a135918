"""What was said of a person and is so no longer, or never was: it ends with a reason and stays on record."""

from datetime import date, datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Identifier, Relationship

from .circumstances import EndsBeforeItStarts


class EndedAlready(Refusal):
    box, words = "which", "Someone has ended it already. Open the record to see why"


class WhyItEndsNotSaid(Refusal):
    box, words = "because", "Enter why it ends"


@transaction.atomic
def end_identifier(
    identifier: Identifier,
    *,
    because: str,
    by: Actor,
    at: datetime,
    last_day: date | None = None,
    mistaken: bool = False,
) -> Identifier:
    """The number is this person's no longer, from the last day on; or, `mistaken`, it never was, and finds nobody any more.

    Raises EndedAlready, EndsBeforeItStarts, WhyItEndsNotSaid. Said twice in the same words, it is ended once.
    """
    ended = _end(Identifier, identifier.pk, because=because, by=by, at=at, last_day=last_day, mistaken=mistaken)
    audit.did("ended identifier", "person", ended.person_id, identifier=ended.pk, mistaken=mistaken)
    return ended


@transaction.atomic
def end_relationship(
    relationship: Relationship,
    *,
    because: str,
    by: Actor,
    at: datetime,
    last_day: date | None = None,
    mistaken: bool = False,
) -> Relationship:
    """The two are this to one another no longer, from the last day on; or, `mistaken`, they never were. Raises as end_identifier."""
    ended = _end(Relationship, relationship.pk, because=because, by=by, at=at, last_day=last_day, mistaken=mistaken)
    audit.did("ended relationship", "person", ended.person_id, other=ended.other_id, code=ended.code, mistaken=mistaken)
    return ended


def _end(model, pk: int, *, because: str, by: Actor, at: datetime, last_day: date | None, mistaken: bool):
    because = because.strip()[:200]
    if not because:
        raise WhyItEndsNotSaid
    row = model.objects.select_for_update(of=("self",)).get(pk=pk)
    last = last_day or london_date(at)
    if row.ends_on is not None:
        if (row.ends_on, row.ended_because, row.was_mistaken, row.ended_by_id) == (last, because, mistaken, by.pk):
            return row
        raise EndedAlready(pk)
    if row.starts_on and last < row.starts_on:
        raise EndsBeforeItStarts(pk)
    row.ends_on, row.ended_because, row.was_mistaken, row.ended_at, row.ended_by = last, because, mistaken, at, by
    row.save(update_fields=["ends_on", "ended_because", "was_mistaken", "ended_at", "ended_by"])
    return row
