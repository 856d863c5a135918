-- Breaking the glass: what may be opened in an emergency, for whom, and for how long. Run as the owner, after base.sql.

-- Whether whoever acts may open a row in an emergency: `may_break_glass_on`, which the room that knows about posts writes, allows
-- it, no bar keeps them from it, and no seal on it is one that is never opened (SG-20).
create or replace function access.opens_in_an_emergency(p_kind text, p_id bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare t regclass; standing bigint[];
begin
    if access.now_human() = '{{}}' or access.may_break_glass_on(p_kind, p_id) is not true then return false; end if;
    select tbl into t from access.kind where kind = p_kind and opens;
    if not found then return false; end if;
    execute format('select seals from %s where id = $1 and not barred && $2', t) into standing using p_id, access.now_human();
    return standing is not null and not exists (select 1 from access.seal where id = any(standing) and not breakable);
end $$;

-- Mint a break-glass scope for one human on a row, and on others with it of which each is opened that may be. Answers null where
-- the first was not opened, without saying why.
create or replace function access.mint_glass_on(p_kinds text[], p_ids bigint[], p_reason text) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare made bigint; until_then timestamptz := clock_timestamp() + interval '60 minutes';
begin
    if btrim(coalesce(p_reason, '')) = '' or access.opens_in_an_emergency(p_kinds[1], p_ids[1]) is not true then return null; end if;
    insert into access.scope (kind, valid_until, holder) values ('glass', until_then, (access.now_human())[1]) returning id into made;
    for n in 1 .. cardinality(p_ids) loop
        if access.opens_in_an_emergency(p_kinds[n], p_ids[n]) then
            insert into access."grant" (kind, target, scope, because, source, source_id, since, until)
            values (p_kinds[n], p_ids[n], made, 'you broke the glass: ' || p_reason, 'glass', made, clock_timestamp(), until_then);
            perform access.derive(p_kinds[n], p_ids[n]);
        end if;
    end loop;
    perform set_config('bw.scopes', (access.now_scopes() || made)::text, true);
    return made;
end $$;

create or replace function access.mint_glass(p_kind text, p_id bigint, p_reason text) returns bigint
language sql security definer set search_path = pg_catalog, pg_temp as
$$ select access.mint_glass_on(array[p_kind], array[p_id], p_reason) $$;
