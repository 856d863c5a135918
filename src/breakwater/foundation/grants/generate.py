"""SQL of the wall, written from the declarations. Pure text: give declarations and columns, get statements.

Names come from the code of the rooms; no value of a person ever enters this text.
"""

import re
from collections.abc import Iterable, Sequence

from .declare import WALLED, Closed, Follows, Gives, Own, Part, Root, Table

WALL_COLUMNS = ("scopes", "barred", "seals")
POLICY = (
    "scopes && coalesce(nullif(current_setting('bw.scopes', true), ''), '{}')::bigint[]"
    " and not barred && coalesce(nullif(current_setting('bw.human', true), ''), '{}')::bigint[]"
)
LIVE = "{g}.since <= clock_timestamp() and ({g}.until is null or {g}.until > clock_timestamp())"


def statements(tables: Sequence[Table], columns: dict[str, list[str]], app: str) -> Iterable[str]:
    """Every statement that puts the wall around `tables`; `columns` maps table to its column names."""
    roots = {table.kind: table for table in tables if isinstance(table, Root)}
    for root in roots.values():
        yield (
            f"insert into access.kind (kind, tbl, opens) values ('{root.kind}', '{root.name}', {str(root.opens).lower()})"
            " on conflict (kind) do update set tbl = excluded.tbl, opens = excluded.opens"
        )
    for table in tables:
        if isinstance(table, WALLED):
            yield from _columns(table)
    for root in roots.values():
        yield _derive(root, tables, roots)
        yield from _root_insert(root)
    for table in tables:
        if isinstance(table, Part):
            yield from _part(table, roots)
        if isinstance(table, Own):
            yield from _own(table)
    for table in tables:
        if isinstance(table, WALLED):
            yield from _propagation(table, tables, roots)
        if table.gives or table.follows:
            yield from _facts(table, roots)
    for table in tables:
        if not isinstance(table, Closed):
            yield from _privileges(table, columns[table.name], app)
        if isinstance(table, WALLED):
            yield from _policy(table, app)


def _columns(table: Table) -> Iterable[str]:
    for column in WALL_COLUMNS:
        yield f"alter table {table.name} add column if not exists {column} bigint[] not null default '{{}}'"
    yield f"create index if not exists {table.name}_scopes on {table.name} using gin (scopes) with (fastupdate = off)"
    yield f"alter table {table.name} enable row level security"


def _function(name: str, body: str, declare: str = "", returns: str = "trigger", arguments: str = "") -> str:
    return (
        f"create or replace function access.{name}({arguments}) returns {returns} language plpgsql security definer "
        f"set search_path = public, pg_catalog, pg_temp as $wall$ {'declare ' + declare if declare else ''} "
        f"begin {body} end $wall$"
    )


def _trigger(name: str, table: str, when: str, function: str) -> Iterable[str]:
    yield f"drop trigger if exists {name} on {table}"
    yield f"create trigger {name} {when} on {table} for each row {_condition(name)} execute function access.{function}()"


def _condition(name: str) -> str:
    if not name.startswith("wall_spread"):
        return ""
    changed = " or ".join(f"old.{column} is distinct from new.{column}" for column in WALL_COLUMNS)
    return f"when ({changed})"


def _derive(root: Root, tables: Sequence[Table], roots: dict[str, Root]) -> str:
    """The function that works out one row's readers from its grants, its seals and those it follows."""
    vias = sorted({give.via[0] for table in tables for give in table.gives if give.via and give.kind == root.kind})
    ties = [f for table in tables for f in table.follows if f.child[0] == root.kind]
    parents, sealing = sorted({f.parent[0] for f in ties}), {f.parent[0] for f in ties if f.seals}
    staying = [
        f"'{table.name}:{number}'"
        for table in tables
        for number, give in enumerate(table.gives)
        if give.kind == root.kind and give.stays
    ]
    arms = [
        f"""select g.scope as s from access."grant" g
                where g.kind = '{root.kind}' and g.target = p_id and g.scope is not null and {LIVE.format(g="g")}"""
    ]
    arms += [
        f"""select unnest(v.scopes) from access."grant" g join {roots[via].name} v on v.id = g.via
            where g.kind = '{root.kind}' and g.target = p_id and g.via_kind = '{via}' and {LIVE.format(g="g")}"""
        for via in vias
    ]
    seals = [f"select id as s from access.seal where kind = '{root.kind}' and target = p_id and lifted_at is null"]
    bars = [
        f"""select human as s from access.bar where kind = '{root.kind}' and target = p_id
            and (until is null or until > clock_timestamp())"""
    ]
    for parent in parents:
        followed = f"""access.follows f join {roots[parent].name} p on p.id = f.parent
                       where f.kind = '{root.kind}' and f.target = p_id and f.parent_kind = '{parent}'"""
        if parent in sealing:
            seals.append(f"select unnest(p.seals) from {followed}")
        bars.append(f"select unnest(p.barred) from {followed}")
    gather = "select coalesce(array_agg(distinct s order by s), '{{}}') into {into} from ({arms}) x;"
    body = f"""
        perform 1 from {root.name} where id = p_id for no key update;
        if not found then return; end if;
        {gather.format(into="live", arms=" union ".join(arms))}
        {gather.format(into="standing", arms=" union ".join(seals))}
        {gather.format(into="barring", arms=" union ".join(bars))}
        {_kept_beneath(gather, arms, staying)}
        live := access.readers(live, standing);
        {"if kept <> '{}' then live := access.sorted(live || kept); end if;" if staying else ""}
        update {root.name} set scopes = live, barred = barring, seals = standing
         where id = p_id and (scopes, barred, seals) is distinct from (live, barring, standing);"""
    declare = "live bigint[]; kept bigint[] := '{}'; standing bigint[]; barring bigint[];"
    return _function(f"derive_{root.kind}", body, declare, "void", "p_id bigint")


