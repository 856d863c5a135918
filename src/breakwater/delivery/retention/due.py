"""What is due, worked out in the database set by set: for each class the day its rule counts from, the day it is due, and what holds it.

Run as the database's owner, who sees every area (decision 0016), on a psycopg connection within a transaction.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import psycopg

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later

from .about import people_of
from .foreign_keys import keys_to
from .schedule import RecordClass, RecordKind, families, schedule

AHEAD = 3  # months: what falls due within them stands on the review list

TABLES = """
create temp table due_now (
    class text, root text, row bigint, area_id bigint, name text, since_on date, due_on date,
    hold_id bigint, other_hold boolean not null default false, kept_until date, primary key (root, row)
) on commit drop;
create temp table same_person (root bigint, id bigint) on commit drop;
create index on same_person (id);
"""
SAME_PERSON = """
insert into same_person
    with recursive down(root, id) as (
        select id, id from people_person where merged_into_id is null and (%(rows)s::bigint[] is null or id = any(%(rows)s))
        union all select down.root, p.id from down join people_person p on p.merged_into_id = down.id
    ) select * from down
"""


@dataclass(frozen=True)
class Found:
    """A record and when it is due. `name` is its reference or random id; `hold` a hold of ours, `other_hold` one of another room."""

    record_class: str
    root: str
    row: int
    area: int
    name: str
    since_on: date
    due_on: date
    hold: int | None
    other_hold: bool
    kept_until: date | None

    @property
    def is_kept(self) -> bool:
        return self.hold is not None or self.other_hold or self.kept_until is not None


def find(connection: psycopg.Connection, *, at: datetime, ahead: int = AHEAD) -> Iterator[Found]:
    """What is due within so many months, of every area; what is held or kept longer among it."""
    return iter(_worked_out(connection, schedule().records.values(), None, at, months_later(london_date(at), ahead)))


def found_now(connection: psycopg.Connection, record: RecordKind, row: int, at: datetime) -> Found | None:
    """One record as `find` would have it at this moment, whether due or not; None while it is open or no class holds for it.

    What it waits for is locked with it, for the caller's transaction: asked where it is deleted.
    """
    chain = [row]
    if record.waits_for:
        reach = f"with recursive {_reach(record, 'select %s::bigint, %s::bigint')} select id from reach"
        chain = [each for (each,) in connection.execute(reach, [row, row]).fetchall()]
    connection.execute(f"select 1 from {record.root} r where r.id = any(%s) order by r.id for update of r", [chain])
    found = _worked_out(connection, [record], chain, at, date.max)
    return next((each for each in found if each.row == row), None)


def _worked_out(connection, records, rows: list[int] | None, at: datetime, until: date) -> list[Found]:
    """Of some kinds of record, and of these rows alone where they are given (of one kind)."""
    records = list(records)
    classes = [each for each in schedule().classes.values() if each.record in records]
    facts = {"today": london_date(at), "rows": rows}
    with connection.transaction():
        connection.execute("set local search_path = public, pg_catalog, pg_temp")
        connection.execute("drop table if exists due_now, same_person")
        connection.execute(TABLES)
        if any(each.root == "people_person" for each in records):
            connection.execute(SAME_PERSON, facts)
        for each in classes:
            connection.execute(_class(each), facts | {"class": each.key})
        if rows is None:
            connection.execute("analyze due_now")
        for record in records:
            if record.waits_for:
                connection.execute(_waits(record))
        connection.execute("delete from due_now where due_on > %s", [until])
        for record in records:
            connection.execute(_held(record), facts)
            if record.waits_for:
                connection.execute(_held_with(record))
        for each in classes:
            for column in _names_it(connection, each):
                connection.execute(_left(each, column), [each.key])
        found = connection.execute(
            "select class, root, row, area_id, name, since_on, due_on, hold_id, other_hold, kept_until "
            "from due_now order by due_on, root, row"
        ).fetchall()
    return [Found(*each) for each in found]


def is_kept_now(connection: psycopg.Connection, record: RecordKind, row: int, record_class: str, today: date) -> bool:
    """Whether a hold or a longer keeping stands at this moment on a record or on what followed from it: asked again, and what was asked of
    locked, in the transaction that deletes it."""
    name = f"({record.named_by})"
    found = connection.execute(
        f"with recursive {_reach(record, 'select %(row)s::bigint, %(row)s::bigint')} "
        f"select {_hold(record, _class_now(record), name)} is not null or {_other_hold(record)} or "
        f"{_longer(record, name)} is not null from {record.root} r where r.id in (select id from reach) order by r.id for update of r",
        {"row": row, "class": record_class, "today": today},
    ).fetchall()
    return any(is_kept for (is_kept,) in found)


def _class_now(record: RecordKind) -> str:
    """The class that a row is of as it stands now; the one it was approved as where it is of none."""
    classes = [each for each in schedule().classes.values() if each.record is record]
    of_each = " ".join(f"when ({each.where}) then '{each.key}'" for each in classes)
    return f"(case {of_each} else %(class)s end)"


def _reach(record: RecordKind, start: str) -> str:
    """The rows that a row is kept as long as: itself, and what followed from it. `start` selects (root, id)."""
    pairs = record.waits_for or "select null::bigint as earlier, null::bigint as later where false"
    return (
        f"pairs as ({pairs}), reach(root, id) as ({start} "
        "union select reach.root, p.later from reach join pairs p on p.earlier = reach.id)"
    )


def _class(each: RecordClass) -> str:
    """Its rows with their days. A child whose birth nobody knows counts as born a year after they came into the record, which is longest."""
    record = each.record
    base = "d.since_on"
    if each.school_year:
        base = "make_date(extract(year from d.since_on)::int + (extract(month from d.since_on) > 8)::int, 8, 31)"
    due = f"({base} + make_interval(years => y.years))::date"
    if each.until_age is not None:
        begun = f"(({record.began} at time zone 'Europe/London')::date + interval '1 year')::date"
        youngest = f"coalesce((select max(c.born) from ({record.children}) c), {begun})"
        due = f"greatest({due}, ({youngest} + make_interval(years => {each.until_age}))::date)"
    if record.care:
        due = f"greatest({due}, ({_in_care(record)}))"
    days = ", ".join(_day(column) for column in each.since)
    return f"""
        insert into due_now (class, root, row, area_id, name, since_on, due_on)
        select %(class)s, '{record.root}', r.id, a.area_id, {record.named_by}, d.since_on, {due}
          from {record.root} r
          cross join lateral (select {record.area} as area_id) a
          cross join lateral (select greatest({days}) as since_on) d
          cross join lateral ({_years(each)}) y
         where not coalesce({record.open}, false) and ({each.where}) and d.since_on is not null
           and (%(rows)s::bigint[] is null or r.id = any(%(rows)s))
        on conflict do nothing"""


def _years(each: RecordClass) -> str:
    """The years of a class in an area: the last change that two people agreed to, or the product's; and what anybody made longer since."""
    of_class = (
        "c.area_id = a.area_id and c.record_class = %(class)s and c.from_on <= %(today)s and c.refused_at is null"
    )
    return f"""
        select greatest(coalesce(g.years, {each.years}), {each.at_least}, (
               select max(c.years) from retention_classchange c where {of_class} and c.id > coalesce(g.id, 0))) as years
          from (select 1) one left join lateral (
               select c.id, c.years from retention_classchange c
                 join organisations_actor x on x.id = c.by_id join organisations_membership m on m.id = x.membership_id
                 join organisations_actor y on y.id = c.agreed_by_id join organisations_membership n on n.id = y.membership_id
                where {of_class} and (c.agreed_at at time zone 'Europe/London')::date <= %(today)s and m.user_id <> n.user_id
                  and m.role = 'information_governance' and n.role in ('information_governance', 'head_of_service')
                order by c.id desc limit 1) g on true"""


