"""What the product brings to an area's library: lessons of its own and public resources of others, each still to be checked."""

import secrets
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

import yaml
from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Actor, Area

from .. import lessons
from ..models import Collection, Kept, Resource
from ..models.resources import LICENCES
from .library import words_of

DATA = Path(__file__).parents[1] / "data" / "library"
OURS = {"credit": "Breakwater, written for this library", "licence": "cc-by"}


def key_of(area: Area, key: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"breakwater/library/{area.code}/{key}")


@transaction.atomic
def bring(*, area: Area, by: Actor, at: datetime) -> int:
    """Put every resource of the data files on the shelf of those that wait for their two checks; return how many are new.

    One that was brought before stays as people here left it. The collections of the data files show what is published of them.
    """
    new = 0
    for told in (*_file("written"), *_file("elsewhere")):
        new += _one(area, dict(told), at)
    for told in _file("collections"):
        _collection(area, told, at)
    audit.did("brought", "library", area.pk, new=new)
    return new


def _file(name: str) -> list[dict]:
    return yaml.safe_load((DATA / f"{name}.yaml").read_text())


def _one(area: Area, told: dict, at: datetime) -> int:
    key = key_of(area, told.pop("key"))
    if Resource.objects.filter(key=key).exists():
        return 0
    if "lesson" in told:
        lessons.read(told["lesson"])
        told = OURS | told
    resource = Resource(area=area, key=key, offered_at=at, **told | {"licence": dict(LICENCES)[told["licence"]]})
    resource.words = words_of(resource)
    resource.full_clean(exclude=["area"])
    resource.save()
    return 1


def _collection(area: Area, told: dict, at: datetime) -> None:
    if Collection.objects.filter(area=area, title=told["title"]).exists():
        return
    digest = sha256(secrets.token_bytes(18)).hexdigest()  # nobody has its token: whoever keeps the library changes it
    said = {"title": told["title"], "words": told["words"], "made_at": at, "used_on": london_date(at)}
    made = Collection.objects.create(area=area, token_digest=digest, **said)
    found = {each.key: each for each in Resource.objects.filter(key__in=[key_of(area, key) for key in told["keys"]])}
    inside = [found[key_of(area, key)] for key in told["keys"] if key_of(area, key) in found]
    Kept.objects.bulk_create(Kept(collection=made, resource=each, kept_at=at) for each in inside)
