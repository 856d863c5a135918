"""The one search of the site: pages here, resources here, and whatever rooms above and beside register. Tolerant of spelling.

What is typed is used for the one answer and kept nowhere.
"""

from datetime import datetime

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import F, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest

from breakwater.foundation.dates.london_time import london_date

from . import presenting
from .childs_data import plain
from .models import Home, Page, Resource
from .registry import SEARCHED, Found

EACH, ALL = 8, 20
LONG = 4  # letters of a word that is asked for alone
LEAST = 0.45


def find(words: str, *, here: Home, at: datetime) -> list[Found]:
    """What fits, nearest first, whatever it is."""
    said = plain(words)
    if len(said) < 2:
        return []
    found = [found for ask in SEARCHED.values() for found in ask(said, here.area, at, EACH)]
    return sorted([*_pages(said, here), *_resources(said, here, at), *found], key=lambda each: -each.nearness)[:ALL]


def near(rows: QuerySet, said: str) -> QuerySet:
    """Rows whose `words` hold what is asked for or nearly, with `nearness`; what the title says counts more.

    Each word is also asked for alone: two words misspelt are together less like anything than either is by itself.
    """
    alone = [word for word in said.split() if len(word) >= LONG] or [said]
    alike = Q(words__trigram_word_similar=said)
    for word in alone:
        alike |= Q(words__trigram_word_similar=word)
    nearness = Greatest(_like(said), sum((_like(word) for word in alone), Value(0.0)) / len(alone))
    return (
        rows.filter(alike)
        .annotate(nearness=nearness)
        .filter(nearness__gte=LEAST * 0.6)
        .order_by(F("nearness").desc(), "pk")
    )


def _like(said: str) -> Combinable:
    return TrigramWordSimilarity(said, "words") * 0.6 + TrigramWordSimilarity(said, "title") * 0.4


def _pages(said: str, here: Home) -> list[Found]:
    return [
        Found(page.title, presenting.address_of(page), page.summary, _what(page), page.nearness)
        for page in near(Page.objects.of(here), said)[:EACH]
    ]


def _what(page: Page) -> str:
    """Whom a page is for, and in which language where that is not English."""
    return ", ".join(filter(None, [page.get_audience_display(), presenting.language_said(page)]))


def _resources(said: str, here: Home, at: datetime) -> list[Found]:
    rows = near(Resource.objects.published(london_date(at)).filter(area=here.area), said)[:EACH]
    return [
        Found(each.title, presenting.resource_address(each), each.summary, each.get_sort_display(), each.nearness)
        for each in rows
    ]
