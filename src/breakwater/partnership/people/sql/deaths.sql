-- The day a person died is the day of the death on record that stands, whichever record it moves to in a merge. Run as the owner.

create or replace function access.keep_day_of_death() returns trigger
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare who bigint[] := array[new.person_id];
begin
    if tg_op = 'UPDATE' then who := who || old.person_id; end if;
    update people_person p set died_on = d.day
      from (select w.id, (select x.died_on from people_death x where x.person_id = w.id and x.withdrawn_at is null
                           order by x.recorded_at desc, x.id desc limit 1) as day
              from unnest(who) w(id)) d
     where p.id = d.id and p.died_on is distinct from d.day;
    return null;
end $$;

drop trigger if exists zz_day_of_death on people_death;
create trigger zz_day_of_death after insert or update of person_id, withdrawn_at on people_death
for each row execute function access.keep_day_of_death();

-- Whether the person of a row has died, for whoever reads the row and perhaps not the person: a school knows of a pupil to come by the row
-- alone. It says nothing else of the person, and of a row that the actor does not read nothing.
create or replace function access.person_of_row_has_died(p_table text, p_row bigint) returns boolean
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare which text; answer boolean;
begin
    select k.kind into which from access.kind k
      join pg_attribute a on a.attrelid = k.tbl and a.attname = 'person_id' and not a.attisdropped
     where k.tbl = to_regclass(p_table);
    if which is null or not access.may_read(which, p_row) then return false; end if;
    execute format('select p.died_on is not null from %s r join people_person p on p.id = r.person_id where r.id = $1', p_table::regclass)
       into answer using p_row;
    return coalesce(answer, false);
end $$;
