"""Editions of the census as data: which years are read, the words and weight of each rule, and the lists of codes."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

DATA = Path(__file__).parent / "data"
EXAMPLE = DATA / "example_2026-27.xml"  # 24 invented children, no fault
LAST_DAY = "-03-31"


class NoSuchEdition(ValueError):
    """The census of this year is not known here; the message says which are."""


@dataclass(frozen=True)
class Rule:
    """A validation rule of the Department: an error must be put right, a query may be explained."""

    number: str
    is_error: bool
    words: str


@dataclass(frozen=True)
class Edition:
    """`year` is the one in which the period ends; `unsure` says what was not known of it when it was written down."""

    year: int
    name: str
    rules: Mapping[str, Rule]
    unsure: str


@cache
def _all() -> dict:
    return yaml.safe_load((DATA / "editions.yaml").read_text())


def years() -> list[int]:
    """The years whose census can be checked, the latest first."""
    return sorted(_all()["editions"], reverse=True)


@cache
def edition_of(year: int) -> Edition:
    """Raises NoSuchEdition."""
    said = _all()["editions"].get(year)
    if said is None:
        known = ", ".join(f"{one} ({_all()['editions'][one]['name']})" for one in years())
        raise NoSuchEdition(f"The census of {year} is not known here. Known are the years that end in {known}")
    with (DATA / said["rules"]).open(newline="") as opened:
        rules = {
            row["rule"]: Rule(row["rule"], row["severity"] == "error", row["message"].strip())
            for row in csv.DictReader(opened)
        }
    return Edition(year, said["name"], rules, said["unsure"])


@cache
def codes(of: str) -> Mapping[str, str]:
    """A list of codes with their labels: ReferralSource, PrimaryNeedCode, ReasonForClosure, CategoryOfAbuse, Disability, Sex,
    UPNunknown, Ethnicity, AssessmentFactors."""
    with (DATA / "code_lists.csv").open(newline="") as opened:
        return {row["code"]: row["label"] for row in csv.DictReader(opened) if row["list"] == of}


@cache
def authorities() -> frozenset[str]:
    """Local authority numbers that a UPN may carry, old and pseudo ones too."""
    found = set()
    for part in _all()["authorities"].split():
        first, _, last = part.partition("-")
        found |= {f"{number:03}" for number in range(int(first), int(last or first) + 1)}
    return frozenset(found)
