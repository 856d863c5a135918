-- A list that is out is never changed: no row or flag comes, changes or goes; it is recalled, and a new version released. Years later the
-- database's owner deletes the whole of it, by the retention schedule.
create or replace function access.list_is_out(p_list bigint) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select coalesce((select l.released_at is not null from education_schoollist l where l.id = p_list), false)
$$;

create or replace function access.guard_list_row() returns trigger
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if tg_op = 'DELETE' and access.owner_acts() then return old; end if;
    if access.list_is_out(case when tg_op = 'DELETE' then old.list_id else new.list_id end) then
        raise exception 'a released list is not changed' using errcode = 'check_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
drop trigger if exists list_row_guard on education_listrow;
create trigger list_row_guard before insert or delete on education_listrow
    for each row execute function access.guard_list_row();
drop trigger if exists list_row_agreed_guard on education_listrow;
create trigger list_row_agreed_guard before update of agreed on education_listrow
    for each row execute function access.guard_list_row();

create or replace function access.guard_row_flag() returns trigger
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare which bigint;
begin
    if tg_op = 'DELETE' and access.owner_acts() then return old; end if;
    select r.list_id into which from education_listrow r
     where r.id = case when tg_op = 'DELETE' then old.row_id else new.row_id end;
    if access.list_is_out(which) then
        raise exception 'a released list is not changed' using errcode = 'check_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
drop trigger if exists row_flag_guard on education_rowflag;
create trigger row_flag_guard before insert or delete on education_rowflag
    for each row execute function access.guard_row_flag();

create or replace function access.guard_school_list() returns trigger
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if tg_op = 'DELETE' then
        if old.released_at is not null and not access.owner_acts() then
            raise exception 'a released list is recalled, never deleted' using errcode = 'check_violation';
        end if;
        return old;
    end if;
    if old.released_at is not null and new.released_at is distinct from old.released_at
       or old.recalled_at is not null and new.recalled_at is distinct from old.recalled_at
       or old.opened_at is not null and new.opened_at is distinct from old.opened_at then
        raise exception 'what happened to a list is not changed' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists school_list_guard on education_schoollist;
create trigger school_list_guard before update or delete on education_schoollist
    for each row execute function access.guard_school_list();

-- How much of each list is about a relative of whoever asks, and so in no count shown to them (SG-16): numbers alone, never which
-- rows, of nobody but the acting human, and of the editions that schools still read. The area's service, which counts, is no
-- human and learns nothing. What that service may not read itself, it has not counted, so nothing is taken off for it.
drop function if exists access.list_rows_barred_to(bigint);
drop function if exists access.list_corrections_barred_to(bigint);
create or replace function access.lists_less_mine() returns table (list bigint, pupils bigint, answers bigint, corrections bigint)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    with out_now as materialized (
        select l.id, array(select k.id from access.scope k where k.kind = 'oversight' and k.ref = l.area_id) as counts
          from education_schoollist l where l.released_at is not null and l.recalled_at is null and not l.is_past
    ), mine as (
        select r.id, r.list_id, o.counts from out_now o join education_listrow r on r.list_id = o.id
         where r.barred && access.now_human() and r.scopes && o.counts and r.marker <> 'ENDED'
    ), counted as (
        select m.list_id, 1 as pupils,
               (select count(*) from education_answer a
                 where a.row_id = m.id and a.undone_at is null and a.scopes && m.counts) as answers, 0 as corrections
          from mine m
        union all
        select c.school_list_id, 0, 0, 1 from out_now o join education_correction c on c.school_list_id = o.id
         where c.barred && access.now_human() and c.scopes && o.counts and c.done_at is null and c.withdrawn_at is null
    )
    select list_id, sum(counted.pupils)::bigint, sum(counted.answers)::bigint, sum(counted.corrections)::bigint from counted group by list_id
$$;
