"""Open Referral UK 3.0, read only, for other directories: no key, no cookie, nothing that no public page shows."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.foundation.design.pages import public_page

from ..openreferral import rows, writing
from ..openreferral.describing import described
from ..openreferral.parameters import BadParameter, Unknown, chosen, narrowed, page_of


def feed(view: Callable) -> Callable:
    """An answer in JSON that any site may read; what was asked wrongly is said in words with 400."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        try:
            said, status = view(request, *args, **kwargs), 200
        except BadParameter as fault:
            said, status = {"error": fault.words}, fault.status
        response = JsonResponse(said, status=status)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cache-Control"] = "public, max-age=300"
        return response

    return public_page(require_safe(answered))


@feed
def about(request):
    return {
        "version": "HSDS-UK-3.0",
        "profile": writing.PROFILE,
        "openapi_url": settings.SITE_URL + reverse("directory:feed_openapi"),
    }


@feed
def openapi(request):
    return described()


@feed
def services(request):
    asked = chosen(request.GET, "services")
    found = narrowed(rows.services(), asked, at=timezone.now()).select_related("provider")
    return _page(found.order_by("name", "uuid"), asked, writing.service if asked.get("full") else writing.listed)


@feed
def service(request, identifier):
    return writing.service(_one(writing.whole(rows.services()), identifier))


@feed
def service_at_locations(request):
    asked = chosen(request.GET, "service_at_locations")
    offered = narrowed(rows.services(), asked, at=timezone.now())
    found = rows.offers().filter(service__in=offered.values("pk")).order_by("service__name", "uuid")
    return _page(found, asked, lambda place: writing.service_at_location(place, in_full=False))


@feed
def service_at_location(request, identifier):
    found = _one(rows.offers(), identifier)
    found.service = writing.whole(rows.services()).get(pk=found.service_id)
    return writing.service_at_location(found, in_full=True)


@feed
def taxonomies(request):
    return _page(rows.vocabularies().order_by("name", "uuid"), chosen(request.GET, "taxonomies"), writing.taxonomy)


@feed
def taxonomy(request, identifier):
    return writing.taxonomy(_one(rows.vocabularies(), identifier))


@feed
def taxonomy_terms(request):
    found = rows.terms().order_by("name", "uuid")
    return _page(found, chosen(request.GET, "taxonomy_terms"), writing.taxonomy_term)


@feed
def taxonomy_term(request, identifier):
    return writing.taxonomy_term(_one(rows.terms(), identifier))


@feed
def organizations(request):
    found = rows.providers().order_by("name", "uuid")
    return _page(found, chosen(request.GET, "organizations"), writing.organization)


@feed
def organization(request, identifier):
    return writing.organization(_one(rows.providers(), identifier))


def _one(among: QuerySet, identifier: str):
    try:
        found = among.filter(uuid=UUID(identifier)).first()
    except ValueError:
        found = None
    if found is None:
        raise Unknown
    return found


def _page(found: QuerySet, asked: dict, write: Callable) -> dict:
    """A page in Open Referral's envelope. A page beyond the last is asked wrongly."""
    if asked.get("full"):
        found = writing.whole(found)
    pages = Paginator(found, asked["per_page"])
    page = page_of(pages, asked["page"])
    return {
        "total_items": pages.count,
        "total_pages": pages.num_pages,
        "page_number": page.number,
        "size": len(page.object_list),
        "first_page": not page.has_previous(),
        "last_page": not page.has_next(),
        "empty": not pages.count,
        "contents": [write(each) for each in page],
    }
