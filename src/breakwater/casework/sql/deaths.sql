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

-- Who reads the restricted record of a living child of the household, or of a brother or sister not known to live apart, which whoever
-- records the death may not know of: these alone are told. For whoever reads the record of the person who died.
create or replace function access.readers_of_hidden_children(p_person bigint, p_codes text[])
returns table (child text, human bigint)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select distinct p.public_id::text, r.human
      from people_relationship t
      join people_person p on p.id in (t.person_id, t.other_id) and p.id <> p_person
      join access.seal l on l.kind = 'person' and l.target = p.id and l.lifted_at is null
      join access.reader r on r.seal = l.id and r.until is null
     where p_person in (t.person_id, t.other_id) and t.ends_on is null
       and (t.lives_in_household or t.lives_in_household is null and t.code = any(p_codes))
       and p.died_on is null and p.merged_into_id is null
       and case when p.born_on is null then not p.is_adult_in_a_childs_life else p.born_on > current_date - interval '18 years' end
       and access.may_read('person', p_person) and not access.may_read('person', p.id)
$$;
