"""A marker in every text of every protected row, so that a page which shows one tells exactly which row it came from."""

import json
import re

import psycopg
from django.apps import apps
from django.db import models
from psycopg.types.json import Jsonb

from breakwater.foundation.grants.build import RoomsOfTheWall
from breakwater.foundation.grants.declare import WALLED

PROTECTED = sorted(table.name for table in RoomsOfTheWall().tables if isinstance(table, WALLED))
MARKER = re.compile(r"zq(\d+)x\d+x(\d+)q")
SHORTEST = 20
# Columns that steer the product: a marker there would change what happens, not what is shown.
STEERS = {
    "public_id",
    "reference",
    "key",
    "kind",
    "stage",
    "from_stage",
    "to_stage",
    "rule",
    "service",
    "stored_as",
    "key_id",
    "digest",
    "media_type",
    "happened_precision",
    "capacity",
    "born_as_told",
    "fn_ph",
    "sn_ph",
}


def marker(table: str, column: int, row: int) -> str:
    return f"zq{PROTECTED.index(table)}x{column}x{row}q"


def texts() -> dict[str, list[tuple[str, bool]]]:
    """Protected table -> its free texts: (column, whether it holds JSON)."""
    found: dict[str, list[tuple[str, bool]]] = {}
    for model in apps.get_models():
        if model._meta.db_table in PROTECTED:
            found[model._meta.db_table] = [
                (field.column, isinstance(field, models.JSONField))
                for field in model._meta.concrete_fields
                if field.column not in STEERS
                and (
                    isinstance(field, models.JSONField)
                    or (isinstance(field, models.CharField | models.TextField) and not field.choices)
                    and (field.max_length or SHORTEST) >= SHORTEST
                )
            ]
    return found


def plant(superuser: psycopg.Connection) -> int:
    """Write a marker over every such text that is not empty. Returns how many; triggers stand aside."""
    superuser.execute("set session_replication_role = replica")
    planted = 0
    for table, columns in texts().items():
        for number, (column, is_json) in enumerate(columns):
            if is_json:
                for key, held in superuser.execute(f'select id, "{column}" from {table}').fetchall():
                    changed = _in_json(held, marker(table, number, key))
                    superuser.execute(f'update {table} set "{column}" = %s where id = %s', [Jsonb(changed), key])
                    planted += json.dumps(changed).count("zq")
                continue
            text = f"'zq{PROTECTED.index(table)}x{number}x' || id || 'q'"
            planted += superuser.execute(f"""update {table} set "{column}" = {text} where "{column}" <> ''""").rowcount
    superuser.execute("set session_replication_role = origin")
    return planted


def _in_json(held, mark: str):
    """Free words inside JSON: text with a space in it, or under a key that people write."""
    if isinstance(held, dict):
        return {
            key: mark if key in ("words", "worry", "name") and isinstance(value, str) else _in_json(value, mark)
            for key, value in held.items()
        }
    if isinstance(held, list):
        return [_in_json(value, mark) for value in held]
    return mark if isinstance(held, str) and " " in held else held


def rows_in(text: str) -> set[tuple[str, int]]:
    """The rows whose markers stand in a text: (table, id)."""
    return {(PROTECTED[int(table)], int(row)) for table, row in MARKER.findall(text)}


def rows_for(app: psycopg.Connection, actor: int) -> set[tuple[str, int]]:
    """Every protected row that an actor may read, asked of the wall itself."""
    with app.transaction():
        (entered,) = app.execute("select access.act_as(%s)", [actor]).fetchone()
        if not entered:
            return set()
        whole = " union all ".join(f"select '{table}', id from {table}" for table in PROTECTED)
        return {(table, row) for table, row in app.execute(whole).fetchall()}
