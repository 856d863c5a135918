"""What the public pages read of the site: whose it is, its sections, its news, what an address names."""

from datetime import date

from django.db.models import Q, QuerySet
from wagtail.images.models import Rendition

from . import languages
from .models import Alert, Home, Issue, Kind, Page


def home_here() -> Home | None:
    """The home of the area whose site this installation shows: the first that was brought."""
    return Home.objects.select_related("area").order_by("area__code").first()


def issues(home: Home | None) -> QuerySet[Issue]:
    """The public issues of bulletins."""
    return Issue.objects.published().filter(area=home and home.area)


def alerts(home: Home | None) -> QuerySet[Alert]:
    """The public alerts, in force or over."""
    return Alert.objects.published().filter(area=home and home.area)


def alerts_once_public(home: Home) -> QuerySet[Alert]:
    """Those and what was withdrawn: its link stands in mail that has left."""
    return Alert.objects.once_public().filter(area=home.area)


def picture(name: str) -> Rendition | None:
    """A picture as it was made for a page."""
    return Rendition.objects.filter(file=name).first()


def pages_for(home: Home, audience: str) -> list[Page]:
    """What is written for these readers, wherever it stands: without what stands beneath another of theirs."""
    found: list[Page] = []
    rows = Page.objects.of(home).filter(audience=audience, kind__in=(Kind.PAGE, Kind.SECTION)).order_by("path")
    for page in rows:
        is_english = languages.of(page.url_path.removeprefix(home.url_path)) == languages.ENGLISH
        if is_english and not any(page.path.startswith(above.path) for above in found):
            found.append(page)
    return found


def page_called(home: Home, path: str) -> Page | None:
    """A page by where the product's own stands, if it is there."""
    return Page.objects.live().filter(url_path=f"{home.url_path}{path}").first()


def other_languages(home: Home) -> list[Page]:
    """The tops of the site's branches in other languages."""
    return list(Page.objects.live().child_of(home).filter(slug__in=languages.OTHERS).order_by("slug"))


def languages_offered() -> list[tuple[str, str]]:
    """English, and the languages in which the site has pages, each by its own name."""
    here = home_here()
    codes = [page.slug for page in other_languages(here)] if here else []
    return [(code, languages.NAMES[code]) for code in (languages.ENGLISH, *codes)]


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
