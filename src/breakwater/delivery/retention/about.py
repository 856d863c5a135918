"""Whom a record is about: everybody whom a row of it names, read off the models, so that a hold on a person misses none of their records."""

from functools import cache

from django.apps import apps
from django.db import models

from .schedule import RecordKind, families, roots, schedule

PERSON = "people_person"


@cache
def people_of(key: str) -> str:
    """SQL that selects the persons of the record `r` of this kind, by its keys and by what the schedule says besides; "" where it names nobody."""
    record = schedule().records[key]
    if record.root == PERSON:
        return record.people
    found = [record.people] if record.people else []
    for table, column in sorted(_columns(record)):
        found.append(f"select t.{column} from {_path(record, table)} and t.{column} is not null")
    return " union ".join(found)


def _columns(record: RecordKind) -> set[tuple[str, str]]:
    hanging = _hanging(record)
    return {(table, column) for table, column, target in _keys() if target == PERSON and table in hanging}


def _path(record: RecordKind, table: str) -> str:
    """`from` and `where` that lead from rows of a table, as `t`, to the record they hang from."""
    hanging, joins, at, number = _hanging(record), f"{table} t", "t", 0
    while table != record.root:
        column, above = hanging[table]
        if above == record.root:
            return f"{joins} where {at}.{column} = r.id"
        number += 1
        joins += f" join {above} t{number} on t{number}.id = {at}.{column}"
        table, at = above, f"t{number}"
    return f"{joins} where {at}.id = r.id"


@cache
def _hanging(record: RecordKind) -> dict[str, tuple[str, str]]:
    """Table -> (its key, the table above), of the root and of everything that hangs from it, by the shortest way."""
    found, front = {record.root: ("", "")}, [record.root]
    while front:
        above = front.pop(0)
        for table, column, target in _keys():
            is_part = families().get(table) == record.family and table not in roots()
            if target == above and is_part and table not in found:
                found[table] = (column, above)
                front.append(table)
    return found


@cache
def _keys() -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (model._meta.db_table, field.column, field.related_model._meta.db_table)
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
    )
