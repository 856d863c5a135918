"""Grants and readers of many rows at once, for rows that were written with the wall's triggers off.

The recipe is written from the same declarations as the triggers, set by set instead of row by row; it knows no seals and no
bars, for a world just filled has none. `stale_rows` has the triggers derive a sample again and says which rows they change.
"""

from collections.abc import Iterator

import psycopg

from breakwater.foundation.grants.build import RoomsOfTheWall
from breakwater.foundation.grants.declare import WALLED, Own, Part, Root

LIVE = "g.since <= now() and (g.until is null or g.until > now())"


def write_grants_and_readers(superuser: psycopg.Connection) -> None:
    """Every grant, tie and reader, for all rows there are. Triggers must stand aside (session_replication_role)."""
    tables = [table for table in RoomsOfTheWall().tables if isinstance(table, WALLED)]
    roots = {table.kind: table for table in tables if isinstance(table, Root)}
    for table in tables:
        if isinstance(table, Own):
            superuser.execute(f"update {table.name} f set scopes = access.sorted(array_remove({_own(table)}, null))")
    superuser.execute("""truncate access."grant", access.follows""")
    for table in tables:
        for statement in _facts(table):
            superuser.execute(statement)
    superuser.execute('analyze access."grant"')
    for root in roots.values():
        superuser.execute(_direct(root))
    vias = {(give.kind, give.via[0]) for table in tables for give in table.gives if give.via}
    for kind, via in sorted(vias, key=lambda pair: pair[1] != "case"):  # cases are read through nothing else
        superuser.execute(_through(roots[kind], via, roots[via].name))
    done = {root.name for root in roots.values()}
    waiting = [table for table in tables if isinstance(table, Part)]
    while waiting:
        ready = [part for part in waiting if {parent for _, parent in part.parents} <= done]
        for part in ready:
            superuser.execute(_of_parents(part))
            done.add(part.name)
        waiting = [part for part in waiting if part not in ready]


def _facts(table) -> Iterator[str]:
    for number, give in enumerate(table.gives):
        scope, via_kind, via, needed = "null", "null", "null", give.column
        if give.scope:
            kind, needed = give.scope
            scope = f"(select id from access.scope s where s.kind = '{kind}' and s.ref = f.{needed})"
            yield f"select access.scope_of('{kind}', ref) from (select distinct {needed} as ref from {table.name}) x where ref is not null"
        else:
            via_kind, via, needed = f"'{give.via[0]}'", f"f.{give.via[1]}", give.via[1]
        because = give.because.replace("'", "''")
        yield f"""insert into access."grant" (kind, target, scope, via_kind, via, because, source, source_id, since, until)
            select '{give.kind}', f.{give.column}, {scope}::bigint, {via_kind}, {via}::bigint, '{because}', '{table.name}:{number}', f.id,
                   coalesce(({give.since})::timestamptz, now() - interval '1 minute'), ({give.until})::timestamptz
              from {table.name} f
             where ({give.when}) and f.{give.column} is not null and f.{needed} is not null
               and (({give.until})::timestamptz is null or ({give.until})::timestamptz > now())"""
    for number, tie in enumerate(table.follows):
        yield f"""insert into access.follows
            select '{tie.child[0]}', f.{tie.child[1]}, '{tie.parent[0]}', f.{tie.parent[1]}, '{table.name}:{number}', f.id
              from {table.name} f where ({tie.when}) and f.{tie.child[1]} is not null and f.{tie.parent[1]} is not null"""


def _direct(root: Root) -> str:
    return f"""update {root.name} r set scopes = x.scopes from (
        select g.target, array_agg(distinct g.scope order by g.scope) as scopes from access."grant" g
         where g.kind = '{root.kind}' and g.scope is not null and {LIVE} group by g.target) x where x.target = r.id"""


def _through(root: Root, via: str, table: str) -> str:
    return f"""update {root.name} r set scopes = access.sorted(r.scopes || x.scopes) from (
        select g.target, array_agg(distinct s) as scopes from access."grant" g join {table} v on v.id = g.via, unnest(v.scopes) s
         where g.kind = '{root.kind}' and g.via_kind = '{via}' and {LIVE} group by g.target) x
         where x.target = r.id and not r.scopes @> x.scopes"""


def _of_parents(part: Part) -> str:
    """The readers of the first parent there is; of every parent where all must allow it."""
    names = [f"p{number}" for number in range(len(part.parents))]
    joins = " ".join(
        f"left join {parent} {name} on {name}.id = f.{column}"
        for name, (column, parent) in zip(names, part.parents, strict=True)
    )
    readers = f"coalesce({', '.join(f'{name}.scopes' for name in names)})"
    if len(names) > 1 and not part.led_by_first:
        readers = f"case when p0.id is null or p1.id is null then {readers} else access.meet(p0.scopes, p1.scopes) end"
    own = _own(part)
    if own:
        readers = f"coalesce({readers}, access.sorted(array_remove({own}, null)))"
    return f"update {part.name} t set scopes = {readers} from {part.name} f {joins} where f.id = t.id and {readers} is distinct from t.scopes"


def _own(table: Own | Part) -> str:
    """The scopes that a row's own columns name."""
    return " || ".join(f"array[access.scope_of('{kind}', f.{column})]" for kind, column in table.own)


def stale_rows(owner: psycopg.Connection, sample: int = 200) -> list[tuple[str, int]]:
    """Rows of a sample of every walled table whose readers change when the triggers work them out. Undone afterwards."""
    wrong: list[tuple[str, int]] = []
    with owner.transaction(force_rollback=True):
        for table in RoomsOfTheWall().tables:
            if not isinstance(table, WALLED):
                continue
            ids = [
                key for (key,) in owner.execute(f"select id from {table.name} order by md5(id::text) limit {sample}")
            ]
            look = f"select id, scopes, barred, seals from {table.name} where id = any(%s) order by id"
            before = owner.execute(look, [ids]).fetchall()
            if isinstance(table, Root):
                owner.execute(f"select access.derive('{table.kind}', id) from unnest(%s::bigint[]) id", [ids])
            else:
                owner.execute(f"update {table.name} set scopes = scopes where id = any(%s)", [ids])
            after = owner.execute(look, [ids]).fetchall()
            wrong += [(table.name, old[0]) for old, new in zip(before, after, strict=True) if old != new]
    return wrong
