"""How a room says what stands behind the wall: one object a table, read by `generate`.

A *root* has readers of its own, from grants. A *part* hangs from one or more parents and may be read by those who may
read every parent (a sealed parent decides alone). An *own* row has the readers named in its own columns and nothing
else. *Reference* and *library* tables are not walled; they are listed so that no table can be forgotten.

Fragments of SQL in `when`, `since`, `until` read the fact's row as `f.` and neither a clock nor, but through a function of `access`,
another row: they are read again only when a column they name has changed. They are written by rooms, never by people.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Gives:
    """A fact gives sight: while a row of the declaring table holds `when`, `scope` or `via` may read `target`.

    `scope` is (kind, column) as in ("team", "responsible_team_id"); `via` is (kind, column): all who may read that
    row. `column` names the target's id in the fact's row ("id" where the row itself is the target). The application
    writes such a fact only where it may read the target; `needs_sight` is False where another rule guards the giving.
    One that `stays` holds on beneath a seal that is inward: whoever told us of a thing goes on hearing what became of it.
    """

    kind: str
    column: str
    because: str
    scope: tuple[str, str] | None = None
    via: tuple[str, str] | None = None
    when: str = "true"
    since: str = "null"
    until: str = "null"
    needs_sight: bool = True
    stays: bool = False


@dataclass(frozen=True)
class Follows:
    """A fact ties `child` (kind, column) to `parent` (kind, column): the parent's bars stand on the child, and its `seals` where so declared.

    One kind follows another always alike.
    """

    child: tuple[str, str]
    parent: tuple[str, str]
    when: str = "true"
    seals: bool = True


@dataclass(frozen=True)
class Table:
    """What every table says: its name, its privileges for the application, the facts its rows are."""

    name: str
    insert: bool = True
    update: tuple[str, ...] | bool = True
    delete: bool = False
    frozen: tuple[str, ...] = ()
    gives: tuple[Gives, ...] = ()
    follows: tuple[Follows, ...] = ()


@dataclass(frozen=True)
class Root(Table):
    """A row with readers of its own; `kind` is its short name in grants, seals and audit entries.

    `within` are (kind, column): whoever reads it must be able to read those rows as well, sealed or barred as they may be. One that
    never `opens` is opened by no emergency.
    """

    kind: str = ""
    opens: bool = True
    within: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Part(Table):
    """A row read by those who may read every parent; `parents` are (column, table), nullable ones are left out.

    With `led_by_first`, the first parent alone decides while no seal stands on another: a participant is read by the
    readers of the case. Where all parents are null, `own` scopes decide: (kind, column) pairs. `less` is ((kind, column), when):
    while the row holds `when`, that scope does not read it, nor whatever hangs from it. While it holds `not_dated` no team
    whose sight is dated reads it: what goes with a place at a school is less than what goes with a case.
    """

    parents: tuple[tuple[str, str], ...] = ()
    led_by_first: bool = False
    own: tuple[tuple[str, str], ...] = ()
    less: tuple[tuple[str, str], str] | None = None
    not_dated: str = ""


@dataclass(frozen=True)
class Own(Table):
    """A row read by the scopes named in its own columns: (kind, column) pairs."""

    own: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Reference(Table):
    """A table without people in care in it: organisations, forms, code lists. All may read it."""


@dataclass(frozen=True)
class Library(Table):
    """A table of a library (sessions, sign-in, jobs). The library decides who reads it."""

    delete: bool = True


@dataclass(frozen=True)
class Closed(Table):
    """A table with privileges written out by hand in its room's migration; `build` leaves it as it is."""

    protected: bool = True
    note: str = field(default="")


WALLED = (Root, Part, Own)
