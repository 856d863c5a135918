"""Files that a room writes when somebody asks, and that are no list on a page: asked for, given and deleted as lists are.

A room registers its packages as the service starts (`register`); its own page asks for one by `operations.ask_package`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor

SCHEME = "package:"
Asked = Mapping[str, str]


@dataclass(frozen=True)
class Package:
    """`title` and `count` say of what was asked for (as text by name) what it is called and how many rows it has now; `write` makes the
    ZIP archive, and tells the audit whose records it tells of. They act as whoever acts, and raise a Refusal in words."""

    key: str
    permission: Permission
    title: Callable[[Asked], str]
    count: Callable[[Asked, Actor], int]
    write: Callable[[Asked, Actor, datetime], bytes]


_PACKAGES: dict[str, Package] = {}


def register(package: Package) -> None:
    _PACKAGES[package.key] = package


def address_of(package: Package, asked: Asked) -> str:
    return f"{SCHEME}{package.key}?{urlencode(sorted(asked.items()))}"


def package_at(address: str) -> tuple[Package, dict[str, str]] | None:
    """The package that an address of a download names, and what was asked of it."""
    if not address.startswith(SCHEME):
        return None
    key, _, asked = address.removeprefix(SCHEME).partition("?")
    return _PACKAGES[key], dict(parse_qsl(asked))
