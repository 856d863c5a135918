"""The wall loosened in one place: a policy, a clause of one, a predicate of a declared fact, a check in a function, a trigger.

Each is made in one database, cloned anew for it, which the tests then take for the template.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from breakwater.delivery.cluster import APP
from breakwater.foundation.grants.build import RoomsOfTheWall
from breakwater.foundation.grants.declare import Part, Root, Table
from breakwater.foundation.grants.generate import statements
from breakwater_dev.testing import databases

from .reach import Reach

NAME = "bw_loosened"
REFUSES = re.compile(
    r"(?<!end )\bif\b(?!\s+not found\s+then)((?:(?!\bthen\b)[^;])+)\bthen\s+(?=raise exception|perform access\.refuse|return(?: null| false)?;)"
)
LEFT_ALONE = ("procrastinate", "stems_of_words", "wall_")  # libraries; without the others of `wall_` nothing is seen
TRIGGERS = """select c.oid::regclass::text, t.tgname, f.oid::regproc::text
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc f on f.oid = t.tgfoid
    where not t.tgisinternal order by 1, 2"""
FUNCTIONS = """select oid::regproc::text, pg_get_functiondef(oid) from pg_proc
    where pronamespace = 'access'::regnamespace and prokind = 'f' order by 1"""


@dataclass(frozen=True)
class Loosened:
    """What is loosened of which table, or of which function that the named table's triggers or the application call."""

    table: str
    what: str
    sql: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.table}: {self.what}"

    @property
    def key(self) -> str:
        return f"{self} {zlib.crc32(repr(self.sql).encode())}"

    def tests(self, reach: Reach) -> list[str]:
        return reach.naming(self.table)

    def make(self) -> str:
        cluster = databases.test_cluster()
        databases.clone(cluster, NAME)
        with cluster.connect(database=NAME) as connection:
            for statement in self.sql:
                connection.execute(statement)
        databases.template = lambda _: NAME
        return databases.clone(cluster, f"{NAME}_trial")  # a database that is entered cannot be cloned


def loosened() -> list[Loosened]:
    """Every place once: policies, declared facts, checks of functions, triggers."""
    cluster = databases.test_cluster()
    with cluster.connect(database=databases.template(cluster)) as connection:
        policies = connection.execute(
            "select tablename, policyname, qual, with_check from pg_policies order by 1, 2"
        ).fetchall()
        triggers = connection.execute(TRIGGERS).fetchall()
        functions = connection.execute(FUNCTIONS).fetchall()
    return [*_policies(policies), *_facts(), *_checks(functions, triggers), *_triggers(triggers)]


def _policies(policies) -> Iterator[Loosened]:
    for table, policy, using, check in policies:
        for kind, condition in (("using", using), ("with check", check)):
            if condition not in (None, "true"):
                yield Loosened(table, f"{policy} {kind} true", (f"alter policy {policy} on {table} {kind} (true)",))


def _facts() -> Iterator[Loosened]:
    tables = RoomsOfTheWall().tables
    columns = defaultdict(list)
    usual = set(statements(tables, columns, APP))
    for number, table in enumerate(tables):
        for looser, what in _looser(table):
            those = [*tables[:number], looser, *tables[number + 1 :]]
            sql = [part for one in statements(those, columns, APP) if one not in usual for part in _again(one)]
            if sql:
                yield Loosened(table.name, what, tuple(sql))


def _again(statement: str) -> Iterator[str]:
    """A policy or a trigger takes the place of the one there is."""
    if found := re.match(r"create (policy|trigger) (\w+) (?:.*? )?on (\w+)", statement):
        yield f"drop {found[1]} if exists {found[2]} on {found[3]}"
    yield statement


def _looser(table: Table) -> Iterator[tuple[Table, str]]:
    for number, give in enumerate(table.gives):
        for field, free in (("when", "true"), ("since", "null"), ("until", "null"), ("needs_sight", False)):
            if getattr(give, field) != free:
                gives = (*table.gives[:number], replace(give, **{field: free}), *table.gives[number + 1 :])
                yield replace(table, gives=gives), f"gives {give.kind} by {give.column} with {field} {free}"
    for number, tie in enumerate(table.follows):
        follows = (*table.follows[:number], replace(tie, when="false"), *table.follows[number + 1 :])
        yield replace(table, follows=follows), f"{' by '.join(tie.child)} does not follow {' by '.join(tie.parent)}"
    if isinstance(table, Root):
        for pair in table.within:
            yield replace(table, within=tuple(one for one in table.within if one != pair)), f"not within {pair[0]}"
    if isinstance(table, Part):
        if table.less:
            yield replace(table, less=None), "less left out"
        if table.not_dated:
            yield replace(table, not_dated=""), "not_dated left out"
        if len(table.parents) > 1:
            if not table.led_by_first:
                yield replace(table, led_by_first=True), "led by its first parent"
            for pair in table.parents:
                others = tuple(one for one in table.parents if one != pair)
                yield replace(table, parents=others), f"without its parent by {pair[0]}"


def _triggers(triggers) -> Iterator[Loosened]:
    for table, trigger, _ in triggers:
        if not trigger.startswith(LEFT_ALONE) or trigger == "wall_spread":
            yield Loosened(table, f"trigger {trigger} disabled", (f"alter table {table} disable trigger {trigger}",))


def _checks(functions, triggers) -> Iterator[Loosened]:
    """Each `if ... then` of a function that refuses or does nothing never holds."""
    tables = {function: table for table, _, function in reversed(triggers)}
    for function, text in functions:
        for number, found in enumerate(REFUSES.finditer(text), 1):
            sql = f"{text[: found.start(1)]} false {text[found.end(1) :]}"
            concerned = tables.get(function, function.removeprefix("access."))
            condition = " ".join(found[1].split())[:80]
            yield Loosened(concerned, f"check {number} of {function}: {condition}", (sql,))
