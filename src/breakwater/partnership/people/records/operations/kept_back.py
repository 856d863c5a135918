"""Addresses that a school's roll had put on a record before somebody there was protected: kept back from then on (SG-27).

The record keeps them, and no page, search or list says them. A person finds out where the child lives and enters it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName
from breakwater.partnership.people import cleaning
from breakwater.partnership.people.models import Address, RollChange
from breakwater.partnership.people.search import search_rows

Place = tuple[str, str]


def place_of(address: str, postcode: str) -> Place:
    """An address as it is compared; nothing where there is none."""
    place = cleaning.clean_line(address), cleaning.clean_postcode(postcode)
    return place if any(place) else ()


def with_all_there(left: Sequence[Address], *, area: Area, at: datetime) -> None:
    """Keep back what a roll said of where somebody was until they were said to be in a refuge, of everybody there.

    Whether that is the refuge itself or the home before it, nobody can tell from a roll.
    """
    with acting_as(service_of(area, ServiceName.LISTS)):
        brought = _brought_by_rolls(left)
        places = {place for one in brought if (place := place_of(one.lines, one.postcode))}
        keep_back([*brought, *at_places(places, area=area)])


def at_places(places: Iterable[Place], *, area: Area, people: Iterable[int] | None = None) -> list[Address]:
    """The present addresses at these places that a roll brought, of all or of some people (by key), as far as the actor sees them."""
    wanted = set(places)
    found = Address.objects.present_homes().filter(person__area=area)
    if people is None:
        found = found.filter(postcode__in={spelt for _, code in wanted for spelt in _spellings(code)})
    else:
        found = found.filter(person__in=list(people))
    there = [one for one in found.select_related("person") if place_of(one.lines, one.postcode) in wanted]
    return _brought_by_rolls(there)


def keep_back(addresses: Iterable[Address]) -> None:
    """From now on these are said to nobody."""
    for one in addresses:
        Address.objects.filter(pk=one.pk).update(kept_back=True)
        search_rows.keep(one.person)
        audit.did("kept back an address", "person", one.person_id, address=one.pk)


def _brought_by_rolls(addresses: Iterable[Address]) -> list[Address]:
    return [
        one
        for one in addresses
        if RollChange.objects.filter(
            pupil__tie__person=one.person_id, did__contains=[{"what": "address", "id": one.pk}]
        ).exists()
    ]


def _spellings(code: str) -> tuple[str, ...]:
    """A cleaned postcode as it may be stored."""
    return code, f"{code[:-3]} {code[-3:]}"
