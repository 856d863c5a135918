"""The directory's answer to the one search of the site."""

from datetime import datetime

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import F
from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.knowledge.directory.models import Service
from breakwater.partnership.organisations.models import Area

from .registry import SEARCHED, Found


@SEARCHED.register("directory")
def services(said: str, area: Area, at: datetime, limit: int) -> list[Found]:
    """Services for families of the area."""
    rows = (
        Service.objects.published(london_date(at))
        .filter(area=area, words__trigram_word_similar=said)
        .annotate(nearness=TrigramWordSimilarity(said, "words") * 0.6 + TrigramWordSimilarity(said, "name") * 0.4)
        .order_by(F("nearness").desc(), "pk")[:limit]
    )
    return [
        Found(row.name, reverse("directory:service", args=[row.uuid]), row.description[:200], "Service near you", row.nearness)
        for row in rows
    ]  # fmt: skip
