"""Keeping entries: entered, changed, confirmed, withdrawn. An entry out of its time is out of sight until confirmed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area

from .. import grid
from ..finding import words_of
from ..models import Location, Opening, Provider, Service, ServiceAtLocation, Status, Tag, Term

LASTS = timedelta(days=183)  # an entry is confirmed at least twice a year
SAID = (
    "name",
    "description",
    "listing",
    "meant_for",
    "status",
    "audience",
    "website",
    "email",
    "telephone",
    "access",
    "access_words",
    "referral_words",
    "referral_page",
    "minimum_age",
    "maximum_age",
    "cost",
    "cost_words",
    "languages",
    "alert",
)
BY_ITS_PROVIDER = tuple(name for name in SAID if name not in ("name", "audience", "listing"))


class EntryChanged(Refusal):
    words = "Someone changed this entry while you wrote. Open it in another window, compare, and send again there."


class Withdrawn(Refusal):
    words = "This service has closed for good. Its entry is kept as it was."


@transaction.atomic
def enter_provider(*, area: Area, name: str, description: str, by: Actor, at: datetime, **more) -> Provider:
    """The provider of this name in the area, entered if it is new. `more`: website, email, telephone, keeper_email."""
    provider, is_new = Provider.objects.get_or_create(
        area=area, name=name, defaults={"description": description, **more}
    )
    if is_new:
        audit.did("entered a provider", "provider", provider.pk)
    return provider


@transaction.atomic
def enter(*, provider: Provider, facts: Mapping, terms: Iterable[Term], by: Actor, at: datetime) -> Service:
    """Enter a service, approved by who enters it. `facts` maps names of SAID; `terms` are the needs it is sorted under."""
    today = london_date(at)
    service = Service(
        area_id=provider.area_id,
        provider=provider,
        checked_on=today,
        expires_on=today + LASTS,
        approved_at=at,
        changed_at=at,
        **_only(facts, SAID),
    )
    kept = list(terms)
    service.words = words_of(service, kept)
    service.save()
    Tag.objects.bulk_create(Tag(service=service, term=term) for term in kept)
    audit.did("entered a service", "service", service.pk)
    return service


@transaction.atomic
def change(
    *,
    service: Service,
    facts: Mapping,
    by: Actor,
    at: datetime,
    terms: Iterable[Term] | None = None,
    seen_at: datetime | None = None,
) -> Service:
    """Change what an entry says, and confirm it thereby. `seen_at` is the entry's time of change when the page was opened.

    Raises EntryChanged, Withdrawn.
    """
    held = Service.objects.select_for_update().select_related("provider").get(pk=service.pk)
    if held.status == Status.DEFUNCT:
        raise Withdrawn(held.uuid)
    if seen_at is not None and held.changed_at != seen_at:
        raise EntryChanged(held.uuid)
    for name, value in _only(facts, SAID).items():
        setattr(held, name, value)
    if terms is not None:
        kept = list(terms)
        held.tags.exclude(term__in=kept).delete()
        Tag.objects.bulk_create([Tag(service=held, term=term) for term in kept], ignore_conflicts=True)
    _confirm(held, at)
    held.words = words_of(held, Term.objects.filter(tags__service=held))
    held.approved_at = held.approved_at or at
    held.save()
    audit.did("changed a service", "service", held.pk)
    return held


@transaction.atomic
def confirm(service: Service, *, by: Actor, at: datetime) -> Service:
    """Say that an entry is right as it stands. Raises Withdrawn."""
    held = Service.objects.select_for_update().get(pk=service.pk)
    if held.status == Status.DEFUNCT:
        raise Withdrawn(held.uuid)
    _confirm(held, at)
    held.save(update_fields=["checked_on", "expires_on"])
    audit.did("confirmed a service", "service", held.pk)
    return held


@transaction.atomic
def withdraw(service: Service, *, by: Actor, at: datetime) -> Service:
    """Take a service that has closed for good out of the search. Its entry stays for what was signposted in the past."""
    held = Service.objects.select_for_update().get(pk=service.pk)
    held.status, held.changed_at = Status.DEFUNCT, at
    held.save(update_fields=["status", "changed_at"])
    audit.did("withdrew a service", "service", held.pk)
    return held


@transaction.atomic
def set_hours(*, service: Service, lines: Iterable[Mapping], by: Actor, at: datetime) -> None:
    """The hours of a service: each line with often, days, opens_at, closes_at, words as in Opening."""
    service.openings.all().delete()
    Opening.objects.bulk_create(Opening(service=service, **line) for line in lines)
    audit.did("changed the hours of a service", "service", service.pk)


@transaction.atomic
def set_place(*, service: Service, facts: Mapping, by: Actor, at: datetime) -> Location:
    """Where a service is given: kind, name, street, town, county, postcode, getting_in. One that is virtual has no address."""
    said = dict(facts)
    if said.get("kind") == Location.Kind.VIRTUAL:
        said |= {"street": "", "postcode": "", "town": "", "county": "", "getting_in": ""}
    located = {**said, **placed(said.get("postcode", ""))}
    location, _ = Location.objects.get_or_create(provider_id=service.provider_id, **located)
    service.places.exclude(location=location).delete()
    ServiceAtLocation.objects.get_or_create(service=service, location=location)
    audit.did("placed a service", "service", service.pk)
    return location


def placed(postcode: str) -> dict:
    """Grid and degrees of a postcode; nothing for one that is not known here."""
    try:
        east, north = grid.point_of(postcode)
    except grid.NoSuchPostcode:
        return {}
    latitude, longitude = grid.degrees(east, north)
    return {"easting": east, "northing": north, "latitude": latitude, "longitude": longitude}


def due_for_confirmation(area: Area, *, on: date, within: timedelta) -> list[Service]:
    """Entries that go out of sight within this time, or have, soonest first."""
    return list(
        Service.objects.filter(area=area, expires_on__lte=on + within)
        .exclude(status=Status.DEFUNCT)
        .select_related("provider")
        .order_by("expires_on", "name", "pk")
    )


def _confirm(service: Service, at: datetime) -> None:
    today = london_date(at)
    service.checked_on, service.expires_on, service.changed_at = today, today + LASTS, at


def _only(facts: Mapping, names: Iterable[str]) -> dict:
    return {name: facts[name] for name in names if name in facts}
