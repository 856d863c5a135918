"""Entries and seals, append-only, the number of the cluster in which transactions count, and the one function that seals."""

import breakwater.foundation.audit.fields
import django.db.models.functions.datetime
from django.db import migrations, models

from breakwater.foundation.audit.canonical import FORM, SEAL_HASH_SQL, leaf_sql

SERVER = """
create function audit_server() returns bigint language sql stable security definer
set search_path = pg_catalog, pg_temp
as 'select system_identifier from pg_control_system()';
"""

APPEND_ONLY = """
create function audit_refuse() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception 'The audit is append-only: % on % is refused', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete or truncate on audit_entry
    for each statement execute function audit_refuse();
create trigger append_only before update or delete or truncate on audit_seal
    for each statement execute function audit_refuse();
"""

SEAL_RANGE = f"""
create function audit_seal_range(p_server bigint, p_from xid8, p_to xid8) returns boolean language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    made public.audit_seal;
    tree bytea[];
begin
    select array_agg(id order by id), array_agg(leaf order by id) into made.entry_ids, tree
    from (
        select e.id, {leaf_sql("e")} as leaf
        from public.audit_entry e where e.server = p_server and e.xid >= p_from and e.xid < p_to
    ) covered;
    if made.entry_ids is null then
        return false;
    end if;
    made.leaves := (select string_agg(h, ''::bytea order by i) from unnest(tree) with ordinality as u(h, i));
    made.entries := cardinality(tree);
    while cardinality(tree) > 1 loop
        tree := (
            select array_agg(case when size = 2 then sha256('\\x01'::bytea || joined) else joined end order by place)
            from (
                select (i - 1) / 2 as place, count(*) as size, string_agg(h, ''::bytea order by i) as joined
                from unnest(tree) with ordinality as u(h, i) group by 1
            ) pairs
        );
    end loop;
    made.root := tree[1];
    select number, hash into made.number, made.previous from public.audit_seal order by number desc limit 1;
    made.number := coalesce(made.number, 0) + 1;
    made.previous := coalesce(made.previous, decode(repeat('00', 32), 'hex'));
    made.form := {FORM};
    made.server := p_server;
    made.made_at := clock_timestamp();
    made.horizon_from := p_from;
    made.horizon_to := p_to;
    made.hash := {SEAL_HASH_SQL};
    insert into public.audit_seal select made.*;
    return true;
end $$;
revoke all on function audit_seal_range(bigint, xid8, xid8) from public;
"""

MAKE_SEAL = """
create function audit_make_seal() returns integer language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    here bigint := public.audit_server();
    other record;
    low xid8;
    high xid8;
    made integer := 0;
begin
    -- An older snapshot would not show entries committed since, and they would be passed over for ever.
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'Sealing needs a READ COMMITTED transaction';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('breakwater.audit.seal', 0));
    -- Every transaction below this number has ended, so no entry can appear below it any more.
    high := pg_snapshot_xmin(pg_current_snapshot());
    -- After a restore into another cluster: first what the old one left unsealed.
    if (select server from public.audit_seal order by number desc limit 1) is distinct from here then
        for other in
            select e.server, min(e.xid) as first, max(e.xid) as last from public.audit_entry e
            where e.server <> here group by e.server order by e.server
        loop
            select coalesce(max(s.horizon_to), '0'::xid8) into low from public.audit_seal s where s.server = other.server;
            if other.last >= low and public.audit_seal_range(
                other.server, low, (other.last::text::numeric + 1)::text::xid8
            ) then
                made := made + 1;
            end if;
        end loop;
    end if;
    select coalesce(max(s.horizon_to), '0'::xid8) into low from public.audit_seal s where s.server = here;
    if high > low and public.audit_seal_range(here, low, high) then
        made := made + 1;
    end if;
    return made;
end $$;
revoke all on function audit_make_seal() from public;
"""

WHO_LOOKED = """
create index audit_entry_seen on audit_entry using gin (seen jsonb_path_ops);
create index audit_entry_changed on audit_entry using gin (changed jsonb_path_ops);
create function audit_who_looked(p_kind text, p_id bigint, p_before bigint, p_limit integer)
returns table (
    id bigint, at timestamptz, actor_id bigint, human_id bigint, acting_as text, area text, kind text, verb text,
    is_change boolean, reason text
) language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select e.id, e.at, e.actor_id, e.human_id, e.acting_as, e.area, e.kind, e.verb,
           e.changed @> jsonb_build_object(p_kind, jsonb_build_array(p_id)), e.reason
    from public.audit_entry e
    where (e.seen @> jsonb_build_object(p_kind, jsonb_build_array(p_id))
           or e.changed @> jsonb_build_object(p_kind, jsonb_build_array(p_id)))
      and (p_before is null or e.id < p_before)
    order by e.id desc limit p_limit
$$;
revoke all on function audit_who_looked(text, bigint, bigint, integer) from public;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.RunSQL(SERVER, "drop function audit_server()"),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('xid', breakwater.foundation.audit.fields.TransactionIdField(db_default=models.Func(function='pg_current_xact_id'))),
                ('server', models.BigIntegerField(db_default=models.Func(function='audit_server'))),
                ('actor_id', models.BigIntegerField(null=True)),
                ('human_id', models.BigIntegerField(null=True)),
                ('acting_as', models.TextField()),
                ('area', models.TextField()),
                ('kind', models.TextField()),
                ('verb', models.TextField()),
                ('route', models.TextField()),
                ('method', models.TextField()),
                ('seen', models.JSONField()),
                ('changed', models.JSONField()),
                ('facts', models.JSONField()),
                ('reason', models.TextField()),
                ('session', models.TextField()),
            ],
            options={
                'db_table': 'audit_entry',
                'indexes': [models.Index(fields=['server', 'xid', 'id'], name='audit_entry_in_seal_order'), models.Index(fields=['human_id', 'id'], name='audit_entry_by_human')],
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('form', models.SmallIntegerField()),
                ('server', models.BigIntegerField()),
                ('made_at', models.DateTimeField()),
                ('horizon_from', breakwater.foundation.audit.fields.TransactionIdField()),
                ('horizon_to', breakwater.foundation.audit.fields.TransactionIdField()),
                ('entries', models.IntegerField()),
                ('entry_ids', breakwater.foundation.audit.fields.NumbersField()),
                ('leaves', models.BinaryField()),
                ('root', models.BinaryField()),
                ('previous', models.BinaryField()),
                ('hash', models.BinaryField()),
            ],
            options={
                'db_table': 'audit_seal',
                'indexes': [models.Index(fields=['server', '-number'], name='audit_seal_last_of_server')],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, "drop function audit_refuse() cascade"),
        migrations.RunSQL(SEAL_RANGE, "drop function audit_seal_range(bigint, xid8, xid8)"),
        migrations.RunSQL(MAKE_SEAL, "drop function audit_make_seal()"),
        migrations.RunSQL(
            WHO_LOOKED,
            "drop function audit_who_looked(text, bigint, bigint, integer);"
            " drop index audit_entry_seen; drop index audit_entry_changed",
        ),
    ]
