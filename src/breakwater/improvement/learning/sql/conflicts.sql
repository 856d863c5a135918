-- Somebody has a conflict of interest in a serious incident: they find nothing of it. It is lifted by no hand (PL 6.8).
create or replace function access.keep_from_serious_incident(p_incident bigint, p_human bigint) returns boolean
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.may_read('serious_incident', p_incident) then return false; end if;
    perform access.lock_followers('serious_incident', p_incident);
    insert into access.bar (kind, target, human, because, source)
    select 'serious_incident', p_incident, p_human, 'a conflict of interest in the serious incident', 'serious_conflict'
     where not exists (select 1 from access.bar b where b.kind = 'serious_incident' and b.target = p_incident and b.human = p_human
                          and b.source = 'serious_conflict' and b.until is null);
    perform access.derive('serious_incident', p_incident);
    return true;
end $$;

-- Whom an agency's summary is told to: the business managers named on its incident now, less whoever is kept from it. For the agency's own
-- link, which reads the request and not who is named.
create or replace function access.managers_of_request(p_request bigint) returns bigint[]
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.may_read('agency_request', p_request) then return '{}'; end if;
    return array(
        select distinct m.user_id::bigint
          from learning_agencyrequest r
          join learning_seriousincident i on i.id = r.incident_id
          join learning_member m on m.incident_id = i.id and m.part = 'MANAGER' and m.confirmed_at is not null and m.ended_at is null
         where r.id = p_request and not i.barred && array[m.user_id::bigint]);
end $$;

-- Which of some humans are kept from a serious incident, by a conflict or by what keeps them from its child: nobody names them or tells
-- them anything. For whoever may read the incident, who need not be able to read the child's record.
create or replace function access.barred_from_incident(p_incident bigint, p_humans bigint[]) returns bigint[]
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare kept bigint[];
begin
    if not access.may_read('serious_incident', p_incident) then return '{}'; end if;
    select i.barred into kept from learning_seriousincident i where i.id = p_incident;
    return array(select h from unnest(p_humans) h where kept && array[h]);
end $$;
