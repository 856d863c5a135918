"""Our services in Open Referral UK's words. Only what a public page shows stands here."""

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from ..models import Location, Opening, Provider, Service, ServiceAtLocation, Tag, Term, Vocabulary

PROFILE = "https://docs.openreferraluk.org/en/3.0-Code/"
COUNTRY = "GB"


def whole(services: QuerySet) -> QuerySet:
    """With everything that a service's entry says, in a fixed number of queries."""
    return services.select_related("provider").prefetch_related(
        "openings",
        Prefetch("places", ServiceAtLocation.objects.select_related("location").order_by("pk")),
        Prefetch("tags", Tag.objects.select_related("term__vocabulary", "term__parent").order_by("pk")),
    )


def service(each: Service) -> dict:
    """A service with all that hangs from it."""
    return listed(each) | _bare(
        {
            "schedules": [schedule(line, each) for line in each.openings.all()],
            "service_at_locations": [
                {
                    "id": str(place.uuid),
                    "service_id": str(each.uuid),
                    "location_id": str(place.location.uuid),
                    "location": location(place.location),
                }
                for place in each.places.all()
            ],
            "languages": [],
            "attributes": [attribute(tag) for tag in each.tags.all()],
            "cost_options": [_cost(each)] if each.cost_words or each.cost == "free" else [],
        }
    )


def listed(each: Service) -> dict:
    """A service as a page of a list says it."""
    return _bare(
        {
            "id": str(each.uuid),
            "organization_id": str(each.provider.uuid),
            "name": each.name,
            "description": each.description,
            "url": each.website,
            "email": each.email,
            "status": each.status,
            "fees": each.cost_words or each.get_cost_display(),
            "minimum_age": each.minimum_age,
            "maximum_age": each.maximum_age,
            "assured_date": each.assured_on.isoformat() if each.assured_on else None,
            "alert": each.alert,
            "last_modified": each.changed_at.isoformat(),
            "organization": organization(each.provider),
            "x_telephone": each.telephone,
            "x_how_to_get_in": each.access_words or each.get_access_display(),
            "x_last_checked": each.checked_on.isoformat(),
            "x_page": settings.SITE_URL + reverse("directory:service", args=[each.uuid]),
        }
    )


def organization(each: Provider) -> dict:
    return _bare(
        {
            "id": str(each.uuid),
            "name": each.name,
            "description": each.description,
            "email": each.email,
            "website": each.website,
            "x_telephone": each.telephone,
        }
    )


def location(each: Location) -> dict:
    """A place; one that must not be found has no address to say."""
    address = {
        "id": str(each.uuid),
        "location_id": str(each.uuid),
        "address_1": each.street or each.name,
        "city": each.town,
        "state_province": each.county,
        "postal_code": each.postcode,
        "country": COUNTRY,
        "address_type": each.kind,
    }
    return _bare(
        {
            "id": str(each.uuid),
            "location_type": each.kind,
            "name": each.name,
            "latitude": each.latitude,
            "longitude": each.longitude,
            "addresses": [address] if each.postcode else [],
            "accessibility": [{"id": str(each.uuid), "location_id": str(each.uuid), "description": each.getting_in}]
            if each.getting_in
            else [],
        }
    )


def schedule(each: Opening, of: Service) -> dict:
    said = {
        "id": str(each.uuid),
        "service_id": str(of.uuid),
        "freq": each.often,
        "interval": 1,
        "byday": each.days,
        "opens_at": f"{each.opens_at:%H:%M}" if each.opens_at else "",
        "closes_at": f"{each.closes_at:%H:%M}" if each.closes_at else "",
        "valid_from": each.valid_from.isoformat() if each.valid_from else "",
        "valid_to": each.valid_to.isoformat() if each.valid_to else "",
        "description": each.words,
    }
    return _bare(said)


def attribute(tag: Tag) -> dict:
    return {
        "id": str(tag.uuid),
        "link_id": str(tag.service.uuid),
        "link_type": "service",
        "taxonomy_term_id": str(tag.term.uuid),
        "taxonomy_term": taxonomy_term(tag.term),
    }


def taxonomy_term(each: Term) -> dict:
    said = {
        "id": str(each.uuid),
        "name": each.name,
        "description": each.description or each.name,
        "code": each.code,
        "taxonomy": each.vocabulary.name,
        "taxonomy_id": str(each.vocabulary.uuid),
        "term_uri": each.uri,
        "parent_id": str(each.parent.uuid) if each.parent else "",
    }
    return _bare(said)


def taxonomy(each: Vocabulary) -> dict:
    return _bare({"id": str(each.uuid), "name": each.name, "description": each.description, "uri": each.uri})


def service_at_location(place: ServiceAtLocation, *, in_full: bool) -> dict:
    said = {
        "id": str(place.uuid),
        "service_id": str(place.service.uuid),
        "location_id": str(place.location.uuid),
        "location": location(place.location),
    }
    return said | {"service": service(place.service) if in_full else listed(place.service)}


def _cost(each: Service) -> dict:
    """The price; its id is the service's, of which it is the one price."""
    return _bare(
        {
            "id": str(each.uuid),
            "service_id": str(each.uuid),
            "option": each.get_cost_display(),
            "amount": 0 if each.cost == "free" else None,
            "amount_description": each.cost_words,
        }
    )


def _bare(said: dict) -> dict:
    """Without what nobody knows: Open Referral leaves a property out rather than send it empty."""
    return {key: value for key, value in said.items() if value not in (None, "", [])}
