-- Whether a legal hold stands on a request: on its reference, on somebody whose record it is about, on a case that was gathered, or on all requests.
-- What was gathered and given is then evidence, and stays.
create or replace function access.rights_is_held(r information_rights_rightsrequest) returns boolean
language plpgsql stable set search_path = public, pg_catalog, pg_temp as $$
begin
    return exists (
        select 1 from retention_hold h
         where h.area_id = r.area_id and h.ended_at is null and (
               h.name = r.reference or h.record_class = 'rights_request'
            or exists (select 1 from information_rights_rightssubject s
                         join people_person p on p.id = any(access.stands_in(access.stands_for(s.person_id)))
                        where s.request_id = r.id and p.public_id = h.name)
            or exists (select 1 from casework_case c join access.rights_found f on f.request = r.id and f.tab = 'casework_case' and f.id = c.id
                        where c.reference = h.name)));
end $$;

-- Whether a request's copy is over: ninety days after its answer, at once where nothing was given, and for a request that nobody answered a hundred
-- and twenty days after it was approved, and at the earliest four weeks after its day, or a hundred and twenty days after whoever asks was asked what
-- they mean. Holds are asked last: few requests are past their days.
create or replace function access.rights_is_over(r information_rights_rightsrequest, p_at timestamptz) returns boolean
language sql stable set search_path = public, pg_catalog, pg_temp as $$
    select case when case when r.ended_at is null then coalesce(r.approved_at <= p_at - interval '120 days', false)
                               and coalesce(r.paused_on + 120, r.due_on + 28) < (p_at at time zone 'Europe/London')::date
                          when r.outcome in ('REFUSED', 'WITHDRAWN') then r.ended_at <= p_at
                          else r.ended_at <= p_at - interval '90 days' end
                then not access.rights_is_held(r) else false end
$$;

-- Requests of an area of which something is kept that is over, for the area's own service of lists.
create or replace function access.rights_over(p_area bigint, p_at timestamptz) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.acts_as_service('lists', p_area) then return; end if;
    return query
    select r.id from information_rights_rightsrequest r
     where r.area_id = p_area
       and case when r.ended_at is null
            or exists (select 1 from information_rights_gathereditem i where i.request_id = r.id)
            or exists (select 1 from information_rights_mark m where m.request_id = r.id)
            or exists (select 1 from information_rights_keeperasked k where k.request_id = r.id and k.given <> '')
            or exists (select 1 from information_rights_package p where p.request_id = r.id and p.deleted_at is null)
            or exists (select 1 from access.rights_found f where f.request = r.id)
            or exists (select 1 from access.rights_offered o where o.request = r.id)
           then access.rights_is_over(r, p_at) else false end
     order by r.id;
end $$;

-- Delete of one request what was gathered and given, and what its keepers wrote. That it was asked and answered stays; one that nobody answered is
-- to be approved again before anything is gathered for it. Returns where files lie.
create or replace function access.rights_forget(p_request bigint, p_at timestamptz) returns setof text
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare asked information_rights_rightsrequest;
begin
    -- A hold that somebody is saving is waited for, and none comes before this is done.
    lock table retention_hold in share mode;
    select * into asked from information_rights_rightsrequest where id = p_request for update;
    if not found or not access.acts_as_service('lists', asked.area_id) or not access.rights_is_over(asked, p_at) then return; end if;
    delete from information_rights_mark where request_id = p_request;
    delete from information_rights_gathereditem where request_id = p_request;
    delete from access.rights_found where request = p_request;
    delete from access.rights_offered where request = p_request;
    if asked.ended_at is null then
        delete from information_rights_keeperasked where request_id = p_request;
        delete from information_rights_rightssubject where request_id = p_request;
        update information_rights_rightsrequest
           set approved_at = null, approved_by_id = null, gathered_at = null, to_check_at = null where id = p_request;
        insert into information_rights_rightsstep (request_id, team_id, what, words, at, by_id)
        values (p_request, asked.team_id, 'Not answered in time: what was gathered is deleted', '', p_at, access.actor_now());
    else
        update information_rights_keeperasked set given = '' where request_id = p_request;
    end if;
    return query
    update information_rights_package p set deleted_at = p_at where p.request_id = p_request and p.deleted_at is null returning p.stored_as::text;
end $$;
