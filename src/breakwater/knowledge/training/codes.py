"""Codes kept as data: the groups of staff who must be trained alike."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class StaffGroup:
    """A group of data/staff_groups.yaml, whose comment says what its columns mean."""

    code: str
    title: str
    sectors: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


@cache
def _groups() -> list[StaffGroup]:
    rows = yaml.safe_load((_DATA / "staff_groups.yaml").read_text())
    return [StaffGroup(**{name: tuple(v) if isinstance(v, list) else v for name, v in row.items()}) for row in rows]


@cache
def staff_groups(sector: str = "") -> dict[str, str]:
    """The title of each group of staff by its code, in the order of the file; those of one kind of organisation where it is given."""
    return {each.code: each.title for each in _groups() if not sector or not each.sectors or sector in each.sectors}


def groups_of_role(role: str) -> list[str]:
    """The groups that whoever signs in with a role is in, until somebody says otherwise."""
    return [each.code for each in _groups() if role in each.roles]


def in_words(codes: list[str]) -> str:
    """ "School or college staff, governor, trustee or proprietor"."""
    return "; ".join(staff_groups().get(code, code) for code in codes)
