"""Types of groups with their usual terms, as data/groups.yaml has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

_DATA = yaml.safe_load((Path(__file__).parent / "data" / "groups.yaml").read_text())


@dataclass(frozen=True)
class Kind:
    """A type of group. `expected` are the roles (arrangements) whose holders usually sit in it; a `restricted` one speaks of children."""

    title: str
    purpose: str
    meetings_a_year: int
    quorum_members: int
    quorum_partners: bool
    expected: tuple[str, ...]
    restricted: bool = False


def _kind(said: Mapping) -> Kind:
    quorum = said["quorum"]
    return Kind(
        said["title"],
        said["purpose"],
        said["meetings_a_year"],
        quorum["members"],
        quorum["partners"],
        tuple(said["expected"]),
        said.get("restricted", False),
    )


KINDS: Mapping[str, Kind] = {key: _kind(said) for key, said in _DATA["kinds"].items()}
STANDING: tuple[str, ...] = tuple(_DATA["standing"])
PAPERS_DAYS: int = _DATA["papers_working_days_before"]
MINUTES_DAYS: int = _DATA["minutes_working_days_after"]
