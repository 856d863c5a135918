-- Readers of a seal and bars on a row, looked after by those who may. Run as the owner, after base.sql.

-- The bars that someone set on a row by hand, for those who may read it. Derived ones are nobody's to see here.
create or replace function access.bars_on(p_kind text, p_id bigint)
returns table (bar bigint, human bigint, because text, since timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select b.id, b.human, b.because, b.since from access.bar b
    where b.kind = p_kind and b.target = p_id and b.source is null and (b.until is null or b.until > clock_timestamp())
      and access.may_read(p_kind, p_id)
    order by b.since, b.id
$$;

-- Name a further reader of a seal, or let one go; only a reader may, in a post that reads it, and two always stay.
create or replace function access.name_reader(p_seal bigint, p_human bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform 1 from access.seal where id = p_seal and lifted_at is null for update;
    if not found or not p_seal = any(access.seals_read_now()) then
        raise exception 'no such seal' using errcode = 'no_data_found';
    end if;
    insert into access.reader (seal, human, posts) values (p_seal, p_human, access.posts_of(p_human))
    on conflict (seal, human) do update set posts = excluded.posts, since = clock_timestamp(), until = null;
end $$;

create or replace function access.end_reader(p_seal bigint, p_human bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform 1 from access.seal where id = p_seal and lifted_at is null for update;
    if not found or not p_seal = any(access.seals_read_now()) then
        raise exception 'no such seal' using errcode = 'no_data_found';
    end if;
    if (select count(*) from access.reader
         where seal = p_seal and human <> p_human and (until is null or until > clock_timestamp())) < 2 then
        raise exception 'a seal needs at least two named readers' using errcode = 'check_violation';
    end if;
    update access.reader set until = clock_timestamp() where seal = p_seal and human = p_human and until is null;
end $$;
