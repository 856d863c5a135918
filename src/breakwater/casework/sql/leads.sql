-- A case that its worker steps down stays open until someone leads what was opened (FD 4.9). Those who gave it may not read
-- what was opened, and those who lead it may not read what it came from, so each is told here, and no more than that.

-- Whether someone leads a case now, or led it until it ended.
create or replace function access.is_led(p_case bigint) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select exists (
        select 1 from casework_caseworker w join casework_case k on k.id = w.case_id
         where w.case_id = p_case and w.capacity = 'LEAD'
           and (w.ends_at is null or k.closed_at is not null and w.ends_at >= k.closed_at))
$$;

-- The accepted handovers of a case for which nobody leads, and no manager has said what holds instead.
create or replace function access.without_a_lead(p_case bigint) returns setof casework_handover
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select h.* from casework_handover h join casework_handovercase c on c.handover_id = h.id
     where c.case_id = p_case and h.status = 'ACCEPTED' and h.needs_lead and h.instead_at is null
       and not access.is_led(h.opened_case_id)
$$;

-- The same for who may read the case, with how far the search for a lead is.
create or replace function access.waits_for_a_lead(p_case bigint) returns table (handover bigint, standing text)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.may_read('case', p_case) then return; end if;
    return query
    select h.id, case
        when k.closed_at is not null then 'ENDED'
        else coalesce((
            select case i.status when 'OFFERED' then 'ASKED' when 'DECLINED' then 'SAID_NO' else 'NOT_ASKED' end
              from casework_handover i join casework_handovercase c on c.handover_id = i.id
             where c.case_id = h.opened_case_id and i.service = 'lead_professional'
             order by i.offered_at desc, i.id desc limit 1), 'NOT_ASKED')
        end
      from access.without_a_lead(p_case) h left join casework_case k on k.id = h.opened_case_id
     order by h.id;
end $$;

-- Who stepped down to the case and still holds a case open for it: for who may read what was opened.
create or replace function access.givers_waiting(p_case bigint) returns table (handover bigint, reference text, from_team bigint)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.may_read('case', p_case) then return; end if;
    return query
    select distinct h.id, h.reference::text, h.from_team_id
      from casework_handover h
      join casework_handovercase c on c.handover_id = h.id
      join casework_case k on k.id = c.case_id and k.closed_at is null
     where h.opened_case_id = p_case and h.status = 'ACCEPTED' and h.needs_lead and h.instead_at is null
     order by h.id;
end $$;
