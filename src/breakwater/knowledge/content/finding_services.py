"""The directory's answer to the one search of the site."""

from datetime import datetime

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import F, QuerySet
from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.knowledge.directory.models import Service
from breakwater.knowledge.directory.models.services import LANGUAGE
from breakwater.partnership.organisations.models import Area

from .registry import SEARCHED, Found


@SEARCHED.register("directory")
def services(said: str, area: Area, at: datetime, limit: int) -> list[Found]:
    """Services for families of the area."""
    published = Service.objects.published(london_date(at)).filter(area=area)
    best = _that_say(said, published, limit)
    # Only where nothing says it is every service asked what it is like.
    alike = published.filter(pk__in=best) if best else published.filter(words__trigram_word_similar=said)
    rows = (
        alike.annotate(nearness=TrigramWordSimilarity(said, "words") * 0.6 + TrigramWordSimilarity(said, "name") * 0.4)
        .order_by(F("nearness").desc(), "pk")
        .defer("words", "stems")[:limit]
    )
    return [
        Found(
            row.name,
            reverse("directory:service", args=[row.uuid]),
            row.description[:200],
            "Service near you",
            row.nearness,
        )
        for row in rows
    ]


def _that_say(said: str, services: QuerySet, limit: int) -> list[int]:
    """The keys of the best that say all of it, by its stems."""
    asked = SearchQuery(said, config=LANGUAGE, search_type="websearch")
    fits = SearchRank(F("stems"), asked).desc()
    return list(services.filter(stems=asked).order_by(fits, "pk").values_list("pk", flat=True)[:limit])
