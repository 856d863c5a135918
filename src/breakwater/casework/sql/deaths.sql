-- Whether a case goes on: see casework/cases/deaths.py. Run as the owner.
-- It runs as whoever asks, who reads the case; a function of the owner that calls it sees all that the owner sees.

create or replace function access.case_goes_on(p_case bigint) returns boolean
language sql stable set search_path = public, pg_catalog, pg_temp as $$
    select not exists (
            select 1 from casework_participant x join people_person p on p.id = x.person_id
             where x.case_id = p_case and x.capacity = 'CHILD' and x.ends_at is null and p.died_on is not null)
        or exists (
            select 1 from casework_participant x join people_person p on p.id = x.person_id
             where x.case_id = p_case and x.capacity = 'CHILD' and x.ends_at is null and p.died_on is null)
        or exists (
            select 1 from casework_case k join casework_participant x on x.case_id = k.id
              join people_death d on d.person_id = x.person_id
             where k.id = p_case and x.capacity = 'CHILD' and x.ends_at is null and d.withdrawn_at is null
               and k.opened_at >= d.recorded_at)
$$;
