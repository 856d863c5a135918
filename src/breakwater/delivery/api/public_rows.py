"""What everyone may read of the library, the news, training and the manuals, as rows for other systems. Of rooms that are off, nothing."""

from collections.abc import Iterator
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from breakwater.knowledge.content.models import Home, Kind, Page
from breakwater.knowledge.content.operations import library
from breakwater.knowledge.policies.registry import chapters_listed
from breakwater.knowledge.training.models import Course, Event, EventState
from breakwater.partnership.organisations.models import Area
from breakwater.partnership.organisations.operations import area_here
from breakwater.partnership.organisations.rooms import off_for_the_public


def is_off(room: str) -> bool:
    return room in off_for_the_public()


def resources(day: date) -> list[dict]:
    if is_off("public"):
        return []
    return [
        {
            "id": each.public_id,
            "title": each.title,
            "summary": each.summary,
            "kind": each.sort,
            "subject": each.subject,
            "key_stages": each.key_stages,
            "language": each.language,
            "licence": each.licence,
            "credit": each.credit,
            "url": _whole(reverse("content:resource", args=[each.public_id])),
            "reviewed_on": each.reviewed_on,
        }
        for each in library.published(day).order_by("title", "pk")
    ]


def news(day: date) -> list[dict]:
    area = area_here()
    home = Home.objects.filter(area=area).first() if area and not is_off("public") else None
    if home is None:
        return []
    pages = Page.objects.of(home).filter(kind=Kind.NEWS, starts_on__isnull=False).order_by("-starts_on", "pk")
    return [
        {
            "id": str(each.pk),
            "title": each.title,
            "summary": each.summary,
            "published_on": each.starts_on,
            "url": _whole(reverse("content:page", args=[each.url_path.removeprefix(home.url_path)])),
        }
        for each in pages
    ]


def courses(at: datetime) -> list[dict]:
    area = area_here()
    if area is None or is_off("training"):
        return []
    dates: dict[int, list[dict]] = {}
    for each in Event.objects.filter(area=area, state=EventState.OPEN, starts_at__gt=at).order_by("starts_at", "pk"):
        dates.setdefault(each.course_id, []).append(
            {
                "id": each.public_id,
                "starts_at": each.starts_at,
                "ends_at": each.ends_at,
                "how": each.delivery,
                "place": each.place,
                "places_left": max(each.capacity - each.places_taken, 0),
                "book_by": each.cut_off_at,
            }
        )
    return [
        {
            "id": each.public_id,
            "code": each.code,
            "title": each.title,
            "how": each.delivery,
            "url": _whole(reverse("training:course", args=[each.public_id])),
            "dates": dates.get(each.pk, []),
        }
        for each in Course.objects.filter(area=area, withdrawn_on=None).order_by("title", "pk")
    ]


def chapters(day: date) -> list[dict]:
    area = area_here()
    return [] if area is None or is_off("policies") else list(_chapters(area, day))


def _chapters(area: Area, day: date) -> Iterator[dict]:
    for each in chapters_listed(area, day):
        yield {"manual": each.manual, "title": each.title, "summary": each.summary, "url": _whole(each.href)}


def _whole(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