def _kept_beneath(gather: str, arms: Sequence[str], staying: Sequence[str]) -> str:
    """The scopes of grants that stay, worked out where seals stand and all of them are inward."""
    if not staying:
        return ""
    those = " union ".join(f"{arm} and g.source in ({', '.join(staying)})" for arm in arms)
    return f"""if standing <> '{{}}' and not exists (select 1 from access.seal l where l.id = any(standing) and not l.inward) then
          {gather.format(into="kept", arms=those)}
        end if;"""


def _scope(pair: tuple[str, str], row: str) -> str:
    return f"access.scope_of('{pair[0]}', {row}.{pair[1]})"


def _root_insert(root: Root) -> Iterable[str]:
    """Before its grants exist, a new row is already readable by whom its own columns name."""
    own = [give for give in root.gives if give.kind == root.kind and give.column == "id" and give.scope]
    picks = " ".join(
        f"if ({give.when.replace('f.', 'new.')}) and {give.since.replace('f.', 'new.')} is null then "
        f"new.scopes := new.scopes || {_scope(give.scope, 'new')}; end if;"
        for give in own
    )
    body = f"""new.scopes := '{{}}'; new.barred := '{{}}'; new.seals := '{{}}'; {picks}
               new.scopes := access.sorted(array_remove(new.scopes, null)); return new;"""
    yield _function(f"insert_{root.name}", body)
    yield from _trigger("wall_insert", root.name, "before insert", f"insert_{root.name}")


def _part(part: Part, roots: dict[str, Root]) -> Iterable[str]:
    """The trigger that works out a part's readers from its parents.

    A new tie to a parent holds the parent's row still, in the strength its own facts will need, so that no lock is
    raised later (two would wait for each other). A row already tied needs no lock: whoever changes a parent afterwards
    waits for this row, and then reads both parents again.
    """
    changes = {(roots[give.kind].name, give.column) for give in part.gives}
    changes |= {(roots[tie.child[0]].name, tie.child[1]) for tie in part.follows}
    looks = " ".join(
        f"""if new.{column} is not null then
              if tg_op = 'INSERT' or old.{column} is distinct from new.{column} then
                select scopes, barred, seals into p from {table} where id = new.{column}
                  for {"no key update" if (table, column) in changes else "share"};
              else
                select scopes, barred, seals into p from {table} where id = new.{column};
              end if;
              if found then
                if not any_parent then got := p.scopes;
                elsif {"p.seals <> '{}'" if part.led_by_first else "true"} then
                  got := access.both(got, standing, p.scopes, p.seals); end if;
                standing := access.sorted(standing || p.seals); barring := access.sorted(barring || p.barred);
                any_parent := true;
              else got := '{{}}'; any_parent := true; end if;
            end if;"""
        for column, table in part.parents
    )
    alone = " ".join(f"got := got || {_scope(pair, 'new')};" for pair in part.own)
    less, hidden = "", []
    if part.less:
        pair, when = part.less
        less = f"if {when.replace('f.', 'new.')} then got := array_remove(got, {_scope(pair, 'new')}); end if;"
        hidden = sorted({pair[1], *re.findall(r"\bf\.(\w+)", when)})
    if part.not_dated:
        less += f" if {part.not_dated.replace('f.', 'new.')} then got := access.without_dated(got); end if;"
        hidden += re.findall(r"\bf\.(\w+)", part.not_dated)
    body = f"""{looks}
        if not any_parent then {alone} got := access.sorted(array_remove(got, null)); end if;
        {less}
        new.scopes := got; new.barred := barring; new.seals := standing; return new;"""
    declare = "p record; any_parent boolean := false; got bigint[] := '{}'; standing bigint[] := '{}'; barring bigint[] := '{}';"
    yield _function(f"part_{part.name}", body, declare)
    watched = ", ".join(["scopes", *[c for c, _ in part.parents], *[c for _, c in part.own], *hidden])
    yield from _trigger("wall_part", part.name, f"before insert or update of {watched}", f"part_{part.name}")


