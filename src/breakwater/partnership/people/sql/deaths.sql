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