def _in_care(record: RecordKind) -> str:
    """The day until which the last of its children who was in care keeps it; null where none was."""
    care = schedule().care
    return (
        f"select max((case when p.died_on < c.born + interval '18 years' then p.died_on + make_interval(years => {care.years_from_death}) "
        f"else c.born + make_interval(years => {care.until_age}) end)::date) "
        f"from ({record.children}) c join people_person p on p.id = c.person_id where {care.who}"
    )


def _day(column: str) -> str:
    """A moment of the database as the day it was in London; a day as it is."""
    if column.startswith("("):
        return column
    if column == "on" or column.endswith("_on") or column == "until":
        return f'r."{column}"'
    return f"(r.{column} at time zone 'Europe/London')::date"


def _waits(record: RecordKind) -> str:
    """A record is kept as long as the longest of what followed from it, and while any of that is open."""
    return f"""
        with recursive {_reach(record, _due_of(record))}, whole as (
            select reach.root, max(o.due_on) as due_on, bool_and(o.row is not null) as is_closed
              from reach left join due_now o on o.root = '{record.root}' and o.row = reach.id group by reach.root
        )
        update due_now d set due_on = case when w.is_closed then w.due_on else 'infinity'::date end
          from whole w where d.root = '{record.root}' and d.row = w.root"""


