"""The indicators, as data/indicators.yaml has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

_DATA = yaml.safe_load((Path(__file__).parent / "data" / "indicators.yaml").read_text())

EDITION: int = _DATA["edition"]
SINCE: date = _DATA["since"]
REVIEW_BY: date = _DATA["review_by"]
SOURCE: str = _DATA["source"]
THEMES: Mapping[str, str] = _DATA["themes"]
OWNERS: Mapping[str, str] = _DATA["owners"]
PER = {"percent": 100, "per_10000": 10_000, "per_100": 100}
UNITS = {
    "count": "Number",
    "percent": "Per cent",
    "per_10000": "Number, and rate per 10,000 children aged 0 to 17",
    "per_100": "Number, and rate per 100 pupils",
    "average": "Average",
    "split": "Number, by its parts",
}
EVERY = {"M": "Each month", "Q": "Each quarter", "T": "Each school term", "A": "Each year"}
POLARITY = {
    "high": "Higher is better",
    "low": "Lower is better",
    "compare": "Neither up nor down is good in itself: it is read beside its benchmarks",
    "context": "It tells what is happening and has no better way",
}
AUTHORS = {"bus": "Business manager", "hos": "Head of service"}
AUTHOR_ROLES = {"business_manager": "bus", "head_of_service": "hos"}


@dataclass(frozen=True)
class Indicator:
    """One number of the scorecard: `some` are counted, of `of` where it is a share or a rate. `public_id` stands in its address."""

    public_id: str
    title: str
    some: str
    unit: str
    every: str
    polarity: str
    owner: str
    theme: str
    author: str
    of: str = ""
    year: str = "financial"
    target: int | None = None
    includes: str = ""
    excludes: str = ""
    definition: str = ""
    is_parted: bool = True
    some_is: str = ""  # the number of another indicator that this one counts as well: "A5.some"
    of_is: str = ""
    measured_in: str = ""  # of an average: "weeks"

    @property
    def code(self) -> str:
        return self.public_id

    @property
    def per(self) -> int | None:
        """What a rate is of: 100, 10,000; None of a number without a rate."""
        return PER.get(self.unit)

    @property
    def is_share(self) -> bool:
        """Whether those counted are some of the others, so that the rest of them is a number as well."""
        return self.unit == "percent"

    @property
    def defined(self) -> str:
        return self.definition or (
            f"{self.some}, of: {self.of[0].lower()}{self.of[1:]}." if self.of else f"{self.some}."
        )

    @property
    def due_days(self) -> int:
        """How many days after a period has ended its value is due."""
        return _DATA["due_days"][self.every]


INDICATORS: Mapping[str, Indicator] = {code: Indicator(code, **said) for code, said in _DATA["indicators"].items()}


def _families() -> Mapping[str, frozenset[str]]:
    """Each indicator with those it shares numbers with, through others as well: what is hidden of them is worked out together."""
    found = {code: frozenset({code}) for code in INDICATORS}
    for code, indicator in INDICATORS.items():
        for other in (indicator.some_is, indicator.of_is):
            if other:
                both = found[code] | found[other.partition(".")[0]]
                found |= dict.fromkeys(both, both)
    return found


FAMILIES = _families()
