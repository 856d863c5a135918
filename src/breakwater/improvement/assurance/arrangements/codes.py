"""Roles of a partnership and the contents of its published arrangements, as data/arrangements.yaml has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

_DATA = yaml.safe_load((Path(__file__).parent / "data" / "arrangements.yaml").read_text())


@dataclass(frozen=True)
class Role:
    """A role: of a safeguarding `partner`, `delegated` by another, `chosen` in a way that is published, of an `agency`. The lapse of a
    `watched` one is shown (K06)."""

    title: str
    partner: bool = False
    delegated: bool = False
    chosen: bool = False
    agency: bool = False
    watched: bool = False


@dataclass(frozen=True)
class Section:
    """One of the contents: what to write, and what is drawn from the record."""

    number: int
    title: str
    prompt: str
    holders: tuple[str, ...] = ()
    agencies: bool = False
    funding: bool = False
    agreements: bool = False
    dates: bool = False


ROLES: Mapping[str, Role] = {key: Role(**said) for key, said in _DATA["roles"].items()}
SECTIONS: Mapping[str, Section] = {
    key: Section(number, **said | {"holders": tuple(said.get("holders", ()))})
    for number, (key, said) in enumerate(_DATA["sections"].items(), 1)
}
LEAD_LAPSE_DAYS: int = _DATA["lead_lapse_working_days"]
ORDER = {key: number for number, key in enumerate(ROLES)}
WATCHED = tuple(key for key, role in ROLES.items() if role.watched)
LEAD, DELEGATED = "lead_partner", "delegated_partner"


def titled(role: str) -> str:
    return ROLES[role].title if role in ROLES else role
