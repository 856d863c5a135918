-- Values and files are written by whoever acts in their area; the published numbers of a value are changed by the area's own service alone.
create or replace function access.guard_scorecard() returns trigger
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare a record;
begin
    select coalesce(t.area_id, x.area_id) as area, x.membership_id is null as is_service into a
      from organisations_actor x
      left join organisations_membership m on m.id = x.membership_id
      left join organisations_team t on t.id = m.team_id
     where x.id = nullif(current_setting('bw.actor', true), '')::bigint;
    if new.area_id is not null and a.area is distinct from new.area_id then  -- of none the wall and the column say so
        raise exception 'a scorecard is written by its own area' using errcode = '42501';
    end if;
    if tg_op = 'UPDATE' and tg_argv[0] = 'published' and not a.is_service then
        raise exception 'what is published of a value is worked out, not written' using errcode = '42501';
    end if;
    return new;
end $$;
drop trigger if exists scorecard_file_guard on scorecard_valuefile;
create trigger scorecard_file_guard before insert or update on scorecard_valuefile
    for each row execute function access.guard_scorecard('file');
drop trigger if exists scorecard_value_guard on scorecard_indicatorvalue;
create trigger scorecard_value_guard before insert or update on scorecard_indicatorvalue
    for each row execute function access.guard_scorecard('published');
drop trigger if exists scorecard_given_guard on scorecard_givennumbers;
create trigger scorecard_given_guard before insert on scorecard_givennumbers
    for each row execute function access.guard_scorecard('given');
