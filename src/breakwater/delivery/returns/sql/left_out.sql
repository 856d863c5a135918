-- How many referrals of an area, decided in a period, whoever acts may not read, or whose child they may not read, for the count that a return
-- leaves out. Nobody learns which. What must never be hinted at, an adoption or a protected identity, is in no count (SG-20): the report says that there may be such.
-- Roles: those that hold RETURN_WRITE, which a test compares.
create or replace function access.referrals_left_out(p_area bigint, p_from timestamptz, p_until timestamptz) returns integer
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare answer integer;
begin
    if coalesce((access.post_now()).role, '') not in ('data_officer') or access.area_now() is distinct from p_area then
        return 0;
    end if;
    select count(*) into answer
      from front_door_contact f join casework_case c on c.id = f.case_id
     where c.area_id = p_area and f.outcome in ('O6', 'O7', 'O8') and f.decided_at >= p_from and f.decided_at < p_until
       and not (access.may_read('case', c.id)
                and (f.child_id is null or access.may_read('person', f.child_id) and access.may_read('person', access.stands_for(f.child_id))))
       and not exists (select 1 from people_guard g
                        where g.person_id in (f.child_id, access.stands_for(f.child_id)) and g.lifted_at is null)
       and not exists (select 1 from casework_lockedrecord r join casework_lock l on l.id = r.lock_id
                        where (r.person_id in (f.child_id, access.stands_for(f.child_id)) or r.case_id = c.id) and l.reason in ('ADOPTION', 'PROTECTED')
                          and l.lifted_at is null);
    return answer;
end $$;
