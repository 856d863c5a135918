"""Keeping the screening record: as one types, then version by version; items with their evidence; other children."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from django.db import transaction

from breakwater.casework.chronology import operations as chronology
from breakwater.foundation import audit
from breakwater.foundation.facts import values_of
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person

from ...models import Contact, ScreeningItem, ScreeningRecord, SiblingConsidered
from .. import record_changes
from ..record_changes import BOXES, ChangedMeanwhile
from . import rating
from .claims import lock


@transaction.atomic
def keep(
    *, contact: Contact, said: dict, by: Actor, at: datetime, drawn: Mapping[str, str] = MappingProxyType({})
) -> ScreeningRecord | None:
    """Keep what is typed so far as the draft of the next version; answers the draft or, where nothing is new, what stands.

    What `said` leaves out stays as it was, and so does a box left as it was `drawn` (digests): another may have written in
    it meanwhile. Raises ChangedMeanwhile where both did.
    """
    lock(contact)
    stands = contact.screening_records.order_by("-number").first()
    changed = record_changes.changed_by_sender(said, drawn)
    if stands and (lost := record_changes.would_be_lost(stands, changed, drawn)):
        raise ChangedMeanwhile(stands, lost)
    before = record_changes.standing_in(stands)
    if all(record_changes.is_same(before[box], value) for box, value in changed.items()):
        return stands
    return _written(contact, stands, changed, by=by, at=at)


def _written(
    contact: Contact, stands: ScreeningRecord | None, changed: dict, *, by: Actor, at: datetime
) -> ScreeningRecord:
    """The draft with these boxes in it, begun from the last version where there is none."""
    draft = stands
    if stands is None or not stands.is_draft:
        draft = ScreeningRecord(contact=contact, number=stands.number + 1 if stands else 1, begun_at=at)
    for box, value in (record_changes.standing_in(stands) | changed).items():
        setattr(draft, box, value)
    draft.saved_at, draft.by = at, by
    draft.save(update_fields=[*BOXES, "saved_at", "by"] if draft.pk else None)
    audit.did("kept a screening record", "case", contact.case_id, version=draft.number)
    return draft


@transaction.atomic
def save(
    *, contact: Contact, said: dict, by: Actor, at: datetime, drawn: Mapping[str, str] = MappingProxyType({})
) -> ScreeningRecord:
    """Save a version. It is never changed again; going on begins the next. Raises ChangedMeanwhile."""
    record = keep(contact=contact, said=said, drawn=drawn, by=by, at=at)
    if record is None or not record.is_draft or record.by_id != by.pk:
        record = _written(contact, record, {}, by=by, at=at)
    record.is_draft = False
    record.save(update_fields=["is_draft"])
    if record.known_status and record.known_status != "CANNOT_SAY":
        rating.checks_done(contact=contact, by=by, at=at)
    chronology.record(
        case=contact.case,
        kind="screening",
        what=f"Screening record saved, version {record.number}",
        process=True,
        by=by,
        at=at,
    )
    return record


@dataclass(frozen=True)
class ItemFacts:
    """What raises or lowers the risk, or is not known, with who says so and when."""

    kind: str
    words: str
    agency: str
    known_on: date | None = None


@transaction.atomic
def add_item(contact: Contact, facts: ItemFacts, *, key: UUID, by: Actor, at: datetime) -> ScreeningItem:
    """Add what raises or lowers the risk, or is not known. The same key again adds nothing."""
    lock(contact)
    said = {"contact": contact, "at": at, "by": by} | values_of(facts)
    made, new = ScreeningItem.objects.get_or_create(key=key, defaults=said)
    if new:
        audit.did("added to a screening record", "case", contact.case_id)
    return made


@transaction.atomic
def take_back(*, item: ScreeningItem, by: Actor, at: datetime) -> ScreeningItem:
    """Take an item back. It stays on record, with who took it back."""
    item = ScreeningItem.objects.select_for_update().get(pk=item.pk)
    if item.taken_back_at is None:
        item.taken_back_at, item.taken_back_by = at, by
        item.save(update_fields=["taken_back_at", "taken_back_by"])
        audit.did("undid part of a screening record", "case", item.contact.case_id)
    return item


@dataclass(frozen=True)
class ConsideredFacts:
    """What was thought of another child of the family or household: of a record, or of one who is only named."""

    person: Person | None
    named_as: str
    view: str
    why: str


@transaction.atomic
def consider_child(
    contact: Contact, facts: ConsideredFacts, *, key: UUID, by: Actor, at: datetime
) -> SiblingConsidered:
    """Say what was thought of another child of the family or household. The same key again says nothing more."""
    lock(contact)
    named_as = facts.person.name if facts.person else facts.named_as
    thought = {"contact": contact, "at": at, "by": by} | values_of(facts) | {"named_as": named_as}
    made, new = SiblingConsidered.objects.get_or_create(key=key, defaults=thought)
    if new:
        audit.did("considered another child", "case", contact.case_id)
    return made


def considered_of(contact: Contact) -> list[SiblingConsidered]:
    """The newest word on each other child."""
    newest = {}
    for row in contact.siblings_considered.select_related("person").order_by("at", "pk"):
        newest[row.person_id or row.named_as.casefold()] = row
    return list(newest.values())


def needs_contacts(contact: Contact) -> bool:
    """Whether another child needs a contact of their own, and nobody has said that there is one."""
    return any(row.view == SiblingConsidered.View.NEEDS_ONE for row in considered_of(contact))
