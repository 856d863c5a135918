"""The shelves of the library: what fits what somebody wants, in which order, and what a card says of each."""

import re
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.lookups import GreaterThanOrEqual

from .childs_data import plain
from .models import Resource
from .models.resources import KeyStage
from .presenting import resource_address

WORD = re.compile(r"years? \d{1,2}|\w+")
# Words by which a search of the library says nothing.
LITTLE = frozenset(
    [
        "a",
        "about",
        "an",
        "and",
        "any",
        "are",
        "at",
        "for",
        "from",
        "have",
        "how",
        "i",
        "in",
        "is",
        "it",
        "like",
        "lesson",
        "lessons",
        "me",
        "my",
        "of",
        "on",
        "or",
        "our",
        "resource",
        "resources",
        "some",
        "something",
        "teach",
        "teaching",
        "that",
        "the",
        "to",
        "we",
        "what",
        "where",
        "with",
    ]
)
MOST_WORDS, SHORT, ALIKE = 8, 4, 0.45
FILTERS = {
    "subject": "subject",
    "key_stage": "key_stages__contains",
    "sort": "sort",
    "who": "audiences__contains",
    "setting": "settings__contains",
    "minutes": "minutes__lte",
}


def wanted(rows: QuerySet[Resource], wish: dict, words: str) -> QuerySet[Resource]:
    """Those that fit every code of the wish; of words the nearest first, else what is written here first, then by title."""
    for name, lookup in FILTERS.items():
        if value := wish.get(name):
            rows = rows.filter(**{lookup: [value] if lookup.endswith("contains") else value})
    if wish.get("only"):
        rows = rows.filter(Q(lesson__isnull=False) | ~Q(stored_as=""))
    if words:
        return said_in(rows, plain(words))
    return rows.order_by("address", "title", "pk")


def among(rows: QuerySet[Resource], keys: list[int]) -> QuerySet[Resource]:
    """These, in this order: what was found once."""
    return rows.filter(pk__in=keys).order_by(Case(*(When(pk=pk, then=at) for at, pk in enumerate(keys)), default=0))


def said_in(rows: QuerySet[Resource], said: str) -> QuerySet[Resource]:
    """Those that say any of these words, or something spelt like one, the best first: by how many of them, titles twice.

    "Year 4" is asked for as one word; what English leaves out of a search ("about", "for") is left out here.
    """
    asked = [each for each in WORD.findall(said) if each not in LITTLE][:MOST_WORDS]
    if not asked:
        return rows.none()
    fits = sum((_says(each, "words") + _says(each, "title") for each in asked), Value(0.0))
    return rows.annotate(fits=fits).filter(fits__gt=0).order_by("-fits", "title", "pk")


def _says(word: str, field: str):
    """How well a field says a word, from 0 to 1: nothing below what a slip of typing makes of it."""
    if not word.isalpha() or len(word) < SHORT:  # a year, or "ks3": as it is or not at all
        return Case(When(**{f"{field}__iregex": rf"\m{word}\M"}, then=Value(1.0)), default=Value(0.0))
    likeness = TrigramWordSimilarity(word, field)
    is_stem = Q(**{f"{field}__icontains": word[:-1] if word.endswith("s") else word})
    return Case(
        When(is_stem, then=Value(1.0)), When(Q(GreaterThanOrEqual(likeness, ALIKE)), then=likeness), default=Value(0.0)
    )


@dataclass(frozen=True)
class Card:
    """A resource in a list: what you get, and how long it takes, before anything else. Its cover is drawn of its subject and `ages`."""

    resource: object
    href: str
    facts: list[str]
    ages: str


def card(resource) -> Card:
    ages = ages_of(resource)
    facts = [resource.get_sort_display()]
    facts += [ages] if ages else []
    facts += [f"{resource.minutes} minutes"] if resource.minutes else []
    facts += [where_it_is(resource)]
    return Card(resource, resource_address(resource), facts, ages)


def ages_of(resource) -> str:
    """ "KS3", "KS1 to KS4", "Early years, KS1, SEND": the key stages as schools say them, those that follow one another as one."""
    in_order = [each.value for each in KeyStage if each != KeyStage.SEND]
    places = sorted(in_order.index(each) for each in resource.key_stages if each in in_order)
    names = ["Early years" if code == KeyStage.EYFS else code.upper() for code in in_order]
    if len(places) > 2 and places[-1] - places[0] == len(places) - 1:
        said = [f"{names[places[0]]} to {names[places[-1]]}"]
    else:
        said = [names[place] for place in places]
    return ", ".join(said + (["SEND"] if KeyStage.SEND in resource.key_stages else []))


def where_it_is(resource) -> str:
    if resource.lesson:
        return "Works without the internet"
    return "A file to download" if resource.stored_as else "On the web"
