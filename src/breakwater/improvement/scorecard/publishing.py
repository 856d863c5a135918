"""What everyone reads of the numbers that were given: worked out again whenever one comes or goes, by the area's own service."""

from collections.abc import Iterable
from datetime import date

from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName

from . import lookup, periods
from .codes import FAMILIES, INDICATORS
from .hidden import OF, SOME, UNKNOWN, Numbers, Published, published
from .models import GivenNumbers, IndicatorValue
from .shown import shown

NUMBERS = ("least", "most", "of_least", "of_most", "parts")


def publish(area: Area, places: Iterable[tuple[str, date]]) -> None:
    """Of these indicators and first days, and of all that share a number with them in a period that ends on the same day."""
    ends = {(FAMILIES[code], periods.last_day(INDICATORS[code], first)) for code, first in places}
    groups = [(_of_end(family, end), end) for family, end in ends]
    wanted = {place for group, _ in groups for place in group}
    if not wanted:
        return
    with acting_as(service_of(area, ServiceName.LISTS)):
        rows: dict[tuple[str, date], list[IndicatorValue]] = {}
        for value in lookup.every_revision(area.pk, wanted):
            rows.setdefault((value.indicator, value.first), []).append(value)
        given = {each.value_id: each for each in GivenNumbers.objects.filter(area=area, value__in=_ids(rows))}
        changed = [value for group, _ in groups for value in _publish(group, rows, given)]
        IndicatorValue.objects.bulk_update(changed, NUMBERS, batch_size=500)


def _of_end(family: Iterable[str], end: date) -> list[tuple[str, date]]:
    begun = [(code, periods.begins(INDICATORS[code], end)) for code in sorted(family)]
    return [(code, first) for code, first in begun if periods.last_day(INDICATORS[code], first) == end]


def _ids(rows: dict) -> list[int]:
    return [value.pk for each in rows.values() for value in each]


def numbers_of(given: GivenNumbers) -> Numbers:
    return Numbers(given.some, given.of, [tuple(part) for part in given.parts])


def _publish(group: list, rows: dict, given: dict[int, GivenNumbers]) -> list[IndicatorValue]:
    """The values of one group that are published otherwise than before."""
    stands = {place[0]: each for place in group if (each := lookup.that_stands(rows.get(place, ())))}
    numbers = {code: numbers_of(given[value.pk]) for code, value in stands.items() if value.pk in given}
    rooms = {}
    for code, value in stands.items():
        if code not in numbers and value.least is not None:
            held = shown(INDICATORS[code], value)
            rooms |= {(code, SOME): held.some} | ({(code, OF): held.of} if held.of else {})
    found = published(numbers, rooms)
    changed = [stands[code] for code, each in found.items() if _is_changed(stands[code], each)]
    for place in group:
        code, held = place[0], stands.get(place[0])
        is_open = held is None or shown(INDICATORS[code], held).is_exact
        for value in rows.get(place, ()):
            if value is not held and value.pk in given and _is_changed(value, _before(code, given[value.pk], is_open)):
                changed.append(value)
    return changed


def _before(code: str, given: GivenNumbers, is_open: bool) -> Published:
    """Of a value that does not stand: exact where the one that stands is, and nothing where a hidden number would follow of the two."""
    alone = published({code: Numbers(given.some, given.of)})[code]
    is_exact = alone.some.is_exact and (alone.of is None or alone.of.is_exact)
    return alone if is_open and is_exact else Published(UNKNOWN, alone.of and UNKNOWN)


def _is_changed(value: IndicatorValue, to: Published) -> bool:
    """Set what is published of a value; whether that changes it."""
    of = to.of or None
    new = {
        "least": to.some.least,
        "most": to.some.most,
        "of_least": of.least if of else None,
        "of_most": of.most if of else None,
        "parts": [[dimension, name, each.least, each.most] for dimension, name, each in to.parts],
    }
    old = {name: getattr(value, name) for name in NUMBERS}
    for name, number in new.items():
        setattr(value, name, number)
    return old != new
