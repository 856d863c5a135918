"""Doubtful rows of agencies' lists, decided by a person of the authority, once a child (SG-15)."""

from datetime import datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Doubt, ListRow, ListTie, Person

from .receiving import whose

State = ListRow.State


class NotWaiting(Refusal):
    """Someone has decided the row, or its version is in force no longer."""

    words = "This row was decided meanwhile, or another version of its list is in force."


@transaction.atomic
def decide(row: ListRow, *, person: Person | None, by: Actor, at: datetime) -> ListRow:
    """The row is `person`, or nobody we know. It holds for all that this list says of the child, and for its later versions.

    Raises NotWaiting.
    """
    row = _held(row)
    if row.state != State.WAITING:
        raise NotWaiting(str(row.public_id))
    state = State.DECIDED if person else State.NOBODY
    for one in _of_the_same_child(row, (State.WAITING, State.UNKNOWN)):
        one.state, one.person, one.why, one.decided_at, one.decided_by = state, person, "", at, by
        one.save(update_fields=["state", "person", "why", "decided_at", "decided_by"])
    ListTie.objects.create(
        agency_list=row.version.agency_list,
        version=row.version,
        same_as=row.same_as,
        who=whose(row),
        person=person,
        at=at,
        by=by,
    )
    audit.did("decided a row of a list", "list_row", row.pk, person=person and person.pk)
    if person:
        audit.saw("person", person.pk)
    row.refresh_from_db()
    return row


@transaction.atomic
def take_back(row: ListRow, *, by: Actor, at: datetime) -> ListRow:
    """The decision was a slip: the row waits again. Raises NotWaiting where a person decided nothing of it."""
    row = _held(row)
    if row.state not in (State.DECIDED, State.NOBODY):
        raise NotWaiting(str(row.public_id))
    ListTie.objects.filter(agency_list=row.version.agency_list, same_as=row.same_as, taken_back_at=None).update(
        taken_back_at=at, taken_back_by=by
    )
    for one in _of_the_same_child(row, (State.DECIDED, State.NOBODY)):
        one.state, one.person, one.why, one.decided_at, one.decided_by = State.WAITING, None, Doubt.CLOSE, None, None
        one.save(update_fields=["state", "person", "why", "decided_at", "decided_by"])
    audit.did("undid a decision on a row of a list", "list_row", row.pk)
    row.refresh_from_db()
    return row


def _held(row: ListRow) -> ListRow:
    """The row, locked; one of a version that is in force no longer is history and is not decided."""
    found = (
        ListRow.objects.in_force()
        .select_for_update(of=("self",))
        .select_related("version__agency_list", "person")
        .filter(pk=row.pk)
        .first()
    )
    if found is None:
        raise NotWaiting(str(row.public_id))
    return found


def _of_the_same_child(row: ListRow, states: tuple[str, ...]):
    same = ListRow.objects.select_for_update().filter(version=row.version, same_as=row.same_as, state__in=states)
    return same.order_by("pk")