def _held_with(record: RecordKind) -> str:
    """What holds a record holds what began it."""
    return f"""
        with recursive {_reach(record, _due_of(record))}, whole as (
            select reach.root, min(o.hold_id) as hold_id, bool_or(o.other_hold) as other_hold, max(o.kept_until) as kept_until
              from reach join due_now o on o.root = '{record.root}' and o.row = reach.id group by reach.root
        )
        update due_now d set hold_id = coalesce(d.hold_id, w.hold_id), other_hold = w.other_hold, kept_until = w.kept_until
          from whole w where d.root = '{record.root}' and d.row = w.root"""


def _due_of(record: RecordKind) -> str:
    return f"select row, row from due_now where root = '{record.root}'"


def _names_it(connection: psycopg.Connection, each: RecordClass) -> Iterator[str]:
    """The columns that keep a record by naming it: those its class lists, or of a person every one outside their own record."""
    for column in each.nothing_left:
        if "." in column:
            yield column
            continue
        for key in keys_to(connection, column):
            is_own = families().get(key.table) == each.record.family
            if not is_own and key.column_in_table not in schedule().together.goes_along:
                yield key.column_in_table


def _left(each: RecordClass, column: str) -> str:
    table, _, name = column.partition(".")
    if each.record.root == "people_person":
        names = f"select 1 from {table} t join same_person s on s.id = t.{name} where s.root = d.row"
        if other := schedule().together.alone.get(column):
            names += f" and t.{other} is not null"
    else:
        names = f"select 1 from {table} t where t.{name} = d.row"
    return f"delete from due_now d where d.class = %s and exists ({names})"


def _held(record: RecordKind) -> str:
    return f"""
        update due_now d set hold_id = {_hold(record, "d.class", "d.name")}, other_hold = {_other_hold(record)},
               kept_until = {_longer(record, "d.name")}
          from {record.root} r where d.root = '{record.root}' and r.id = d.row"""


def _hold(record: RecordKind, record_class: str, name: str) -> str:
    """The first hold that stands: on the class, on the record by its name, on anybody it is about."""
    of_person = ""
    if people := people_of(record.key):
        whom = "(select access.stands_in(access.stands_for(p.id)) from people_person p where p.public_id = h.name)"
        of_person = f"or exists (select 1 from ({people}) x(person_id) where x.person_id = any({whom}::bigint[]))"
    return (
        f"(select h.id from retention_hold h where h.area_id = {record.area} and h.ended_at is null and "
        f"(h.record_class = {record_class} or h.name = {name} {of_person}) order by h.id limit 1)"
    )


def wait_for_holds(connection: psycopg.Connection) -> None:
    """Until every hold and longer keeping that somebody is saving is saved, and none comes before the caller's transaction has ended."""
    connection.execute("lock table retention_hold, retention_longer, prevent_hold in share mode")


def hold_on(record: RecordKind) -> str:
    """Whether anything holds a record that need not be due: a hold on any class counts."""
    return (
        f"({_hold(record, "nullif(h.record_class, '')", f'({record.named_by})')} is not null or {_other_hold(record)})"
    )


def _other_hold(record: RecordKind) -> str:
    """Whether a serious incident or the specialist compartment holds anybody it is about, or itself."""
    reasons = ["false"]
    reasons += _asked_for(record)
    if people := people_of(record.key):
        reasons.append(
            f"exists (select 1 from ({people}) x(person_id) where access.is_held(x.person_id) "
            "or exists (select 1 from prevent_hold o where o.person_id = x.person_id and o.lifted_at is null))"
        )
    if record.root == "prevent_referral":
        reasons.append("exists (select 1 from prevent_hold o where o.referral_id = r.id and o.lifted_at is null)")
    return f"({' or '.join(reasons)})"


def _asked_for(record: RecordKind) -> list[str]:
    """Whether somebody asks to see what it says of them, to correct it, or objects: while their request is open nothing of theirs goes by its age."""
    if not (people := people_of(record.key)):
        return []
    return [
        f"exists (select 1 from ({people}) x(person_id) join information_rights_rightssubject s "
        "on s.person_id = any(access.stands_in(access.stands_for(x.person_id))) "
        "join information_rights_rightsrequest q on q.id = s.request_id where q.ended_at is null and q.kind <> 'ERASURE')"
    ]


def _longer(record: RecordKind, name: str) -> str:
    return (
        f"(select max(k.until) from retention_longer k where k.area_id = {record.area} and k.root = '{record.root}' "
        f"and k.name = {name} and k.until > %(today)s)"
    )
