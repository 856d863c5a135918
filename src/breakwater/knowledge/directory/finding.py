"""Finding help: by need, age, place and time. What is typed is used for the one answer and kept nowhere."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial, reduce
from operator import and_, or_
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.core.paginator import Page
from django.db import connection
from django.db.models import Case, Exists, F, FloatField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Power, Sqrt

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.pages import finished_page
from breakwater.foundation.registries import Registry
from breakwater.partnership.organisations.models import Area

from . import hours
from .models import Access, Cost, Listing, MeantFor, Service, ServiceAtLocation, Status, Tag, Term
from .models.services import LANGUAGE

PAGE = 20
# What the site knows of other words for what is typed: (words, area, at) -> for each thing asked for, the ways to say it.
MEANT: Registry[Callable[[str, Area, datetime], list[list[str]]]] = Registry(
    "other words for what is typed", "Rooms that know what people call what services say"
)
SUITS = {  # whom somebody looks for: what is for both, or for anyone, is for each of them
    MeantFor.CHILDREN: (MeantFor.CHILDREN, MeantFor.FAMILIES, MeantFor.ANYONE),
    MeantFor.PARENTS: (MeantFor.PARENTS, MeantFor.FAMILIES, MeantFor.ANYONE),
}
LONG, MOST = 4, 12  # letters of a word that is asked for alone, and how many of a sentence are


@dataclass(frozen=True)
class Wish:
    """What somebody looks for. `need` is a term's code; `near` an (easting, northing); `within` metres from there."""

    words: str = ""
    need: str = ""
    age: int | None = None
    near: tuple[int, int] | None = None
    within: int | None = None
    open_now: bool = False
    meant_for: str = ""
    listing: str = ""
    free: bool = False
    turn_up: bool = False
    among: tuple[int, ...] | None = None  # by their keys, in their order: what was found once


def subjects() -> QuerySet[Term]:
    """What services help with, in its order."""
    return Term.objects.filter(vocabulary__key="needs").order_by("order", "pk")


def whole(services: QuerySet[Service]) -> QuerySet[Service]:
    """Each with all that an entry says."""
    found = services.select_related("provider", "area")
    return found.prefetch_related("openings", "places__location", "tags__term")


def whole_entry(uuid: UUID) -> Service | None:
    return whole(Service.objects.filter(uuid=uuid)).first()


def published(day: date) -> QuerySet[Service]:
    """What families may find on a day."""
    return Service.objects.published(day)


def kept_in(area: Area) -> QuerySet[Service]:
    """The entries of an area that have not closed for good."""
    return Service.objects.filter(area=area).exclude(status=Status.DEFUNCT).select_related("provider")


def entry_called(area: Area, *, provider: str, name: str) -> Service | None:
    return Service.objects.filter(area=area, provider__name=provider, name=name).first()


def find(wish: Wish, *, area: Area, at: datetime, page: int = 1, size: int = PAGE) -> Page:
    """A page of published services that fit, nearest or best first, each with `distance` (metres, or None) on it.

    Where nothing says all the words, what says any of them: the page's `is_loose` tells. What is only spelt alike is looked
    for where nothing says the words as they were typed: that asks of every service, and costs ten times as much.
    """
    published = Service.objects.published(london_date(at)).filter(area=area)
    others = partial(_as_meant, meant=meant(wish.words, area, at))
    for about in (others, *WAYS) if wish.words else (None,):
        made = _page_of(wanted(published, wish, at=at, about=about), page, size)
        made.is_loose = about is _about_any
        if made.paginator.count:
            break
    return made


def _page_of(found: QuerySet, page: int, size: int) -> Page:
    return finished_page(found.select_related("provider").prefetch_related("openings", "places__location"), size, page)


def wanted(services: QuerySet, wish: Wish, *, at: datetime, about: Callable | None = None) -> QuerySet:
    """The services that fit a wish, in the order in which to show them; `about` is one of WAYS to understand its words."""
    if wish.need:
        services = services.filter(
            Exists(
                Tag.objects.filter(Q(term__code=wish.need) | Q(term__parent__code=wish.need), service=OuterRef("pk"))
            )
        )
    if wish.age is not None:
        services = for_age(services, wish.age, wish.age)
    if wish.meant_for:
        services = services.filter(meant_for__in=SUITS[wish.meant_for])
    if wish.listing:
        services = services.filter(listing=wish.listing)
    if wish.free:
        services = services.filter(cost=Cost.FREE)
    if wish.turn_up:
        services = services.filter(access=Access.TURN_UP)
    if wish.open_now:
        services = services.filter(hours.open_at(at))
    order = [F("name").asc(), F("uuid").asc()]
    if wish.among is not None:
        services = services.filter(pk__in=wish.among)
        order = [Case(*(When(pk=pk, then=at) for at, pk in enumerate(wish.among)), default=0), *order]
    if about:
        services, order = about(services, wish.words), [F("fits").desc(), *order]
    if wish.near:
        services = services.annotate(distance=Subquery(distance_from(wish.near), output_field=FloatField()))
        if wish.within:
            services = services.filter(distance__lte=wish.within)
        order = [F("distance").asc(nulls_last=True), *order]
    else:
        services = services.annotate(distance=Value(None, output_field=FloatField()))
    return services.order_by(*order).defer("words", "stems")