def _own(table: Own) -> Iterable[str]:
    picks = " || ".join(f"array[{_scope(pair, 'new')}]" for pair in table.own)
    body = f"new.scopes := access.sorted(array_remove({picks}, null)); new.barred := '{{}}'; new.seals := '{{}}'; return new;"
    yield _function(f"own_{table.name}", body)
    watched = ", ".join(["scopes", *[column for _, column in table.own]])
    yield from _trigger("wall_own", table.name, f"before insert or update of {watched}", f"own_{table.name}")


def _propagation(table: Table, tables: Sequence[Table], roots: dict[str, Root]) -> Iterable[str]:
    """When a row's readers change, its parts change with it, then the rows that are read through it or follow it."""
    steps = [
        f"update {part.name} set scopes = scopes where {column} = new.id;"
        for part in tables
        if isinstance(part, Part)
        for column, parent in part.parents
        if parent == table.name
    ]
    if isinstance(table, Root):
        followers = sorted({f.child[0] for t in tables for f in t.follows if f.parent[0] == table.kind})
        readers = sorted({g.kind for t in tables for g in t.gives if g.via and g.via[0] == table.kind})
        steps += [
            f"""if old.seals is distinct from new.seals or old.barred is distinct from new.barred then
                  for r in select distinct target from access.follows where parent_kind = '{table.kind}'
                      and parent = new.id and kind = '{kind}' order by target
                  loop perform access.derive_{kind}(r.target); end loop; end if;"""
            for kind in followers
        ]
        steps += [
            f"""for r in select distinct target from access."grant" where via_kind = '{table.kind}' and via = new.id
                  and kind = '{kind}' and {LIVE.format(g='"grant"')} order by target
                loop perform access.derive_{kind}(r.target); end loop;"""
            for kind in readers
        ]
    if not steps:
        return
    yield _function(f"spread_{table.name}", " ".join(steps) + " return null;", "r record;")
    yield from _trigger("wall_spread", table.name, "after update", f"spread_{table.name}")


def _facts(table: Table, roots: dict[str, Root]) -> Iterable[str]:
    """The trigger that keeps grants and follow-ties in step with the rows of a table that are facts.

    Each row whose readers may have changed is held at once, so that locks are taken in the order of the declarations, and
    derived once, when all facts of the row stand.
    """
    body = (
        _unless_as_before(table) + "if tg_op = 'DELETE' then f := old; else f := new; end if; gone := tg_op = 'DELETE';"
    )
    for number, tie in enumerate(table.follows):
        body += _tie(table, number, tie, roots)
    for number, give in enumerate(table.gives):
        body += _give(table, number, give, roots)
    # Its own kind first: what is read through it is derived again when it changes.
    kinds = sorted(
        {tie.child[0] for tie in table.follows} | {give.kind for give in table.gives},
        key=lambda kind: (roots[kind].name != table.name, kind),
    )
    for kind in kinds:
        body += f"""
      if anew_{kind} <> '{{}}' then
        foreach t in array access.sorted(anew_{kind}) loop perform access.derive_{kind}(t); end loop;
      end if;"""
    yield _function(
        f"facts_{table.name}",
        body + " return null;",
        f"f {table.name}%rowtype; gone boolean; touched bigint[]; t bigint; holds boolean; was record;"
        + "".join(f" anew_{kind} bigint[] := '{{}}';" for kind in kinds),
    )
    # Named to run after the foreign keys' own triggers and before `wall_spread`.
    yield from _trigger("wall_facts", table.name, "after insert or update or delete", f"facts_{table.name}")


def _unless_as_before(table: Table) -> str:
    """Leave at once when an update touched no column that a fact is read from; most updates are of words and dates."""
    texts = [tie.when for tie in table.follows] + [
        t for give in table.gives for t in (give.when, give.since, give.until)
    ]
    if any("access." in text or "select" in text for text in texts):
        return ""  # such a fact is read from other rows too
    used = {column for text in texts for column in re.findall(r"\bf\.(\w+)", text)}
    used |= {column for tie in table.follows for _, column in (tie.child, tie.parent)}
    used |= {give.column for give in table.gives} | {(give.scope or give.via)[1] for give in table.gives}
    old, new = (", ".join(f"{row}.{column}" for column in sorted(used)) for row in ("old", "new"))
    return f"if tg_op = 'UPDATE' and ({old}) is not distinct from ({new}) then return null; end if; "


