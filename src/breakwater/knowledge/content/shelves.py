"""The shelves of the library: what fits what somebody wants, in which order, and what a card says of each."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from . import searching
from .childs_data import plain
from .models import Resource
from .models.resources import KeyStage
from .presenting import resource_address

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
        return searching.near(rows, plain(words))
    return rows.order_by("address", "title", "pk") if not wish.get("subject") else rows.order_by("title", "pk")


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
