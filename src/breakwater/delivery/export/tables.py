"""Which tables go, which rows of them are an area's, and what is left out and why.

A row is of the area by the shortest way of foreign keys that leads there: every table has one, or stands below by name.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from breakwater.foundation.grants.build import RoomsOfTheWall
from breakwater.foundation.grants.declare import WALLED, Reference
from breakwater.foundation.models import Sensitivity
from breakwater.foundation.storage.locked_columns import LOCKED_COLUMNS
from breakwater.partnership.organisations.models import Actor, Area, User

OUR_OWN = "breakwater."
LEFT_OUT = {
    "audit_seal": "The chain of seals proves this installation's audit; the entries themselves go along.",
    "organisations_user_groups": "Of the editor of the public site, derived again at each visit.",
    "organisations_user_user_permissions": "Of the editor of the public site, derived again at each visit.",
    "notifications_notification": "Notices on people's pages, which say nothing of their own.",
    "front_door_draft": "What the public began and did not send: nobody's but theirs.",
    "front_door_abusecount": "Counts of attempts, kept for days.",
    "front_door_senderkey": "Digests by which referrers without an account come back.",
    "people_declaration": "What colleagues declared of their own lives is theirs, not the area's.",
    "people_declaredtie": "What colleagues declared of their own lives is theirs, not the area's.",
}
# Of everybody's, where no way leads to an area.
ALL_ROWS = frozenset(
    {
        "organisations_organisation",
        "organisations_school",
        "organisations_rolerecord",
        "directory_vocabulary",
        "directory_term",
        "directory_postcode",
        "policies_manual",
        "training_coursegroup",
        "casework_form",
        "casework_bankedition",
    }
)
# Rooms and tables that are sealed as a whole: they go along by order alone.
SEALED_ROOMS = frozenset({"prevent"})
SEALED_TABLES = frozenset({"audit_entry", "casework_sealeditem", "casework_sealeditemreader"})
# Rooms of which what is walled is sealed: of serious incidents and reviews what is published goes along like anything else.
SEALED_WITHIN = frozenset({"learning"})
# Columns that say nothing without keys that stay here.
NEVER = frozenset({"key_id", "stored_as", "own_key"})


@dataclass(frozen=True)
class Table:
    """A table that goes: its model, the condition on its rows, the columns that go and those left out."""

    model: type[models.Model]
    of_area: Q
    columns: tuple[models.Field, ...]
    without: tuple[str, ...]
    is_walled: bool
    is_shared: bool

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def room(self) -> str:
        return self.model._meta.app_label

    @property
    def is_sealed(self) -> bool:
        is_within = self.is_walled and self.room in SEALED_WITHIN
        return self.room in SEALED_ROOMS or self.name in SEALED_TABLES or is_within

    def rows(self, *, sealed: bool) -> QuerySet:
        """The area's rows in their order; without order to take sealed ones, those on which no seal stands."""
        found = self.model._base_manager.filter(self.of_area).order_by("pk")
        if self.is_walled and not sealed:
            found = found.extra(where=[f"{self.name}.seals = '{{}}'"])
        return found


def of_house() -> Iterator[type[models.Model]]:
    """Every model with a table of ours."""
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith(OUR_OWN) and model._meta.managed and not model._meta.proxy:
            yield model


def tables_of(area: Area) -> list[Table]:
    """Every table that goes, by room and name."""
    declared = RoomsOfTheWall().tables
    walled = {one.name for one in declared if isinstance(one, WALLED)}
    reference = {one.name for one in declared if isinstance(one, Reference)}
    found = []
    for model in of_house():
        name = model._meta.db_table
        if name in LEFT_OUT:
            continue
        columns, without = _columns(model)
        is_shared = name in ALL_ROWS
        of_area = Q() if is_shared else condition(model, area, with_shared=name in reference)
        found.append(Table(model, of_area, columns, without, name in walled, is_shared))
    return sorted(found, key=lambda one: (one.room, one.name))


class NoWay(Exception):
    """No foreign keys lead from a table to an area, and nothing says what is done with it."""


def condition(model: type[models.Model], area: Area, *, with_shared: bool = False) -> Q:
    """Which rows of a model are the area's. Raises NoWay."""
    if model is Area:
        return Q(pk=area.pk)
    if model is Actor:
        return Q(area=area) | Q(membership__team__area=area)
    if model is User:
        return Q(pk__in=User.objects.filter(memberships__team__area=area).values("pk"))
    if model._meta.db_table == "audit_entry":
        return Q(area=area.code)
    if way := _way(model, may_be_empty=False):
        return Q(**{way: area.pk})
    # Each row has one of several owners: of the area if any of them is. Who made it says so where nothing else does.
    ways = [way for one in _keys(model) if (way := _through(one))]
    of_area = [Q(**{way: area.pk}) for way in ways]
    if with_shared and "area" in ways:
        of_area.append(Q(area=None))
    of_area = of_area or [
        Q(**{f"{one.name}__in": who}) for one in _keys(model) if (who := _people(one, area)) is not None
    ]
    if not of_area:
        raise NoWay(model._meta.db_table)
    return reduce(or_, of_area)


def _people(key: models.ForeignKey, area: Area) -> QuerySet | None:
    """The actors or users of an area, where a key names one."""
    return (
        key.related_model._base_manager.filter(condition(key.related_model, area)).values("pk")
        if (key.related_model in (Actor, User))
        else None
    )


def _keys(model: type[models.Model], *, may_be_empty: bool = True) -> list[models.ForeignKey]:
    keys = [one for one in model._meta.concrete_fields if isinstance(one, models.ForeignKey)]
    return [one for one in keys if may_be_empty or not one.null]


def _through(key: models.ForeignKey) -> str:
    """The way to an area that begins with this key; by keys that are never empty after it."""
    if key.related_model is Area:
        return key.name
    way = _way(key.related_model, may_be_empty=False)
    return f"{key.name}__{way}" if way else ""


@cache
def _way(model: type[models.Model], *, may_be_empty: bool) -> str:
    """The shortest way to an area as the ORM says it; "" where there is none."""
    seen, queue = {model}, deque([(model, "")])
    while queue:
        here, so_far = queue.popleft()
        for key in _keys(here, may_be_empty=may_be_empty):
            way = f"{so_far}__{key.name}" if so_far else key.name
            if key.related_model is Area:
                return way
            if key.related_model not in seen:
                seen.add(key.related_model)
                queue.append((key.related_model, way))
    return ""


def _columns(model: type[models.Model]) -> tuple[tuple[models.Field, ...], tuple[str, ...]]:
    """The columns that go, and those that open something and stay."""
    handling = getattr(model, "handling", None)
    stays = [
        one
        for one in model._meta.concrete_fields
        if one.name in NEVER
        or (handling and not one.primary_key and handling.of(one.name) == Sensitivity.SECRET)
        or (type(one) is models.BinaryField and f"{model._meta.db_table}.{one.name}" not in LOCKED_COLUMNS)
    ]
    goes = tuple(one for one in model._meta.concrete_fields if one not in stays)
    return goes, tuple(one.name for one in stays)
