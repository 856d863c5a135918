-- A seal hides a case from the area's own services, so what must not be forgotten about it is asked for here: ids alone.

-- Which of some humans may read a case in a post they hold today, so that nobody is sent to a page they cannot open. For whoever
-- may read the case, and for the intake of its area, which tells of what it may not read itself.
create or replace function access.readers_among(p_case bigint, p_humans bigint[]) returns bigint[]
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare k record;
begin
    select c.scopes, c.barred, c.area_id into k from casework_case c where c.id = p_case;
    if not found or not access.may_read('case', p_case) and not access.acts_as_service('intake', k.area_id) then return '{}'; end if;
    return array(
        select distinct m.user_id::bigint
          from organisations_membership m
          join organisations_user u on u.id = m.user_id and u.is_active
          join organisations_team t on t.id = m.team_id
          join organisations_rolerecord r on r.code = m.role
         where m.user_id = any(p_humans) and m.id = any(access.posts_of(m.user_id)) and not k.barred && array[m.user_id::bigint]
           and (k.scopes && access.personal_scopes(m.user_id, access.seals_read_in(m.id))
                or exists (select 1 from access.scope s
                            where s.id = any(k.scopes)
                              and (s.kind = 'team' and s.ref = m.team_id
                                   or s.kind = 'deciders' and s.ref = m.team_id and r.decides
                                   or s.kind = 'oversight' and s.ref = t.area_id and r.has_oversight))));
end $$;

-- Which of some humans are barred from a case: nobody tells them anything of it. For the same askers.
create or replace function access.barred_among(p_case bigint, p_humans bigint[]) returns bigint[]
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare k record;
begin
    select c.barred, c.area_id into k from casework_case c where c.id = p_case;
    if not found or not access.may_read('case', p_case) and not access.acts_as_service('intake', k.area_id) then return '{}'; end if;
    return array(select h from unnest(p_humans) h where k.barred && array[h]);
end $$;

-- Clocks of sealed cases missed between two moments, a row for each human who reads all the seals in a post held today.
-- Where nobody does, the human is null: then the duty has no one, and the area's managers are told that much.
create or replace function access.sealed_and_missed(p_area bigint, p_since timestamptz, p_until timestamptz)
returns table (reference text, human bigint)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select distinct c.reference::text, m.user_id::bigint
      from casework_clock k
      join casework_case c on c.id = k.case_id
      left join organisations_membership m
             on m.id = any(access.posts_of(m.user_id)) and c.seals <@ access.seals_read_in(m.id)
            and not c.barred && array[m.user_id]
     where access.acts_as_service('clocks', p_area) and c.area_id = p_area and c.seals <> '{}' and k.stopped_at is null
       and k.breach_at > p_since and k.breach_at <= p_until and access.case_goes_on(c.id)
$$;
