"""What a teacher keeps of the library, without an account: one link opens it to change, another to read."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area

from ..models import Collection, Kept, Resource

FORGOTTEN = timedelta(days=730)
MOST = 200
SHOWN = Collection.objects.exclude(area=None)  # those that an area shows in its library


class NoSuchCollection(Refusal):
    box, words = "link", "There is no collection at this address. Copy the address that its page gives to share it"


@transaction.atomic
def keep(*, resource: Resource, token: str, at: datetime) -> str:
    """Keep a resource in the collection of this token, or in a new one; return the token that opens it."""
    collection = opened(token, at=at)
    if collection is None:
        token = secrets.token_urlsafe(18)
        collection = Collection.objects.create(token_digest=_digest(token), made_at=at, used_on=london_date(at))
    if collection.kept.count() < MOST:
        Kept.objects.get_or_create(collection=collection, resource=resource, defaults={"kept_at": at})
    return token


def opened(token: str, *, at: datetime) -> Collection | None:
    """The collection behind a keeper's token; opening it keeps it for two more years."""
    found = Collection.objects.filter(token_digest=_digest(token)).first() if token else None
    if found and found.used_on != london_date(at):
        found.used_on = london_date(at)
        found.save(update_fields=["used_on"])
    return found


@transaction.atomic
def put_back(*, collection: Collection, public_id: str) -> None:
    collection.kept.filter(resource__public_id=public_id).delete()


@transaction.atomic
def rename(*, collection: Collection, title: str) -> None:
    collection.title = title
    collection.save(update_fields=["title"])


def shown_in(area: Area) -> list[Collection]:
    """The collections that the library of an area shows to everyone, in the order in which they were put there."""
    return list(Collection.objects.filter(area=area).annotate(number=Count("kept")).order_by("pk"))


@transaction.atomic
def show(*, area: Area, public_id: str, title: str, words: str, by: Actor, at: datetime) -> Collection:
    """Have the library show a copy of a collection that somebody made: its keeper's later changes do not reach it.

    Raises NoSuchCollection.
    """
    found = Collection.objects.filter(public_id=public_id).first()
    if found is None:
        raise NoSuchCollection(public_id)
    digest = _digest(secrets.token_urlsafe(18))  # nobody has its token
    said = {"title": title, "words": words, "made_at": at, "used_on": london_date(at)}
    shown = Collection.objects.create(area=area, token_digest=digest, **said)
    kept = found.kept.order_by("kept_at", "pk")
    Kept.objects.bulk_create(Kept(collection=shown, resource_id=each.resource_id, kept_at=at) for each in kept)
    audit.did("showed", "collection", shown.pk)
    return shown


@transaction.atomic
def show_no_more(collection: Collection, *, by: Actor, at: datetime) -> None:
    audit.did("showed no more", "collection", collection.pk)
    collection.delete()


def forget_old(*, at: datetime) -> int:
    """Delete collections that their keeper has not opened for two years."""
    return Collection.objects.filter(area=None, used_on__lt=london_date(at) - FORGOTTEN).delete()[0]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
