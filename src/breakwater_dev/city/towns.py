"""Towns unlike the usual, each in its own way, that no training drew: to see how far a model holds."""

from collections.abc import Iterator
from dataclasses import fields, replace

from .lists import City, make_city
from .rates import Rates

_USUAL = Rates()


def _times(many: float, *names: str) -> Rates:
    return replace(_USUAL, **{name: min(0.85, getattr(_USUAL, name) * many) for name in names})


_EVERYTHING = tuple(field.name for field in fields(Rates))
TOWNS = {
    "the usual rates": _USUAL,
    "a third of the slips": _USUAL.worse(1 / 3),
    "twice the slips": _USUAL.worse(2),
    "four times the slips": _USUAL.worse(4),
    "three times the moves, more old addresses": replace(_USUAL, moved=0.45, moved_house=0.6),
    "half with common names, namesakes, shared houses": replace(
        _USUAL, common_name=0.5, same_name_same_dob=0.003, shared_house=0.1
    ),
    "80 % with names spelt in many ways": replace(_USUAL, communities=0.8, translit=0.25),
    "four times the changed surnames": _times(4, "renamed"),
    "five times the children before birth": _times(5, "unborn", "never_born"),
    "three times the twins": _times(3, "twin"),
    "five times the twins, every third pair nearly alike": replace(_USUAL, twin=0.15, twins_alike=0.33),
    "nine in ten without an address": replace(_USUAL, address_missing=0.9, postcode_missing=0.9),
    "half without a date of birth": replace(_USUAL, dob_missing=0.5),
    "neither for a third": replace(_USUAL, address_missing=0.35, postcode_missing=0.35, dob_missing=0.35),
    "everything two and a half times as bad": _times(2.5, *_EVERYTHING),
}


def towns(children: int = 8000) -> Iterator[tuple[str, City]]:
    for number, (name, rates) in enumerate(TOWNS.items()):
        yield name, make_city(seed=9_000_000 + number, children=children, rates=rates, crowded_lists=2.0)
