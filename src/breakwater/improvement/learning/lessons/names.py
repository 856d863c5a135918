"""Words for everyone are looked through for what gives somebody away: by themselves, and beside the names of cases of ours."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from breakwater.foundation.registries import Registry

from ..anonymity import Hit, Term, scan_typed
from ..models import Finding, PublishedReview, Recommendation


@dataclass(frozen=True)
class Names:
    """What the cases that the actor is named on call people, places and days, and which published reviews are of one of them."""

    terms: list[Term] = field(default_factory=list)
    days: Mapping[date, str] = field(default_factory=dict)
    reviews: frozenset[str] = frozenset()


NAMES: Registry[Callable[[], Names]] = Registry(
    "names of cases",
    "What words for everyone are compared with: the cases that whoever types or confirms them is named on",
)


def known() -> Names:
    """All that the actor's words can be compared with."""
    each = [find() for find in NAMES.values()]
    return Names(
        [term for one in each for term in one.terms],
        {day: what for one in each for day, what in one.days.items()},
        frozenset(key for one in each for key in one.reviews),
    )


def found_in(said: Mapping[str, str], names: Names | None = None) -> list[Hit]:
    """What somebody has to look at, in words by the name of their box."""
    names = names or known()
    return scan_typed({where: words for where, words in said.items() if words}, names.terms, names.days)


def words_of(thing: PublishedReview | Finding | Recommendation) -> dict[str, str]:
    """The words that everyone would read, by what they are."""
    match thing:
        case PublishedReview():
            return {"Title": thing.title, "Reference": thing.reference, "Text": thing.text}
        case Finding():
            return {"Finding": thing.text, "Where the review shows it": thing.evidence}
    return {"Recommendation": thing.text, "Outcome for children": thing.outcome}


def digest_of(found: Iterable[Hit]) -> str:
    """Of all that was found: whoever looked at less has not looked at this."""
    return hashlib.sha256("\0".join(f"{hit.where} {hit.words} {hit.what}" for hit in found).encode()).hexdigest()[:32]


def in_words(hit: Hit) -> str:
    return f"“{hit.words}” ({hit.what or 'an exact date'}), in “{hit.where}”"