def _hold(root: Root, target: str) -> str:
    return f"perform 1 from {root.name} where id = {target} for no key update;"


def _tie(table: Table, number: int, tie: Follows, roots: dict[str, Root]) -> str:
    root = roots[tie.child[0]]
    source = f"{table.name}:{number}"
    return f"""
      holds := not gone and ({tie.when}) and f.{tie.child[1]} is not null and f.{tie.parent[1]} is not null;
      select * into was from access.follows where source = '{source}' and source_id = f.id;
      if found and not (holds and was.target = f.{tie.child[1]} and was.parent = f.{tie.parent[1]}) then
        delete from access.follows where source = '{source}' and source_id = f.id;
        {_hold(root, "was.target")} anew_{root.kind} := anew_{root.kind} || was.target;
      end if;
      if holds and not (was.target is not distinct from f.{tie.child[1]}
                        and was.parent is not distinct from f.{tie.parent[1]}) then
        perform access.hold('{tie.parent[0]}', f.{tie.parent[1]});
        insert into access.follows values
          ('{tie.child[0]}', f.{tie.child[1]}, '{tie.parent[0]}', f.{tie.parent[1]}, '{source}', f.id);
        {_hold(root, f"f.{tie.child[1]}")} anew_{root.kind} := anew_{root.kind} || f.{tie.child[1]};
      end if;"""


def _give(table: Table, number: int, give: Gives, roots: dict[str, Root]) -> str:
    source = f"{table.name}:{number}"
    scope, via_kind, via = "null", "null", "null"
    if give.scope:
        scope, needed = _scope(give.scope, "f"), give.scope[1]
    else:
        via_kind, via, needed = f"'{give.via[0]}'", f"f.{give.via[1]}", give.via[1]
    return f"""
      holds := not gone and coalesce(({give.when}), false) and f.{give.column} is not null and f.{needed} is not null;
      touched := '{{}}';
      if holds or tg_op <> 'INSERT' then touched := access.keep('{source}', f.id, holds, '{give.kind}', f.{give.column},
        (case when holds then {scope} end)::bigint, (case when holds then {via_kind} end)::text,
        (case when holds then {via} end)::bigint,
        '{give.because.replace(chr(39), chr(39) * 2)}', ({give.since})::timestamptz, ({give.until})::timestamptz); end if;
      foreach t in array touched loop {_hold(roots[give.kind], "t")} end loop;
      anew_{give.kind} := anew_{give.kind} || touched;"""


def _policy(table: Table, app: str) -> Iterable[str]:
    """One policy a table: a row is read by its readers, and written by those who may read it before and after.

    Whoever writes a fact that gives sight of another row must have sight of that row. Without this, anyone could offer
    themselves a case they have never seen, or put a stranger in a case of their own.
    """
    all_read = (
        {column for column, _ in (table.parents[:1] if table.led_by_first else table.parents)}
        if isinstance(table, Part)
        else set()
    )
    given = sorted(
        {(g.kind, g.column) for g in table.gives if g.needs_sight and g.column != "id" and g.column not in all_read}
    )
    sight = "".join(f" and ({column} is null or access.may_read('{kind}', {column}))" for kind, column in given)
    within = "".join(
        f" and ({column} is null or access.may_read('{kind}', {column}))"
        for kind, column in getattr(table, "within", ())
    )
    yield f"drop policy if exists wall on {table.name}"
    yield f"create policy wall on {table.name} to {app} using ({POLICY}{within}) with check ({POLICY}{within}{sight})"


def _privileges(table: Table, columns: list[str], app: str) -> Iterable[str]:
    yield f"revoke all on {table.name} from public, {app}"
    mapped = [column for column in columns if column not in WALL_COLUMNS]
    listed = ", ".join(f'"{column}"' for column in mapped)
    if isinstance(table, WALLED):
        yield f"grant select ({listed}) on {table.name} to {app}"
    else:
        yield f"grant select on {table.name} to {app}"
    if table.insert:
        yield f"grant insert ({listed}) on {table.name} to {app}"
    updatable = mapped if table.update is True else [c for c in mapped if table.update and c in table.update]
    updatable = [column for column in updatable if column not in (*table.frozen, "id")]
    if updatable:
        yield f"grant update ({', '.join(f'{chr(34)}{c}{chr(34)}' for c in updatable)}) on {table.name} to {app}"
    if table.delete:
        yield f"grant delete on {table.name} to {app}"
