"""What the public pages read of the site: whose it is, its sections, its news, what an address names."""

from datetime import date

from django.db.models import Q

from . import languages
from .models import Audience, Home, Kind, Page


def home_here() -> Home | None:
    """The home of the area whose site this installation shows: the first that was brought."""
    return Home.objects.select_related("area").order_by("area__code").first()


def sections(home: Home) -> dict[str, list[Page]]:
    """The sections and pages at the top of the site, by whom they are for, in the editors' order."""
    found: dict[str, list[Page]] = {audience: [] for audience in Audience}
    for page in (
        Page.objects.live()
        .child_of(home)
        .filter(kind__in=(Kind.PAGE, Kind.SECTION))
        .exclude(slug__in=languages.OTHERS)
        .order_by("path")
    ):
        found[page.audience].append(page)
    return found


def other_languages(home: Home) -> list[Page]:
    """The tops of the site's branches in other languages."""
    return list(Page.objects.live().child_of(home).filter(slug__in=languages.OTHERS).order_by("slug"))


def news(home: Home, on: date):
    """News and campaigns of these days, newest first; a campaign that is over is gone."""
    return (
        Page.objects.of(home)
        .filter(
            Q(kind=Kind.NEWS) | Q(kind=Kind.CAMPAIGN) & (Q(ends_on=None) | Q(ends_on__gte=on)), starts_on__isnull=False
        )
        .order_by("-starts_on", "pk")
    )


def page_at(home: Home, path: str) -> Page | None:
    """The live page at an address beneath the home."""
    return Page.objects.live().filter(url_path=f"{home.url_path}{path}").select_related("kept_by__area").first()
