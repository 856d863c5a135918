"""Keeping a sealed item, reading it, naming a reader, replacing it with a newer one. Each is on record under the item alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from breakwater.casework.cases.models import Case
from breakwater.foundation import audit
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.foundation.storage import words as stored
from breakwater.foundation.storage.locked_columns import LOCKED_COLUMNS
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team
from breakwater.partnership.people.models import Person

from .models import SealedItem, SealedItemReader

Circle = SealedItem.Circle


# Only who may read an item learns that it is there, so each page is found as its reader finds it.
ITEMS = SealedItem.objects.select_related(
    "case",
    "person",
    "author_team__organisation",
    "author__membership__user",
    "author__membership__role",
    "author__membership__team",
    "holder_team",
    "area",
)


def newer_than(item: SealedItem) -> SealedItem | None:
    """What has taken its place."""
    return SealedItem.objects.filter(replaces=item).first()


class AlreadyReplaced(Refusal):
    words = "Someone has replaced it already. Open the newer one."


class NobodyNamed(Refusal):
    """An item for people named needs at least one of them beside its author."""

    box, words = "readers", "Choose at least one person"


@dataclass(frozen=True)
class Place:
    """Where something is sealed: in a case or about a person, in an area; `holder` is the team whose deciders may be its readers."""

    area: Area
    holder: Team
    case: Case | None = None
    person: Person | None = None


@dataclass(frozen=True)
class SealedFacts:
    """What must be known, and who reads it: the `readers` named, or those who decide (`circle`)."""

    kind: str
    words: str
    circle: str
    readers: Sequence[Membership] = ()


@transaction.atomic
def keep(
    place: Place, facts: SealedFacts, *, by: Actor, at: datetime, key: UUID, replaces: SealedItem | None = None
) -> SealedItem:
    """Keep an entry for its readers alone. The same key again answers with the one it made. Raises NobodyNamed, AlreadyReplaced."""
    if known := made_before(SealedItem, key):
        return known
    if facts.circle == Circle.NAMED and not facts.readers:
        raise NobodyNamed
    if replaces is not None and SealedItem.objects.filter(replaces=replaces).exists():
        raise AlreadyReplaced
    item = SealedItem(
        key=key,
        area=place.area,
        case=place.case,
        person=place.person,
        kind=facts.kind,
        circle=facts.circle,
        author=by,
        author_user=by.membership.user,
        author_team=by.membership.team,
        holder_team=place.holder,
        written_at=at,
        replaces=replaces,
    )
    item.words = stored.lock_words(facts.words, bound_to=_bound(item))
    item.save(force_insert=True)
    for post in {post.user_id: post for post in facts.readers if post.user_id != by.membership.user_id}.values():
        SealedItemReader.objects.create(item=item, membership=post, user_id=post.user_id, named_at=at, named_by=by)
    audit.did("kept a sealed item", "sealeditem", item.pk)
    return item


def _bound(item: SealedItem) -> str:
    return f"sealeditem/{item.public_id}"


def read(*, item: SealedItem) -> str:
    """The words, for whoever found the item; on record as a look at it."""
    audit.saw("sealeditem", item.pk)
    return words_of(item)


@LOCKED_COLUMNS.register("casework_sealeditem.words")
def words_of(item: SealedItem) -> str:
    """The words, where what is done with them is on record otherwise: for the owner's export."""
    return stored.open_words(item.words, bound_to=_bound(item))


@transaction.atomic
def name_reader(*, item: SealedItem, post: Membership, by: Actor, at: datetime) -> SealedItemReader:
    """Let one more person read the item: one who may read the record it stands in finds it there."""
    made, new = SealedItemReader.objects.get_or_create(
        item=item, user_id=post.user_id, defaults={"membership": post, "named_at": at, "named_by": by}
    )
    if new:
        audit.did("named a reader", "sealeditem", item.pk, human=post.user_id)
        notifications.tell(
            users=[post.user],
            words="You may read something that is sealed",
            path=f"/sealed/{item.public_id}/",
            by=by,
            at=at,
        )
    return made


def standing_in(*, case: Case | None = None, person: Person | None = None) -> list[SealedItem]:
    """The items that the actor may read in a case, or about a person, newest first; without those replaced."""
    found = SealedItem.objects.filter(replaced_by=None)
    found = found.filter(case=case) if case is not None else found.filter(person=person)
    other = "person" if case is not None else "case"
    items = list(found.select_related("author_team__organisation", other).order_by("-written_at", "-pk")[:50])
    for item in items:
        if case is not None:
            item.case = case
        else:
            item.person = person
    return items