def for_age(services: QuerySet, youngest: float, oldest: float) -> QuerySet:
    """Those whose ages meet this range; a service that states none is for all."""
    return services.filter(
        Q(minimum_age=None) | Q(minimum_age__lte=oldest), Q(maximum_age=None) | Q(maximum_age__gte=youngest)
    )


def distance_from(point: tuple[int, int]) -> QuerySet:
    """Metres from a point to the nearest of a service's places, for a subquery."""
    east, north = point
    return (
        ServiceAtLocation.objects.filter(service=OuterRef("pk"), location__easting__isnull=False)
        .annotate(
            metres=Sqrt(
                Power(F("location__easting") - float(east), 2.0) + Power(F("location__northing") - float(north), 2.0)
            )
        )
        .order_by("metres")
        .values("metres")[:1]
    )


def meant(words: str, area: Area, at: datetime) -> list[list[str]]:
    """What is asked for, where the site has other words for any of it; nothing where it has none."""
    things = [thing for key in MEANT for thing in MEANT[key](words, area, at)] if words else []
    return things if any(len(ways) > 1 for ways in things) else []


def subjects_meant(words: str, area: Area, at: datetime) -> list[Term]:
    """The subjects that say something of what was typed, in its own words or in those that the site has for it."""
    ways = {plain(way) for thing in meant(words, area, at) for way in thing}
    return [term for term in subjects() if any(f" {way}" in f" {plain(f'{term.name} {term.also}')}" for way in ways)]


def _as_meant(services: QuerySet, words: str, meant: list[list[str]]) -> QuerySet:
    """Those that say every thing that was asked for, in any of its ways."""
    if not meant:
        return _about(services, words)
    asked = reduce(and_, (reduce(or_, (SearchQuery(way, config=LANGUAGE) for way in ways)) for ways in meant))
    return services.filter(stems=asked).annotate(fits=SearchRank(F("stems"), asked))


def _about(services: QuerySet, words: str) -> QuerySet:
    """Those whose words say all of it, by their stems."""
    asked = SearchQuery(plain(words), config=LANGUAGE, search_type="websearch")
    return services.filter(stems=asked).annotate(fits=SearchRank(F("stems"), asked))


def _nearly_about(services: QuerySet, words: str) -> QuerySet:
    """Those that say something spelt like it."""
    said = plain(words)
    return services.filter(words__trigram_word_similar=said).annotate(fits=TrigramWordSimilarity(said, "words"))


def _about_any(services: QuerySet, words: str) -> QuerySet:
    """Those whose words say any of these, or something spelt like one that no service says. Short words say nothing alone."""
    alone = [word for word in plain(words).split() if len(word) >= LONG and word.isalnum()][:MOST]
    asked = SearchQuery(" or ".join(alone), config=LANGUAGE, search_type="websearch")
    alike, fits = Q(stems=asked), SearchRank(F("stems"), asked)
    for word in _said_nowhere(alone):
        alike |= Q(words__trigram_word_similar=word)
        fits = fits + TrigramWordSimilarity(word, "words")
    return services.filter(alike).annotate(fits=fits)


def _said_nowhere(words: list[str]) -> list[str]:
    """Which of these words stand in no service: mostly slips of typing. Words that everything says ("with") do not count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select word from unnest(%s::text[]) word where numnode(plainto_tsquery('english', word)) > 0 and not exists (select from "
            "directory_service where stems @@ plainto_tsquery('english', word))",
            [words],
        )
        return [word for (word,) in cursor]


WAYS = (_about, _nearly_about, _about_any)  # in the order in which they are tried


def words_of(service: Service, terms) -> str:
    """What the search reads of a service: lower case, no accents, the name twice so that it weighs more."""
    parts = [service.name, service.name, service.provider.name, service.description, service.access_words]
    parts += [service.get_listing_display() if service.listing == Listing.COMMUNITY else ""]
    parts += [f"{term.name} {term.also}" for term in terms]
    return plain(" ".join(part for part in parts if part))


def plain(text: str) -> str:
    """Lower case, no accents, single spaces: how the stored words and what is asked for are compared."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())
