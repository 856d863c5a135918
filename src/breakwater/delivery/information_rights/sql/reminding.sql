-- Open requests of an area whose clock runs, for the area's own service of clocks: whose each is, and by when. Nothing of what is asked.
create or replace function access.rights_due(p_area bigint) returns table (public_id text, reference text, due_on date, officer bigint)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.acts_as_service('clocks', p_area) then return; end if;
    return query
    select r.public_id::text, r.reference::text, r.due_on, r.officer_id from information_rights_rightsrequest r
     where r.area_id = p_area and r.ended_at is null and r.paused_on is null order by r.due_on, r.id;
end $$;
