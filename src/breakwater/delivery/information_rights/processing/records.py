"""What is processed, worked out: tables of the models by activity, their sensitivity, how long they are kept, who has a role in them, who processes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings
from django.db import models

from breakwater.delivery.export.tables import of_house
from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.access import ROLES, Role
from breakwater.partnership.organisations.access.role_matrix import PARTS

DATA = Path(__file__).parent.parent / "data" / "processing.yaml"
ABOUT_PEOPLE = (Sensitivity.SPECIAL, Sensitivity.PERSONAL)
HEAD = ["Activity", "Record", "Most sensitive", "Special fields", "Kept"]


@dataclass(frozen=True)
class Kept:
    """A table: what it is called, its most sensitive kind of field, how many fields are special, how long it is kept."""

    name: str
    sensitivity: str
    special: int
    keep: str


@dataclass(frozen=True)
class Activity:
    """A processing activity as article 30 asks for it."""

    title: str
    purpose: str
    people: str
    six: str
    nine: str
    recipients: str
    roles: tuple[str, ...]
    tables: tuple[Kept, ...]

    @property
    def kept(self) -> list[str]:
        return list(dict.fromkeys(table.keep for table in self.tables))


@cache
def said() -> dict:
    """The data file."""
    return yaml.safe_load(DATA.read_text())


def activities() -> list[Activity]:
    return [_activity(one) for one in said()["activities"]]


def _activity(one: dict) -> Activity:
    bases = said()["bases"]
    found = sorted(
        (_kept(model) for model in of_house() if model._meta.app_label in one["rooms"] and _is_ours(model)),
        key=lambda each: each.name,
    )
    roles = {role for heading in one["roles"] for held in PARTS.get(heading, {}).values() for role in held}
    titles = tuple(sorted(ROLES[Role(role)].title for role in roles))
    facts = {name: one[name] for name in ("title", "purpose", "people", "recipients")}
    return Activity(six=bases[one["six"]], nine=bases[one["nine"]], roles=titles, tables=tuple(found), **facts)


def _is_ours(model: type[models.Model]) -> bool:
    return isinstance(getattr(model, "handling", None), Handling)


def _kept(model: type[models.Model]) -> Kept:
    order = list(Sensitivity)
    kinds = [model.handling.of(column.name) for column in model._meta.concrete_fields]
    most = max((kind for kind in kinds if kind != Sensitivity.SECRET), key=order.index, default=Sensitivity.INTERNAL)
    name = str(model._meta.verbose_name)
    return Kept(name[:1].upper() + name[1:], most.value, kinds.count(Sensitivity.SPECIAL), model.handling.keep)


def processors() -> list[tuple[str, str, str]]:
    """Who processes for the partnership by what is set: what, who, which information."""
    mail = {
        "notify": "GOV.UK Notify",
        "smtp": "The mail server that is set",
        "outbox": "None: mail stays in the product",
    }
    mail_facts = "Addresses of staff and of families with a link; a sentence without a name, a reference, a link"
    listed = [("Mail and texts", mail.get(settings.BREAKWATER_MAIL, settings.BREAKWATER_MAIL), mail_facts)]
    provider = getattr(settings, "SOCIALACCOUNT_PROVIDERS", {}).get("openid_connect", {}).get("APPS", [])
    listed += [("Sign-in", each.get("name", ""), "Staff’s names and addresses") for each in provider]
    if settings.BREAKWATER_MAP_TILES:
        listed.append(
            (
                "Map of services",
                "The server of map tiles that is set",
                "The part of the map that is looked at; of no child",
            )
        )
    if settings.BREAKWATER_SIEM:
        listed.append(("Security monitoring", "Where the audit is told", "References and numbers; no name"))
    return listed


def counts(listed: list[Activity]) -> list[tuple[str, int]]:
    """The size of it, for an impact assessment."""
    tables = [table for one in listed for table in one.tables]
    about = [table for table in tables if table.sensitivity in ABOUT_PEOPLE]
    return [
        ("Kinds of record about people", len(about)),
        (
            "Of them, with special category information",
            sum(table.sensitivity == Sensitivity.SPECIAL for table in about),
        ),
        ("Fields of special category information", sum(table.special for table in tables)),
        ("Roles", len(ROLES)),
    ]


def rows() -> Iterator[list[str]]:
    """A line for each kind of record, under HEAD."""
    yield HEAD
    for one in activities():
        for table in one.tables:
            yield [one.title, table.name, table.sensitivity, str(table.special), table.keep]
