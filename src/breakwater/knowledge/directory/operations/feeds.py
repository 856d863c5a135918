"""Feeds: shown first, taken in when someone says so, undone at any later time. An empty or failed feed deletes nothing."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area

from .. import grid
from ..finding import words_of
from ..models import Cost, Feed, FeedChange, FeedRun, Location, Opening, Provider, Service, ServiceAtLocation, Tag, Term
from ..openreferral import reading
from .entries import LASTS, placed

KEPT = timedelta(days=30)  # what was read and not taken in


class AlreadySettled(Refusal):
    words = "Someone has settled this already"


def readings_of(area: Area) -> QuerySet[FeedRun]:
    """What was read of other directories for an area, the newest first, without what each said."""
    found = FeedRun.objects.filter(feed__area=area).select_related("feed").defer("entries", "faults")
    return found.order_by("-read_at", "-pk")


@transaction.atomic
def show(*, area: Area, publisher: str, content: bytes, by: Actor, at: datetime) -> FeedRun:
    """Read a file of a publisher and say what it would do. A file that cannot be read is a refused run with the reason."""
    feed, _ = Feed.objects.get_or_create(area=area, publisher=publisher, defaults={"made_at": at})
    try:
        read = reading.read(content)
    except reading.NotAFeed as fault:
        return FeedRun.objects.create(
            feed=feed, state=FeedRun.State.REFUSED, read_at=at, read_by=by, message=str(fault)
        )
    _leave_what_others_keep(feed, read)
    held = _held(feed, [entry["id"] for entry in read.entries])
    new = [entry for entry in read.entries if entry["id"] not in held]
    same = [entry for entry in read.entries if entry["id"] in held and held[entry["id"]] == entry]
    run = FeedRun.objects.create(
        feed=feed,
        read_at=at,
        read_by=by,
        entries=read.entries,
        faults=[vars(fault) for fault in read.faults],
        new=len(new),
        unchanged=len(same),
        changed=len(read.entries) - len(new) - len(same),
        gone=_of(feed).exclude(uuid__in=[entry["id"] for entry in read.entries]).count() if read.entries else 0,
    )
    audit.did("read a feed", "feed", feed.pk)
    return run


@transaction.atomic
def take_in(*, run: FeedRun, by: Actor, at: datetime) -> FeedRun:
    """Put what a run read into the directory. What the feed no longer names stays, and is only counted. Raises AlreadySettled."""
    run = _locked(run, FeedRun.State.SHOWN)
    held = _held(run.feed, [entry["id"] for entry in run.entries])
    changes = []
    for entry in run.entries:
        before = held.get(entry["id"])
        if before == entry:
            continue
        service = _write(run.feed, entry, at)
        changes.append(FeedChange(run=run, service=service, before=before, after=entry))
    FeedChange.objects.bulk_create(changes)
    Service.objects.filter(uuid__in=[entry["id"] for entry in run.entries]).update(
        checked_on=london_date(at), expires_on=london_date(at) + LASTS
    )
    _settle(run, FeedRun.State.TAKEN, by, at)
    return run


@transaction.atomic
def drop(*, run: FeedRun, by: Actor, at: datetime) -> FeedRun:
    """Take nothing in. Raises AlreadySettled."""
    run = _locked(run, FeedRun.State.SHOWN)
    _settle(run, FeedRun.State.DROPPED, by, at)
    return run


@transaction.atomic
def undo(*, run: FeedRun, by: Actor, at: datetime) -> tuple[FeedRun, int]:
    """Give every entry back what it said before the run; what was changed since stays. Returns how many stayed. Raises AlreadySettled."""
    run = _locked(run, FeedRun.State.TAKEN)
    stayed = 0
    for change in run.changes.select_related("service"):
        latest = change.service.feed_changes.order_by("-pk").first()
        if latest.pk != change.pk or change.service.changed_at > run.settled_at:
            stayed += 1
        elif change.before is None:
            Service.objects.filter(pk=change.service_id).update(approved_at=None, changed_at=at)
        else:
            _write(run.feed, change.before, at)
    _settle(run, FeedRun.State.UNDONE, by, at)
    return run, stayed


def forget_old(*, at: datetime) -> int:
    """Empty the runs that nobody settled within 30 days; return how many."""
    return (
        FeedRun.objects.filter(state=FeedRun.State.SHOWN, read_at__lt=at - KEPT).exclude(entries=[]).update(entries=[])
    )


def _leave_what_others_keep(feed: Feed, read: reading.Read) -> None:
    """A feed changes its own entries: one that we or another feed keep under the same id is a fault."""
    ids = [entry["id"] for entry in read.entries]
    ours = Service.objects.filter(uuid__in=ids).exclude(feed_changes__run__feed=feed)
    others = {str(each) for each in ours.values_list("uuid", flat=True)}
    read.faults += [
        reading.Fault(entry["name"], "id", "This entry is kept here by someone else, and a feed may not change it.")
        for entry in read.entries
        if entry["id"] in others
    ]
    read.entries = [entry for entry in read.entries if entry["id"] not in others]


def _of(feed: Feed):
    return Service.objects.filter(feed_changes__run__feed=feed, approved_at__isnull=False).distinct()


def _held(feed: Feed, ids: list[str]) -> dict[str, dict]:
    """What each service of the feed said last, by its id: the newest change that stands."""
    held: dict[str, dict] = {}
    changes = (
        FeedChange.objects.filter(run__feed=feed, run__state=FeedRun.State.TAKEN, service__uuid__in=ids)
        .order_by("pk")
        .values_list("service__uuid", "after")
    )
    for identifier, after in changes:
        held[str(identifier)] = after
    return held


def _write(feed: Feed, entry: dict, at: datetime) -> Service:
    said = entry["organization"]
    provider, _ = Provider.objects.get_or_create(
        area_id=feed.area_id,
        name=said["name"],
        defaults={
            "description": said["description"] or said["name"],
            "email": said["email"],
            "website": said["website"],
        },
    )
    today = london_date(at)
    service, _ = Service.objects.update_or_create(
        uuid=UUID(entry["id"]),
        defaults={
            "area_id": feed.area_id,
            "provider": provider,
            "name": entry["name"],
            "description": entry["description"] or entry["name"],
            "status": entry["status"],
            "website": entry["url"],
            "email": entry["email"],
            "cost_words": entry["fees"],
            "alert": entry["alert"],
            "minimum_age": entry["minimum_age"],
            "maximum_age": entry["maximum_age"],
            "cost": Cost.FREE if entry["is_free"] else Cost.UNKNOWN,
            "checked_on": today,
            "expires_on": today + LASTS,
            "approved_at": at,
            "changed_at": at,
            "words": "",
        },
    )
    terms = list(Term.objects.filter(name__in=entry["terms"]).order_by("pk"))
    service.tags.exclude(term__in=terms).delete()
    Tag.objects.bulk_create([Tag(service=service, term=term) for term in terms], ignore_conflicts=True)
    service.openings.all().delete()
    Opening.objects.bulk_create(
        Opening(
            service=service,
            often=line["often"],
            days=line["days"],
            words=line["words"],
            opens_at=line["opens_at"] or None,
            closes_at=line["closes_at"] or None,
        )
        for line in entry["schedules"]
    )
    service.places.all().delete()
    for place in entry["places"]:
        location, _ = Location.objects.get_or_create(provider=provider, **_placed(place))
        ServiceAtLocation.objects.get_or_create(service=service, location=location)
    service.words = words_of(service, terms)
    service.save(update_fields=["words"])
    return service


def _placed(place: dict) -> dict:
    said = {name: value for name, value in place.items() if name not in ("latitude", "longitude")}
    known = placed(place.get("postcode", ""))
    if (
        known
        or place["kind"] == Location.Kind.VIRTUAL
        or place.get("latitude") is None
        or place.get("longitude") is None
    ):
        return said | known
    point = grid.on_the_grid(place["latitude"], place["longitude"])
    if point is None:
        return said
    return said | {
        "easting": point[0],
        "northing": point[1],
        "latitude": place["latitude"],
        "longitude": place["longitude"],
    }


def _locked(run: FeedRun, state: str) -> FeedRun:
    held = FeedRun.objects.select_for_update().select_related("feed").get(pk=run.pk)
    if held.state != state:
        raise AlreadySettled(held.public_id)
    return held


def _settle(run: FeedRun, state: str, by: Actor, at: datetime) -> None:
    run.state, run.settled_at, run.settled_by = state, at, by
    run.entries = []
    run.save(update_fields=["state", "settled_at", "settled_by", "entries"])
    audit.did("settled a feed's run", "feed", run.feed_id, state=state)
