-- A seal hides a case from the area's own services, so what must not be forgotten about it is asked for here: ids alone.

-- Clocks of sealed cases missed between two moments, a row for each human who reads all the seals in a post held today.
-- Where nobody does, the human is null: then the duty has no one, and the area's managers are told that much.
create or replace function access.sealed_and_missed(p_area bigint, p_since timestamptz, p_until timestamptz)
returns table (reference text, human bigint)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select distinct c.reference::text, m.user_id
      from casework_clock k
      join casework_case c on c.id = k.case_id
      left join organisations_membership m
             on m.id = any(access.posts_of(m.user_id)) and c.seals <@ access.seals_read_in(m.id)
            and not c.barred && array[m.user_id]
     where c.area_id = p_area and c.seals <> '{}' and k.stopped_at is null
       and k.breach_at > p_since and k.breach_at <= p_until
$$;
