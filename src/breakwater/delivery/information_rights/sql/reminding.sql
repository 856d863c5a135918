-- Open requests of an area whose clock runs, for the area's own service of clocks: whose each is, and by when. Nothing of what is asked.
create or replace function access.rights_due(p_area bigint) returns table (public_id text, reference text, due_on date, officer bigint)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.acts_as_service('clocks', p_area) then return; end if;
    return query
    select r.public_id::text, r.reference::text, r.due_on, r.officer_id from information_rights_rightsrequest r
     where r.area_id = p_area and r.ended_at is null and r.paused_on is null order by r.due_on, r.id;
end $$;

-- Corrections of open requests that their team has not answered within its days, for the same service: nothing of what is wrong.
create or replace function access.rights_corrections_late(p_area bigint, p_today date)
returns table (public_id text, reference text, due_on date, holder bigint)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.acts_as_service('clocks', p_area) then return; end if;
    return query
    select c.public_id::text, c.reference::text, c.due_on, c.holder_id
      from information_rights_correction c join information_rights_rightsrequest r on r.id = c.request_id
     where r.area_id = p_area and r.ended_at is null and c.answered_at is null and c.due_on < p_today order by c.due_on, c.id;
end $$;
