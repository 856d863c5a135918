"""Adding to the chronology. Nothing is taken out of it."""

from datetime import datetime

from breakwater.casework.cases.models import Case
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person

from .models import ChronologyEntry


def record(
    *,
    what: str,
    kind: str,
    by: Actor,
    at: datetime,
    case: Case | None = None,
    person: Person | None = None,
    happened_at: datetime | None = None,
    source: str = "",
    significant: bool = False,
    corrects: ChronologyEntry | None = None,
) -> ChronologyEntry:
    """Add what happened, and when, to a case, a person or a person in a case. `source` is who says so."""
    return ChronologyEntry.objects.create(
        case=case,
        person=person,
        happened_at=happened_at or at,
        kind=kind,
        what=what,
        is_significant=significant,
        source=source or by.post[:120],
        corrects=corrects,
        recorded_at=at,
        by=by,
    )
