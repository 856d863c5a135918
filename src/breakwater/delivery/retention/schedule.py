"""The schedule as data: `schedule.yaml`, read once, and the place that every table of the house has in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from django.apps import apps

FILE = Path(__file__).with_name("schedule.yaml")


@dataclass(frozen=True)
class RecordKind:
    """What is deleted as one thing. The fragments of SQL read its root as `r`."""

    key: str
    label: str
    root: str
    of: str = ""
    area: str = "r.area_id"
    named_by: str = "r.public_id"
    began: str = "null::timestamptz"
    open: str = "false"
    children: str = ""
    unsaid: bool = False
    people: str = ""
    care: bool = False
    waits_for: str = ""
    keep: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        """The record whose tables it shares: itself, but for a record `of` another."""
        return self.of or self.key


@dataclass(frozen=True)
class RecordClass:
    """A rule and the rows it holds for. `at_least` are years below which no area may go."""

    key: str
    label: str
    record: RecordKind
    since: tuple[str, ...]
    years: int
    at_least: int
    rule: str
    source: str
    authority: str
    review_by: date
    where: str = "true"
    until_age: int | None = None
    school_year: bool = False
    nothing_left: tuple[str, ...] = ()


@dataclass(frozen=True)
class KeptOtherwise:
    """What the schedule does not delete: why, or which job does."""

    key: str
    keep: tuple[str, ...]
    because: str = ""
    job: str = ""


@dataclass(frozen=True)
class Care:
    """How long the cases of whoever was in care are kept, and how that is known."""

    until_age: int
    years_from_death: int
    who: str
    rule: str
    source: str
    authority: str
    review_by: date


@dataclass(frozen=True)
class Together:
    """How rows hang together beside their foreign keys. Columns as "table.column"."""

    goes_along: frozenset[str]
    owns: frozenset[str]
    empty: dict[str, str]
    anyway: frozenset[str]
    alone: dict[str, str]
    by_name: tuple[str, ...]
    leaves: dict[str, str]


@dataclass(frozen=True)
class Schedule:
    records: dict[str, RecordKind]
    classes: dict[str, RecordClass]
    otherwise: dict[str, KeptOtherwise]
    together: Together
    apart: dict[str, str]
    care: Care
    not_yet: tuple[str, ...] = field(default=())
    not_yet_of_children: tuple[str, ...] = field(default=())

    def sentences(self) -> Iterator[tuple[str, str]]:
        """Every sentence of a model's `keep` that has a place, with that place."""
        for each in (*self.records.values(), *self.otherwise.values()):
            yield from ((sentence, each.key) for sentence in each.keep)
        yield from ((sentence, "not yet") for sentence in self.not_yet)


@cache
def schedule() -> Schedule:
    """The schedule of the product, before what an area has changed of it."""
    said = yaml.safe_load(FILE.read_text())
    records = {key: RecordKind(key, **_tuples(facts)) for key, facts in said["records"].items()}
    classes = {
        key: RecordClass(key, **_tuples(facts) | {"record": records[facts["record"]]})
        for key, facts in said["classes"].items()
    }
    otherwise = {key: KeptOtherwise(key, **_tuples(facts)) for key, facts in said["kept_otherwise"].items()}
    together = said["together"]
    return Schedule(
        records,
        classes,
        otherwise,
        Together(
            frozenset(together["goes_along"]),
            frozenset(together["owns"]),
            together["empty"],
            frozenset(together["anyway"]),
            together["alone"],
            tuple(together["by_name"]),
            together["leaves"],
        ),
        said["apart"],
        Care(**said["care"]),
        tuple(said["not_yet"]["keep"]),
        tuple(said["not_yet"]["of_children"]),
    )


def _tuples(facts: dict) -> dict:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}


@cache
def families() -> dict[str, str]:
    """Table -> the record whose rows it holds, of every table that goes with one."""
    places = dict(schedule().sentences())
    found = {root.root: root.family for root in schedule().records.values()}
    for model in apps.get_models():
        handling = getattr(model, "handling", None)
        place = places.get(handling.keep) if handling else None
        if place in schedule().records and model._meta.db_table not in schedule().apart:
            found[model._meta.db_table] = place
    return found


def roots() -> frozenset[str]:
    """The tables whose rows are never deleted but as themselves."""
    return frozenset(each.root for each in schedule().records.values())
