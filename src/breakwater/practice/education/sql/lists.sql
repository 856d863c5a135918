-- A list that is out is never changed: no row or flag comes, changes or goes; it is recalled, and a new version released.
create or replace function access.list_is_out(p_list bigint) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select coalesce((select l.released_at is not null from education_schoollist l where l.id = p_list), false)
$$;

create or replace function access.guard_list_row() returns trigger
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if access.list_is_out(case when tg_op = 'DELETE' then old.list_id else new.list_id end) then
        raise exception 'a released list is not changed' using errcode = 'check_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
drop trigger if exists list_row_guard on education_listrow;
create trigger list_row_guard before insert or delete on education_listrow
    for each row execute function access.guard_list_row();

create or replace function access.guard_row_flag() returns trigger
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare which bigint;
begin
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
        if old.released_at is not null then
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

-- Which pupils' rows and corrections are barred to one human: counts made by the area's service leave them out (SG-16).
create or replace function access.list_rows_barred_to(p_user bigint) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    return query select r.id from education_listrow r where r.barred @> array[p_user];
end $$;

create or replace function access.list_corrections_barred_to(p_user bigint) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    return query select c.id from education_correction c where c.barred @> array[p_user];
end $$;
