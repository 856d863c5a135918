"""The directory's answer to the one search of the site: of thousands of services, those that say each thing in one of its ways."""

from collections.abc import Hashable, Iterable
from datetime import date, datetime
from functools import reduce
from operator import and_, or_

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import Count, F, Max, QuerySet
from django.urls import reverse

from breakwater.knowledge.directory.finding import MEANT
from breakwater.knowledge.directory.models import Service
from breakwater.knowledge.directory.models.services import LANGUAGE
from breakwater.partnership.organisations.models import Area

from .models import Home
from .registry import SEARCHED, Entry, Searched
from .search import ways_to_say

FEW = 3  # services that say all of it: with fewer, those that say any are looked at as well


def _published(area: Area, day: date) -> QuerySet[Service]:
    return Service.objects.published(day).filter(area=area)


def _matching(asked: list[list[str]], area: Area, day: date, limit: int) -> list[Entry]:
    """Services that say every thing that is asked in one of its ways; where they are few, also those that say any."""
    things = [reduce(or_, (SearchQuery(way, config=LANGUAGE) for way in ways)) for ways in asked]
    rows = _that_say(reduce(and_, things), area, day, limit)
    if len(rows) < FEW and len(things) > 1:
        known = {row.pk for row in rows}
        rows += [row for row in _that_say(reduce(or_, things), area, day, limit) if row.pk not in known]
    return [
        Entry(
            row.name,
            reverse("directory:service", args=[row.uuid]),
            row.description[:200],
            f"Help near you: {row.provider.name}",
            "services",
            body=row.words,
        )
        for row in rows
    ]


def _that_say(asked: SearchQuery, area: Area, day: date, limit: int) -> list[Service]:
    rows = _published(area, day).filter(stems=asked).select_related("provider")
    return list(rows.defer("stems").order_by(SearchRank(F("stems"), asked).desc(), "pk")[:limit])


def _words(area: Area, day: date) -> Iterable[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct word from directory_service, regexp_split_to_table(words, '[^[:alpha:]]+') word where id = any(%s)",
            [list(_published(area, day).values_list("pk", flat=True))],
        )
        return [word for (word,) in cursor]


def _stamp(area: Area, day: date) -> Hashable:
    return tuple(_published(area, day).aggregate(Count("pk"), Max("pk"), Max("changed_at")).values())


def _meant(words: str, area: Area, at: datetime) -> list[list[str]]:
    home = Home.objects.filter(area=area).first()
    return ways_to_say(words, here=home, at=at) if home else []


MEANT.register("site", _meant)
SEARCHED.register("directory", Searched(_stamp, matching=_matching, words=_words))
