"""What a teacher keeps of the library, without an account: one link opens it to change, another to read."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from breakwater.foundation.dates.london_time import london_date

from ..models import Collection, Kept, Resource

FORGOTTEN = timedelta(days=730)
MOST = 200


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


def forget_old(*, at: datetime) -> int:
    """Delete collections that their keeper has not opened for two years."""
    return Collection.objects.filter(used_on__lt=london_date(at) - FORGOTTEN).delete()[0]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
